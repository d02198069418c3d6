import { throwDiagnostic } from '../core/diagnostics.ts';
import { pointsText } from '../report/terminal/points.ts';
import { painter } from '../report/terminal/style.ts';
import { CLASSES } from '../workflows/points/measures.ts';
import { runPointTable } from '../workflows/points/points.ts';
import { type Given, several, text } from './command.ts';
import { givenManyRuns } from './executors.ts';
import { givenParameters } from './parameters.ts';
import { withProgress } from './progress.ts';
import { givenCheckpoint, onNote } from './run-options.ts';

export const POINTS = text(
  'run one scenario at every row of a table (CSV): a column for each value, named as by --set; optional: point, seed, replicate',
);

export const OUTCOMES = several(
  `numbers of each run: METRIC[:GROUP=LABEL][@DATE], ITEM.RESPONSE[:SUBGROUP]@WAVE[/drawn], flow:ROW, or ${Object.keys(CLASSES).join(', ')} [survey,metrics]`,
);

/** Options of `run` that have no meaning at points. */
const OTHERS = ['trajectories', 'csv', 'xlsx', 'json'];

/** `run FILE --points TABLE`. */
export async function runAtPoints(files: readonly string[], given: Given): Promise<void> {
  if (files.length > 1)
    throwDiagnostic({ kind: 'conflict', message: '--points is for one scenario', found: files.join(', ') });
  const other = OTHERS.find(name => given[name] !== undefined);
  if (other)
    throwDiagnostic({
      kind: 'conflict',
      message: `--${other} has no meaning with --points`,
      hint: 'leave it out',
    });
  const ran = await withProgress(watched =>
    runPointTable(files[0], String(given.points), {
      ...givenManyRuns(given),
      ...givenParameters(given),
      theories: given.theories,
      ...givenCheckpoint(given),
      replicates: given.replicates,
      personsPerAgent: given.scale,
      outcomes: given.outcomes,
      ...watched,
    }),
  );
  if (!ran) return onNote(`${files[0]} is done already`);
  process.stdout.write(`\n${pointsText(ran, painter(process.stdout)).join('\n')}\n\n`);
}
