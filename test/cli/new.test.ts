import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from './process.ts';

describe('rhizome new', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());
  const at = (name: string) => join(project.folder, 'scenarios', `${name}.yaml`);

  it('writes a scenario that is in order, as it is and with every comment made a setting', async () => {
    const made = await project.rhizome('new', 'wet-spring', '--from', 'plain');
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(made.stdout).toContain('scenarios/wet-spring.yaml');
    const checked = await project.rhizome('check', 'scenarios/wet-spring.yaml');
    expect([checked.code, checked.stderr]).toEqual([0, '']);
    expect(checked.stdout).toContain('Wet spring');

    const text = project.read('scenarios/wet-spring.yaml');
    for (const word of ['drought', 'dry_spring', 'leaving', 'rate', 'where', '2001-04-29'])
      expect(text).toContain(word);
    expect(loadScenario(at('wet-spring')).inputs.scenario).toMatchObject({ weeks: 17, parameters: {} });
    project.write('scenarios/changed.yaml', text.replaceAll(/^#(?!#| yaml)/gm, ''));
    const { scenario } = loadScenario(at('changed')).inputs;
    expect(scenario.events.map(({ id }) => id)).toEqual(['wet-spring']);
    expect(scenario.parameters).toEqual({ rate: 0.02 });
    expect(scenario.groups).toEqual(['where']);
  });

  it('overwrites nothing', async () => {
    const before = project.read('scenarios/plain.yaml');
    const { code, stderr } = await project.rhizome('new', 'plain', '--from', 'plain');
    expect([code, stderr]).toEqual([
      2,
      'error: scenarios/plain.yaml is there already and stays as it is (choose another name)\n',
    ]);
    expect(project.read('scenarios/plain.yaml')).toBe(before);
  });

  it.each([
    ['../outside', 'plain', "error: `../outside` can't be the name of a scenario"],
    ['wet.yaml', 'plain', 'the name goes without its ending'],
    ['wet', 'plane', '(did you mean `plain`?)'],
  ])('refuses the name %s from %s', async (name, from, message) => {
    const { code, stdout, stderr } = await project.rhizome('new', name, '--from', from);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
