import { grouped } from '../report/quote/numbers.ts';
import { shrinkageRows } from '../report/terminal/fit.ts';
import { painter } from '../report/terminal/style.ts';
import { table } from '../report/terminal/table.ts';
import { regress as regressRuns } from '../workflows/calibrate/regress.ts';
import { type Command, positive, several, text } from './command.ts';
import { givenSettings, SET } from './parameters.ts';
import { givenScenario, SCENARIO } from './scenario-option.ts';

export const regress: Command = {
  positionals: { runs: { describe: "a table of runs, such as a fit's runs.csv", type: 'string' } },
  options: {
    scenario: SCENARIO,
    parameters: several('comma-separated names [all with `fit` yes that have a column'),
    set: SET,
    tolerance: positive('share of the runs to keep, those nearest to the figures, at most 1'),
    out: text('output folder [output/regress/<scenario>]'),
  },
  examples: [['rhizome regress output/calibrate/baseline/runs.csv', 'a second opinion on the same runs']],
  async run(given) {
    const { parameters, runs, kept, folder } = await regressRuns(String(given.runs), givenScenario(given), {
      parameters: given.parameters as string[] | undefined,
      set: givenSettings(given),
      tolerance: given.tolerance,
      folder: given.out,
    });
    const paint = painter(process.stdout);
    const lines = [
      paint(
        'title',
        `What ${grouped(runs)} runs say, by regression on the ${grouped(kept)} nearest to the figures`,
      ),
      ...table(shrinkageRows(parameters, paint), 'llrll'),
      '',
      `written: ${folder}`,
    ];
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
  },
};
