import type { Node } from '../language/graph.ts';
import type { Range } from '../language/ranges.ts';
import type { DeclareTotal, Total } from '../language/total.ts';
import type { Table } from './model.ts';

const LARGEST = 3.4028234663852886e38;

/**
 * Gathers the totals that expressions ask for, each once; their tables are put behind the others.
 * @param all those that are known, to which further ones are added
 */
export function openTotals(
  tables: Table[],
  rangeOf: (node: Node) => Range,
  all: Total[] = [],
): { all: readonly Total[]; declare: DeclareTotal } {
  return {
    all,
    declare(total) {
      const { measure, base, cell, cells, value, text } = total;
      const known = all.find(
        one =>
          one.measure === measure &&
          one.base === base &&
          one.cell === cell &&
          one.cells === cells &&
          one.value === value,
      );
      if (known) return known.table;
      const table = tables.length;
      tables.push({
        name: text,
        index: [],
        values: undefined,
        range: endsOf(total, rangeOf(value)),
        size: cells,
        sourceId: '',
        text: 'a total of last week',
      });
      all.push({ ...total, table });
      return table;
    },
  };
}

/** Ends of what is published; that of nobody is 0. What values are cut to lies nearer to 0 than they do. */
function endsOf({ measure }: Pick<Total, 'measure'>, { low, high }: Range): readonly [number, number] {
  if (measure === 'persons') return [0, LARGEST];
  if (measure === 'share') return [0, 1];
  const ends = [Math.max(-LARGEST, Math.min(low, 0)), Math.min(LARGEST, Math.max(high, 0))] as const;
  if (measure === 'mean') return ends;
  return [ends[0] && -LARGEST, ends[1] && LARGEST];
}
