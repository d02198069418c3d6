import { renewReport } from '../files/report.ts';
import { displayName } from '../files/text.ts';
import { reporter } from '../report/reporter.ts';
import { painter } from '../report/style.ts';
import type { Command } from './command.ts';

export const report: Command = {
  usage: 'report <folders..>',
  describe: 'Makes the page of an output folder again: report.html, from the tables of the folder alone.',
  positionals: {
    folders: { describe: 'output folders of any command', type: 'string', array: true },
  },
  options: {},
  examples: [['rhizome report output/baseline', 'after a newer Rhizome, or when the page was lost']],
  async run(given) {
    const paint = painter(process.stdout);
    for (const folder of given.folders as string[]) {
      const page = await renewReport(folder, reporter);
      process.stdout.write(`${paint('good', 'Written:')} ${displayName(page)}\n`);
    }
  },
};
