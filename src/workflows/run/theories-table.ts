import type { Inputs } from '../../engine/program/run-types.ts';
import type { FurtherTable } from '../../io/folder/outputs.ts';
import { sortRows } from '../../io/folder/small-tables.ts';
import { number, type Table, text } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import { type Design, drawsByTheory } from './run-keys.ts';

const THEORIES: Table = {
  name: 'theories',
  title: 'Rival theories that are projected together',
  fields: [
    text('theory', 'option of the variant'),
    text('variant', 'of the model: its options are the theories'),
    number('weight', 'share of the draws that it should have'),
    { name: 'draws', type: 'integer', description: 'that it has' },
    text('posterior', 'file of its draws; empty: it has no weight'),
    text('basis', 'where the weight comes from'),
  ],
  key: ['theory'],
};

/** The table of theories that are projected together; none where the runs are of one. */
export function theoriesTable(
  { theories }: Pick<Inputs, 'theories'>,
  design: Design | undefined,
): FurtherTable[] {
  if (!theories || !design) return [];
  const { variant, options, basis } = theories;
  const counts = drawsByTheory(theories, design.draws);
  const rows = options.map(({ name, weight, posterior }, k): Cell[] => [
    ...[name, variant, weight, counts[k], posterior?.file ?? '', basis],
  ]);
  return [{ table: THEORIES, rows: sortRows(rows, 1) }];
}
