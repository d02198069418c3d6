import { follow as followAgent } from '../experiment/follow.ts';
import { fail } from '../problem.ts';
import { lifeText } from '../report/life.ts';
import { progressLine } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { type Command, flag, positive, terminalWidth, text, whole } from './command.ts';

export const follow: Command = {
  usage: 'follow <file>',
  describe:
    "Tells one agent's life in a run, week by week: what changed, and which rule changed it. Writes nothing.",
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    agent: whole(0, "the agent's permanent id, from 0"),
    replicate: whole(1, 'which of the runs [1]'),
    weeks: whole(1, 'as in run'),
    seed: text('as in run'),
    scale: positive('as in run'),
    every: flag('tell every change, however small'),
  },
  examples: [['rhizome follow scenarios/baseline.yaml --agent 7', 'what happened to agent 7?']],
  run(given) {
    const agent = given.agent as number | undefined;
    if (agent === undefined)
      return fail({
        kind: 'shape',
        message: 'whom to follow? --agent is missing',
        expected: "an agent's id: a whole number from 0",
      });
    const progress = progressLine(process.stderr);
    progress.step('reading, and making the people');
    try {
      const life = followAgent(String(given.file), {
        agent,
        replicate: given.replicate as number | undefined,
        weeks: given.weeks as number | undefined,
        seed: given.seed as string | undefined,
        personsPerAgent: given.scale as number | undefined,
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
