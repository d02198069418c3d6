import { availableParallelism } from 'node:os';
import { MAX } from '../scenario/counts.ts';
import { resolveScenario } from '../simulate/resolve.ts';
import { openPointStudy } from '../workflows/points/study.ts';
import { serveRuns } from '../workflows/serve/serve.ts';
import { type Command, choice, positive, text, threads, whole } from './command.ts';
import { givenParameters, parameterOptions } from './parameters.ts';
import { withProgress } from './progress.ts';
import { OUTCOMES } from './run-points.ts';

export const serve: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    outcomes: OUTCOMES,
    seed: text('as in run'),
    ...parameterOptions(),
    replicates: whole(1, 'on default parameters: runs of a point [1]', MAX.runs),
    scale: positive('as in run', MAX.personsPerAgent),
    weeks: whole(1, 'as in run', MAX.weeks),
    threads: threads('runs at a time; by default one a processor', 1),
    backend: choice(['js', 'wasm'], 'as in run'),
  },
  examples: [
    [
      'rhizome serve-runs scenarios/baseline.yaml --parameters defaults --outcomes survey',
      'answers {"id": "a", "parameters": {"learn_rate": 0.5}} with {"id": "a", "outcomes": {...}}',
    ],
  ],
  async run(given) {
    const replicates = given.replicates;
    const study = openPointStudy(
      String(given.file),
      {
        ...givenParameters(given),
        ...{ replicates, seed: given.seed, weeks: given.weeks },
        personsPerAgent: given.scale,
      },
      given.outcomes,
    );
    // A sampler asks for one run at a time.
    const keys = study.inputs.posterior || replicates ? study.keys : study.keys.slice(0, 1);
    const options = {
      threads: given.threads ?? availableParallelism(),
      backend: given.backend,
      warnings: resolveScenario(study.read).warnings,
    };
    try {
      await withProgress(({ signal }) =>
        serveRuns({ ...study, keys }, process.stdin, writeLine, { ...options, signal }),
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
    process.stdin.destroy();
  },
};

/** Resolves when the line is taken; rejects with EPIPE when nobody reads any more. */
function writeLine(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, error => (error ? reject(error) : resolve()));
  });
}
