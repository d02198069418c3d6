import { readPage, writePage } from '../io/folder/page.ts';
import { displayName } from '../io/text/text.ts';
import { blankProse, DOCS_MARK, docsPage, refuseStale } from '../report/model-page/page.ts';
import { openWorld } from '../report/model-page/world.ts';
import { painter } from '../report/terminal/style.ts';
import { openPages } from '../workflows/model-page.ts';
import { type Command, flag, text } from './command.ts';
import { givenScenario, SCENARIO } from './scenario-option.ts';

export const docs: Command = {
  positionals: { model: { describe: "a folder of models/ [the scenario's model]", type: 'string' } },
  options: {
    scenario: SCENARIO,
    out: text("the page's file [docs/model.md for the scenario's model, else docs/<model>.md]"),
    check: flag('write nothing; exit code 1 when the page is stale'),
  },
  examples: [
    ['rhizome docs', "refresh docs/model.md after a change of the model's files"],
    ['rhizome docs --check', 'is it fresh? for a CI job'],
  ],
  run(given) {
    const pages = openPages(givenScenario(given), given.model);
    const { files, inputs } = pages;
    const world = openWorld(files, inputs?.study, inputs?.scenario.events);
    const title = (files.model.value as { title?: string }).title ?? world.model.name;
    const prose = readPage(pages.prose) ?? blankProse(title, world);
    const made = docsPage(prose, displayName(pages.prose), world);
    const page = given.out ?? pages.page;
    const paint = painter(process.stdout);
    if (given.check) {
      refuseStale(displayName(page), readPage(page), made);
      process.stdout.write(`${paint('good', 'Fresh:')} ${displayName(page)}\n`);
    } else {
      writePage(page, made, DOCS_MARK);
      process.stdout.write(`${paint('good', 'Written:')} ${displayName(page)}\n`);
    }
  },
};
