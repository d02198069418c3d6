import { throwDiagnostic } from '../core/diagnostics.ts';
import { progressLine } from '../report/terminal/progress.ts';
import { painter } from '../report/terminal/style.ts';
import { lifeText } from '../report/terminal/trace.ts';
import { MAX } from '../scenario/counts.ts';
import { MOST_REPLICATES } from '../workflows/run/run-keys.ts';
import { traceAgent as followAgent } from '../workflows/trace/trace.ts';
import { type Command, flag, positive, terminalWidth, text, whole } from './command.ts';
import { givenParameters, parameterOptions } from './parameters.ts';

export const follow: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    agent: whole(0, "the agent's permanent id, from 0", MAX.agents),
    who: text("a condition in the model's language: the first agent that meets it at the end"),
    replicate: whole(1, 'which of the runs [1]', MOST_REPLICATES),
    ...parameterOptions(),
    weeks: whole(1, 'as in run', MAX.weeks),
    seed: text('as in run'),
    scale: positive('as in run', MAX.personsPerAgent),
    every: flag('show every change, however small'),
  },
  examples: [
    ['rhizome follow scenarios/baseline.yaml --agent 7', 'what happened to agent 7?'],
    ["rhizome follow scenarios/baseline.yaml --who 'place != origin'", 'to somebody who left the origin?'],
  ],
  run(given) {
    const agent = (given.agent ?? given.who) as number | string | undefined;
    if (agent === undefined || (given.agent !== undefined && given.who !== undefined))
      return throwDiagnostic({
        kind: 'shape',
        message: 'which agent?',
        found: agent === undefined ? 'neither --agent nor --who' : 'both --agent and --who',
        expected: "--agent with an agent's id, or --who with a condition",
      });
    const progress = progressLine(process.stderr);
    progress.step('reading, and making the people');
    try {
      const life = followAgent(String(given.file), {
        agent,
        replicate: given.replicate,
        ...givenParameters(given),
        weeks: given.weeks,
        seed: given.seed,
        personsPerAgent: given.scale,
        onWeek: (week, weeks) =>
          progress.show({ weeksDone: week + 1, weeks, runsDone: Number(week + 1 === weeks), runs: 1 }),
      });
      progress.clear();
      const lines = lifeText(life, given.every === true, painter(process.stdout), terminalWidth());
      process.stdout.write(`${lines.join('\n')}\n`);
    } finally {
      progress.clear();
    }
  },
};
