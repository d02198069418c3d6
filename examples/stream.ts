// Runs as they finish; leaving the loop stops the rest: node examples/stream.ts [draws]
import { loadProject, streamRuns } from 'rhizome-sim/node';

const draws = Number(process.argv[2] ?? 100);
const ends: number[] = [];
for await (const { run, series, stateHash } of streamRuns(loadProject('.'), 'baseline', {
  draws,
  seeds: 1,
})) {
  ends.push(series.abroad.at(-1)!);
  const mean = ends.reduce((sum, end) => sum + end) / ends.length;
  const error = Math.sqrt(ends.reduce((sum, end) => sum + (end - mean) ** 2, 0) / ends.length ** 2);
  console.log(`run ${run} (${stateHash}): mean of ${ends.length} is ${mean.toFixed(0)} abroad`);
  if (ends.length >= 10 && error < 0.02 * mean) break; // precise enough
}
