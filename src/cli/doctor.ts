import { painter } from '../report/terminal/style.ts';
import { wrap } from '../report/terminal/table.ts';
import { examine } from '../workflows/doctor.ts';
import { type Command, terminalWidth } from './command.ts';
import { asTyped } from './program.ts';

const LABEL_WIDTH = 15;
const WORDS = { ok: ['good', 'works'], without: ['dim', '  -  '], bad: ['bad', 'fails'] } as const;

export const doctor: Command = {
  positionals: {},
  options: {},
  examples: [['rhizome doctor', 'before a large run, or for a bug report']],
  async run() {
    const paint = painter(process.stdout);
    const findings = await examine();
    for (const { what, state, found, advice } of findings) {
      const [mood, word] = WORDS[state];
      process.stdout.write(`${paint(mood, word)}  ${what.padEnd(LABEL_WIDTH)}${found}\n`);
      if (advice)
        for (const line of wrap(asTyped(advice), terminalWidth() - LABEL_WIDTH - 7))
          process.stdout.write(`${' '.repeat(LABEL_WIDTH + 7)}${paint('dim', line)}\n`);
    }
    if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
  },
};
