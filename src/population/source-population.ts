import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { codeAt, type Shape, sumOf } from './fit/table.ts';
import type { Variable } from './margins/margins.ts';

/** Category code by variable: one kind of person. The same object is reused from call to call. */
export type Cell = Readonly<Record<string, number>>;

/** How quickly each kind of person leaves, relative to the others; by cell, 0 where nobody is. */
export function departureRates(
  shape: Shape,
  variables: readonly Variable[],
  emigrants: Float64Array,
  relativeDeparture: (cell: Cell) => number,
  at: Position,
): Float64Array {
  const rates = new Float64Array(shape.cells);
  const kind: Record<string, number> = {};
  for (let cell = 0; cell < shape.cells; cell++) {
    if (emigrants[cell] === 0) continue;
    variables.forEach(({ name }, axis) => {
      kind[name] = codeAt(shape, cell, axis);
    });
    const rate = relativeDeparture(kind);
    if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) {
      const names = variables.map((v, axis) => `${v.name}=${v.categories[codeAt(shape, cell, axis)]}`);
      throwDiagnostic({
        kind: 'conflict',
        message: 'the relative departure rate must be above 0 where there are emigrants',
        at,
        found: `${rate} for ${names.join(', ')}`,
      });
    }
    rates[cell] = rate;
  }
  return rates;
}

/**
 * The people among whom the emigrants were: of those who leave half as often there are twice as many for each emigrant. Emigrants
 * divided by their relative departure rate, rescaled to `persons` in all.
 */
export function sourcePopulationOf(
  emigrants: Float64Array,
  rates: Float64Array,
  persons: number,
): Float64Array {
  const pool = emigrants.map((share, cell) => (share > 0 ? share / rates[cell] : 0));
  const scale = persons / sumOf(pool);
  return pool.map(share => share * scale);
}
