import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs } from '../../src/io/project/inputs.ts';
import { makeProject } from '../cli/process.ts';
import { attempt } from './attempt.ts';
import { BOMBS } from './bombs.ts';
import { bombsOf, refuseByCommand, SCENARIO } from './explode.ts';
import { village } from './world.ts';

describe('a bomb', () => {
  bombsOf('light');

  it('that links to a file outside of the project is refused', () => {
    const outside = village();
    for (const [link, target] of [
      ['models/village/rules/more.yaml', 'models/village/rules/leaving.yaml'],
      ['surveys/village-2001/flows.csv', 'surveys/village-2001/sources.csv'],
      ['scenarios/linked.yaml', SCENARIO],
    ]) {
      const here = village();
      symlinkSync(outside.path(target), here.path(link));
      const from = link.startsWith('scenarios') ? `extends: ${link.slice(10)}\n` : '';
      here.write(SCENARIO, here.text(SCENARIO) + from);
      const { problems } = attempt(link, () => readInputs(here.path(SCENARIO)));
      expect(problems?.[0]).toMatch(/the path leads out of the project/);
      here.remove();
    }
    outside.remove();
  });
});

/** As a user meets them. */
const MET = ['a billion laughs by aliases', 'a terminal command as a name', 'a path that climbs out'];

describe('the command line', () => {
  it.each(MET)('refuses %s', name => refuseByCommand(BOMBS[name]));

  it('names a file with a newline in its name on one line', async () => {
    const project = makeProject();
    mkdirSync(join(project.folder, 'scenarios', 'a\nb'));
    const { code, stderr } = await project.rhizome('run', 'scenarios/a\nb/\u001b[2J.yaml');
    expect(stderr).toBe('error: there is no scenarios/a\\nb/\\u{1b}[2J.yaml\n');
    expect(code).toBe(2);
    project.remove();
  });
});
