import { type Diagnostic, DiagnosticError, printable } from '../core/diagnostics.ts';
import { outputFolder } from '../io/project/here.ts';
import { displayName } from '../io/text/text.ts';
import { painter } from '../report/terminal/style.ts';
import { resultFolders, verifyFolder } from '../workflows/verify/verify.ts';
import type { Command } from './command.ts';
import { withProgress } from './progress.ts';
import { onNote } from './run-options.ts';

export const verify: Command = {
  positionals: {
    folder: { describe: 'a folder of results, or one that holds some [output]', type: 'string' },
  },
  options: {},
  examples: [
    ['rhizome verify output/baseline', 'does this project still give these results?'],
    ['rhizome verify', 'all results in output/; for a CI job'],
  ],
  async run(given) {
    const paint = painter(process.stdout);
    const problems: Diagnostic[] = [];
    for (const folder of resultFolders(given.folder ?? outputFolder(), onNote)) {
      const found = await withProgress(({ onStep, signal }) => {
        onStep(`making ${displayName(folder)} again`);
        return verifyFolder(folder, { signal });
      }).catch(error => {
        // What can't be repeated doesn't keep the others from being verified.
        if (!(error instanceof DiagnosticError) || error.exitCode === 130) throw error;
        problems.push(...error.problems);
      });
      if (!found) continue;
      const name = displayName(folder);
      if (found.incomplete) onNote(`${name} is incomplete: ${found.incomplete}`);
      if (found.otherEngine) onNote(`${name} was made by another engine (${found.otherEngine})`);
      if (found.absent.length) onNote(`not in ${name}, compared by hash only: ${found.absent.join(', ')}`);
      problems.push(...found.differences);
      if (found.differences.length) continue;
      process.stdout.write(
        `${paint('good', 'Same:')} ${printable(name)}, ${found.same.length} files byte for byte\n`,
      );
    }
    if (problems.length) throw new DiagnosticError(problems);
  },
};
