// 100 draws of a study, and its numbers as named columns: node examples/draws.ts [draws]
import { loadProject, runScenario } from 'rhizome-sim/node';

const draws = Number(process.argv[2] ?? 100);
const project = loadProject('.');
const result = await runScenario(project, 'baseline', { draws, seeds: 1 });

// One row a run and week; any dataframe or chart library takes such columns.
const { run, date, abroad } = result.columns(['abroad']);
console.log(`${run.length} rows, the last: run ${run.at(-1)}, ${date.at(-1)}, ${abroad.at(-1)} abroad`);

const { q05, q50, q95 } = result.bands(['abroad']).abroad;
console.log(`abroad in the last week: ${q50.at(-1)} (90 % of runs: ${q05.at(-1)} to ${q95.at(-1)})`);
