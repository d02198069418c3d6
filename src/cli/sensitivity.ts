import { throwDiagnostic } from '../core/diagnostics.ts';
import { sensitivityText } from '../report/terminal/sensitivity.ts';
import { painter } from '../report/terminal/style.ts';
import { MAX } from '../scenario/counts.ts';
import { sensitivity as analyse, type SensitivityOptions } from '../workflows/sensitivity/sensitivity.ts';
import { type Command, choice, positive, several, terminalWidth, text, threads, whole } from './command.ts';
import { executorOptions, givenManyRuns } from './executors.ts';
import { givenSettings, SET } from './parameters.ts';
import { withProgress } from './progress.ts';
import { FORCE, RESUME } from './run-options.ts';

export const sensitivity: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    method: choice(['morris', 'sobol'], 'morris: which matter at all; sobol: shares of the variance'),
    parameters: several('names, separated by commas [all that a calibration may move, at most 25]'),
    set: SET,
    range: several('instead of a prior: name=low..high, separated by commas', rangeOf),
    outcomes: several(
      'METRIC, METRIC@DATE or METRIC:GROUP=LABEL@DATE, separated by commas [headlines at the end]',
    ),
    trajectories: whole(
      2,
      'Morris trajectories; each takes one point per parameter, plus two [10]',
      MAX.points,
    ),
    samples: whole(
      2,
      'Sobol rows, a power of two; each takes one point per parameter, plus three [1024]',
      MAX.points,
    ),
    seeds: whole(1, 'runs at each point, with the same seeds at each [2]', MAX.runs),
    agents: whole(1, 'agents [at most 10 000]', MAX.agents),
    scale: positive('persons that one agent represents, instead of --agents', MAX.personsPerAgent),
    weeks: whole(1, 'weeks to simulate', MAX.weeks),
    seed: text('any text; the same seed gives the same bytes'),
    threads: threads(),
    backend: choice(['js', 'wasm'], 'backend for the model. Never changes a result'),
    out: text('output folder [output/sensitivity/<scenario>]'),
    resume: RESUME,
    force: FORCE,
    ...executorOptions(),
  },
  examples: [
    ['rhizome sensitivity scenarios/baseline.yaml --parameters a,b,c', 'which of three matters most?'],
    [
      'rhizome sensitivity scenarios/baseline.yaml --method sobol --range a=0..1,b=2..4 --samples 256',
      'shares of the variance, over ranges',
    ],
  ],
  async run(given) {
    if (given.agents !== undefined && given.scale !== undefined)
      throwDiagnostic({ kind: 'conflict', message: 'give --agents or --scale, not both' });
    const found = await withProgress(progress =>
      analyse(String(given.file), {
        method: given.method as SensitivityOptions['method'],
        names: given.parameters as string[] | undefined,
        ranges: given.range as SensitivityOptions['ranges'],
        set: givenSettings(given),
        outcomes: given.outcomes,
        trajectories: given.trajectories as number | undefined,
        samples: given.samples,
        seeds: given.seeds,
        agents: given.agents,
        personsPerAgent: given.scale,
        ...givenManyRuns(given),
        ...progress,
      }),
    );
    const lines = sensitivityText(found, painter(process.stdout), terminalWidth());
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
  },
};

function rangeOf(part: string): NonNullable<SensitivityOptions['ranges']>[number] {
  const [, name, low, high] = /^([A-Za-z_]\w*)=(-?[\d.e+-]+?)\.\.(-?[\d.e+-]+)$/i.exec(part) ?? [];
  const [from, to] = [Number(low), Number(high)];
  if (!name || !Number.isFinite(from) || !Number.isFinite(to))
    throwDiagnostic({
      kind: 'value',
      message: `--range can't be \`${part}\``,
      expected: 'name=low..high',
      hint: 'decimals take a point: rate=0.5..1.5',
    });
  return { name, low: from, high: to };
}
