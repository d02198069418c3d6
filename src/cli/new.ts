import { painter } from '../report/terminal/style.ts';
import { shellWord } from '../text/shell-word.ts';
import { newScenario } from '../workflows/init/new-scenario.ts';
import { type Command, text } from './command.ts';
import { asTyped } from './program.ts';

export const create: Command = {
  positionals: { name: { describe: 'its name: letters, digits, - and _', type: 'string' } },
  options: {
    from: text('the scenario that it extends, by name or file [baseline]'),
  },
  examples: [
    ['rhizome new mine', 'scenarios/mine.yaml, which extends the baseline'],
    ['rhizome new mine --from rhizome:baseline', 'scenarios/mine.yaml, which extends the shipped baseline'],
  ],
  run(given) {
    const path = newScenario(String(given.name), given.from, asTyped);
    const paint = painter(process.stdout);
    const lines = [
      `${paint('good', 'Written:')} ${paint('strong', path)}`,
      `Change it, then: rhizome check ${shellWord(path)}`,
    ];
    process.stdout.write(asTyped(`${lines.join('\n')}\n`));
  },
};
