import { resultFolders, verifyFolder } from '../experiment/verify.ts';
import { displayName } from '../files/text.ts';
import { type Problem, ProblemError } from '../problem.ts';
import { painter } from '../report/style.ts';
import type { Command } from './command.ts';
import { onNote } from './keeping.ts';
import { withProgress } from './progress.ts';

export const verify: Command = {
  usage: 'verify [folder]',
  describe:
    'Makes results again as their manifest says and compares them byte for byte. Exit code 0: the same, 1: different.',
  positionals: {
    folder: { describe: 'a folder of results, or one that holds some', type: 'string', default: 'output' },
  },
  options: {},
  examples: [
    ['rhizome verify output/baseline', 'are these results what this project gives?'],
    ['rhizome verify', 'all results in output/; for a CI job'],
  ],
  async run(given) {
    const paint = painter(process.stdout);
    const problems: Problem[] = [];
    for (const folder of resultFolders(String(given.folder))) {
      const found = await withProgress(({ onStep, signal }) => {
        onStep(`making ${displayName(folder)} again`);
        return verifyFolder(folder, { signal });
      });
      if (found.differences.length === 0) {
        const line = `${paint('good', 'Same:')} ${displayName(folder)}, ${found.same.length} files byte for byte`;
        process.stdout.write(`${line}\n`);
        continue;
      }
      if (found.changed.length) onNote(`changed since: ${found.changed.join(', ')}`);
      problems.push(...found.differences);
    }
    if (problems.length) throw new ProblemError(problems);
  },
};
