import { workbook } from '../engine/door.ts';
import { csvOf, type Table } from '../take/csv.ts';
import { type Caption, pngOf, svgText } from '../take/svg.ts';
import { download, type View } from './common.ts';

interface Props {
  view: View;
  /** Of the files, without ending. */
  name: string;
  caption: Caption;
  /** Its numbers, made when they are asked for. */
  table(): Table;
  /** As drawn; undefined: not yet. */
  picture(): SVGElement | null | undefined;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const sheetOf = (table: Table) => workbook([{ name: 'Rhizome', ...table }]);

/** Files of one picture: its numbers for other programs, and itself. */
export function Take({ view, name, caption, table, picture }: Props) {
  const { t } = view.words;
  const save = (ending: string, type: string, what: string | Blob) =>
    download(`${name}.${ending}`, type, what);
  const drawn = (then: (svg: SVGElement) => void) => () => {
    const svg = picture();
    if (svg) then(svg);
  };
  const files: [string, () => void][] = [
    ['CSV', () => save('csv', 'text/csv', csvOf(table()))],
    ['XLSX', () => save('xlsx', XLSX, new Blob([sheetOf(table()) as BlobPart], { type: XLSX }))],
    ['SVG', drawn(svg => save('svg', 'image/svg+xml', svgText(svg, caption)))],
    ['PNG', drawn(svg => pngOf(svg, caption).then(blob => save('png', 'image/png', blob)))],
  ];
  return (
    <p class="take">
      {files.map(([kind, go]) => (
        <button key={kind} type="button" aria-label={t('take', { kind, title: caption.title })} onClick={go}>
          {kind}
        </button>
      ))}
    </p>
  );
}
