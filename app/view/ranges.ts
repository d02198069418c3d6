import * as Plot from '@observablehq/plot';

/** A row of a picture: a value with its range, maybe a grey stretch behind it. */
export interface RangeRow {
  label: string;
  /** Written at the right. */
  told: string;
  value: number;
  low: number;
  high: number;
  behind?: readonly [number, number];
  isVague?: boolean;
  isMiss?: boolean;
}

const [ROW, WORDS, TOLD] = [24, 330, 210];

/** Rows as a picture that leaves the page; on it they are text with strokes. */
export function rangesPicture(rows: readonly RangeRow[], domain: readonly [number, number]): SVGElement {
  const numbered = rows.map((row, k) => ({ ...row, k }));
  const fill = (row: RangeRow) =>
    row.isMiss ? 'var(--orange)' : row.isVague ? 'var(--soft)' : 'var(--blue)';
  return Plot.plot({
    ...{ width: 860, height: ROW * rows.length + 10, marginLeft: WORDS, marginRight: TOLD },
    ...{ marginTop: 5, marginBottom: 5 },
    style: { fontSize: '12px', background: 'none' },
    x: { domain: [...domain], axis: null },
    y: { type: 'band' as never, domain: numbered.map(({ k }) => k), axis: null },
    marks: [
      Plot.ruleX([Math.max(domain[0], 0)], { stroke: 'var(--soft)' }),
      Plot.ruleY(
        numbered.filter(({ behind }) => behind),
        {
          ...{ y: 'k', x1: (row: RangeRow) => row.behind![0], x2: (row: RangeRow) => row.behind![1] },
          ...{ stroke: 'var(--rule)', strokeWidth: 12 },
        },
      ),
      Plot.ruleY(numbered, {
        y: 'k',
        x1: 'low',
        x2: 'high',
        stroke: fill,
        strokeOpacity: 0.5,
        strokeWidth: 4,
      }),
      Plot.dot(numbered, { y: 'k', x: 'value', fill, r: 4.5 }),
      Plot.text(numbered, {
        ...{ y: 'k', text: 'label', frameAnchor: 'left', textAnchor: 'end', dx: -12, fill: 'var(--text)' },
        lineWidth: 26,
        textOverflow: 'ellipsis',
      }),
      Plot.text(numbered, {
        ...{ y: 'k', text: 'told', frameAnchor: 'right', textAnchor: 'start', dx: 12, fill: 'var(--text)' },
      }),
    ],
  }) as unknown as SVGElement;
}

/** From the least to the largest end, and zero. */
export function domainOf(rows: readonly Pick<RangeRow, 'low' | 'high'>[]): [number, number] {
  const ends = rows.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return [least, most === least ? least + 1 : most];
}
