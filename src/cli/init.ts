import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { displayName } from '../io/text/text.ts';
import { painter } from '../report/terminal/style.ts';
import { shellWord } from '../text/shell-word.ts';
import { newProject, TEMPLATES, type Template } from '../workflows/init/new-project.ts';
import { type Command, choice } from './command.ts';
import { asTyped } from './program.ts';

export const init: Command = {
  positionals: { folder: { describe: 'folder to write; it must be empty or not yet there', type: 'string' } },
  options: {
    template: choice(
      TEMPLATES,
      'minimal: a small model; survey: fitted to one wave; panel: fitted to two waves [minimal]',
    ),
  },
  examples: [
    ['rhizome init study', 'a small model, two scenarios and a few figures to fit'],
    ['rhizome init study --template panel', 'a model fitted to two waves of a panel survey'],
  ],
  run(given) {
    const folder = String(given.folder);
    const files = newProject(folder, (given.template as Template | undefined) ?? 'minimal');
    const paint = painter(process.stdout);
    const [other] = readdirSync(join(folder, 'scenarios')).filter(name => name !== 'baseline.yaml');
    const lines = [
      `${paint('good', 'Written:')} ${paint('strong', displayName(folder))}, ${files.length} files; README.md says what is where`,
      'Next:',
      ...(displayName(folder) === '.' ? [] : [`  cd ${shellWord(displayName(folder))}`]),
      '  rhizome run',
      `  rhizome compare scenarios/baseline.yaml scenarios/${other}`,
      '  rhizome calibrate scenarios/baseline.yaml --adopt',
    ];
    process.stdout.write(asTyped(`${lines.join('\n')}\n`));
  },
};
