import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { mergeShards } from '../../../src/workflows/cluster/merge.ts';
import { planShards } from '../../../src/workflows/cluster/shards.ts';
import { compareInputs } from '../../../src/workflows/compare/compare-inputs.ts';
import { refuseSameNames } from '../../../src/workflows/run/same-names.ts';
import { makeProject, type Project } from '../../cli/process.ts';

let project: Project;
const at = (path: string) => join(project.folder, path);
const add = (file: string) =>
  project.write(`scenarios/${file}`, 'extends: plain.yaml\ntitle: t\nassumes: a\n');

beforeAll(() => {
  project = makeProject();
  for (const file of ['Plain.yaml', 'plain.yml', 'plain-2.yaml', 'caf\u00e9.yaml', 'cafe\u0301.yaml'])
    add(file);
});
afterAll(() => project.remove());

describe('Files of one name', () => {
  it.each([
    ['in two folders', 'a.yaml', 'x/a.yaml'],
    ['with two endings', 'a.yaml', 'a.yml'],
    ['that is the same file', 'a.yaml', './a.yaml'],
    ['but for capitals', 'a.yaml', 'b.yaml', 'A.yaml'],
    ['but for how an accent is written', 'caf\u00e9.yaml', 'cafe\u0301.yaml'],
  ])('are refused %s', (_, ...files) => {
    expect(() => refuseSameNames(files)).toThrow(/two of the files are called `/);
  });

  it('are told apart from names that only look alike', () => {
    refuseSameNames(['a.yaml', 'a.b.yaml', 'x/b.yaml', 'ab.yaml']);
  });

  it('are refused by run, plan and merge before anything is run', async () => {
    const files = [at('scenarios/plain.yaml'), at('scenarios/Plain.yaml')];
    const out = at('output');
    await expect(async () => run.run({ files, out })).rejects.toThrow(/are called `Plain`/);
    await expect(planShards(files, 2, at('big'), {})).rejects.toThrow(/are called `Plain`/);
    expect([existsSync(out), existsSync(at('big'))]).toEqual([false, false]);
    await planShards([files[0], at('scenarios/plain-2.yaml')], 2, at('big'), { weeks: 2 });
    const plan = JSON.parse(project.read('big/plan.json'));
    plan.scenarios[1].file = plan.scenarios[0].file;
    project.write('big/plan.json', JSON.stringify(plan));
    await expect(mergeShards(at('big'), () => out)).rejects.toThrow(/two of the files are called `plain`/);
  });

  it('get names of their own in a comparison, none of which another file has', () => {
    const names = (...files: string[]) =>
      compareInputs(
        files.map(file => at(`scenarios/${file}`)),
        { weeks: 2 },
      ).map(({ name }) => name);
    expect(names('plain.yaml', 'plain.yml', 'plain-2.yaml')).toEqual(['plain', 'plain-3', 'plain-2']);
    expect(names('plain.yaml', 'Plain.yaml')).toEqual(['plain', 'Plain-2']);
    expect(names('plain.yaml', 'plain-2.yaml')).toEqual(['plain', 'plain-2']);
  });
});
