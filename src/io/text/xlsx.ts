import { strToU8, zipSync } from 'fflate';

/** A sheet of a workbook. */
export interface Sheet {
  name: string;
  columns: readonly string[];
  /** Numbers, days since 1970-01-01 as `{ day }`, texts; undefined: an empty cell. */
  rows: readonly (readonly SheetCell[])[];
}
export type SheetCell = number | string | { day: number } | undefined;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** A fixed time, later than 1980, where ZIP begins: equal tables, equal bytes. */
const TIME = new Date(1980, 0, 2);
/** Day 0 of Excel is 1899-12-30. */
const EPOCH = 25_569;
/** The longest name of a sheet. */
const NAME = 31;
/** Plain cells, bold ones, dates: by number among `cellXfs`. */
const STYLES = { bold: 1, date: 2 };
const STYLE_SHEET = [
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>',
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>',
].join('');

/** A workbook (ECMA-376): headers are bold and stay in view, dates are dates, numbers numbers. Plain JavaScript, so the same bytes everywhere. */
export function workbook(sheets: readonly Sheet[]): Uint8Array {
  const each = (text: (sheet: Sheet, number: number) => string) =>
    sheets.map((sheet, k) => text(sheet, k + 1)).join('');
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${KIND}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each(({ name }, n) => `<sheet name="${escaped(name.slice(0, NAME))}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map((_, k) => ['worksheet', `worksheets/sheet${k + 1}.xml`] as const),
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}">${STYLE_SHEET}</styleSheet>`,
  };
  sheets.forEach((sheet, k) => {
    parts[`xl/worksheets/sheet${k + 1}.xml`] = sheetText(sheet);
  });
  const files = Object.entries(parts).map(([name, text]) => [name, strToU8(HEAD + text)] as const);
  return zipSync(Object.fromEntries(files), { mtime: TIME });
}

const relationships = (parts: readonly (readonly [kind: string, target: string])[]) =>
  `<Relationships xmlns="${PACKAGE}/relationships">${parts.map(([kind, target], k) => `<Relationship Id="rId${k + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`).join('')}</Relationships>`;

function sheetText({ columns, rows }: Sheet): string {
  const letters = columns.map((_, k) => columnName(k));
  const line = (cells: readonly SheetCell[], at: number, style?: number) =>
    `<row r="${at}">${cells.map((cell, k) => cellText(cell, `${letters[k]}${at}`, style)).join('')}</row>`;
  const end = `${letters.at(-1)}${rows.length + 1}`;
  return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${line(columns, 1, STYLES.bold)}${rows.map((cells, k) => line(cells, k + 2)).join('')}</sheetData><autoFilter ref="A1:${end}"/></worksheet>`;
}

function cellText(cell: SheetCell, at: string, style?: number): string {
  if (cell === undefined || cell === '') return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${at}"><v>${cell}</v></c>` : '';
  if (typeof cell === 'object') return `<c r="${at}" s="${STYLES.date}"><v>${cell.day + EPOCH}</v></c>`;
  return `<c r="${at}"${style ? ` s="${style}"` : ''} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** `A`, `Z`, `AA`: the name of a column counted from 0. */
const columnName = (k: number): string =>
  (k >= 26 ? columnName(Math.floor(k / 26) - 1) : '') + String.fromCharCode(65 + (k % 26));

/** XML knows no control characters but these. */
const escaped = (text: string) =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');
