import { renewReport, writeBrief } from '../io/folder/report.ts';
import { restoredText, restoreResults } from '../io/folder/runs-folder.ts';
import { displayName } from '../io/text/text.ts';
import { briefReporter, reporter } from '../report/page/reporter.ts';
import { painter } from '../report/terminal/style.ts';
import { type Command, flag } from './command.ts';
import { onNote } from './run-options.ts';

export const report: Command = {
  positionals: {
    folders: { describe: 'output folders of any command', type: 'string', array: true },
  },
  options: {
    brief: flag('the answer and its limits on two printed pages: FOLDER-brief.html, beside the folder'),
  },
  examples: [
    ['rhizome report output/baseline', 'after a newer Rhizome, or when the page was lost'],
    ['rhizome report output/baseline --brief', 'two pages to print'],
  ],
  async run(given) {
    const paint = painter(process.stdout);
    for (const folder of given.folders as string[]) {
      if (restoreResults(folder)) onNote(restoredText(folder));
      const page = given.brief
        ? await writeBrief(folder, briefReporter)
        : await renewReport(folder, reporter);
      process.stdout.write(`${paint('good', 'Written:')} ${displayName(page)}\n`);
    }
  },
};
