import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptPosterior } from '../../../src/io/fit/fit-adopt.ts';
import { readInputs } from '../../../src/io/project/inputs.ts';
import { projectFiles } from '../../../src/io/project/library.ts';
import { openSweep } from '../../../src/io/project/read-sweep.ts';
import { problemOf } from '../problems.ts';

/** The small world of the tests stands for what a package brings. */
const LIBRARY = resolve(import.meta.dirname, '../../cli/fixture');
const ROOT = resolve(import.meta.dirname, '../../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rhizome-library-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('the files of a project and of the package below it', () => {
  const files = () => projectFiles(folder, LIBRARY);
  const at = (name: string) => join(folder, name);

  it('are those of the package where the project has none', () => {
    const rule = at('models/village/rules/leaving.yaml');
    expect(files().exists(rule)).toBe(true);
    expect(files().readText(rule, 'yaml').text).toContain('rule: leave');
    expect(files().displayName(rule)).toBe('rhizome:models/village/rules/leaving.yaml');
    expect(files().entries(at('models'))).toEqual(['village']);
    expect(files().exists(at('models/village/rules/other.yaml'))).toBe(false);
    expect(files().exists(at('scenarios/plain.yaml'))).toBe(false);
  });

  it('are those of the project, one by one, where it has them', () => {
    write('models/village/rules/leaving.yaml', 'mine');
    write('models/village/rules/more.yaml', 'more');
    expect(files().readText(at('models/village/rules/leaving.yaml'), 'yaml').text).toBe('mine');
    expect(files().displayName(at('models/village/rules/leaving.yaml'))).not.toContain('rhizome:');
    expect(files().entries(at('models/village/rules'))).toEqual(['leaving.yaml', 'more.yaml']);
    expect(files().exists(at('models/village/places.csv'))).toBe(true);
  });

  it('are of the project alone in a folder with a model.yaml or waves.csv of its own', () => {
    write('models/village/model.yaml', 'model: village');
    write('surveys/village-2001/waves.csv', 'wave_id');
    expect(files().exists(at('models/village/places.csv'))).toBe(false);
    expect(files().entries(at('models/village'))).toEqual(['model.yaml']);
    expect(files().exists(at('surveys/village-2001/items.csv'))).toBe(false);
  });

  it('are found by the name of the package, and lead nowhere else', () => {
    const named = files().resolve(folder, 'rhizome:plain');
    expect(files().readText(named, 'yaml').text).toContain('A dry spring');
    expect(files().displayName(named)).toBe('rhizome:scenarios/plain.yaml');
    expect(files().resolve(folder, 'rhizome:models/village/places.csv')).toBe(
      files().resolve(dirname(named), '../models/village/places.csv'),
    );
    for (const way of ['rhizome:../../secret', 'rhizome:models/../../../secret.yaml'])
      expect(
        files().isInside(folder, files().resolve(folder, way)) &&
          files().exists(files().resolve(folder, way)),
      ).toBe(false);
  });
});

describe('a study that holds only what it changes', () => {
  const MINE = 'extends: rhizome:baseline\ntitle: mine\nassumes: as there\n';

  it('reads the inputs of the shipped scenario, the draws of its fit included', () => {
    const mine = readInputs(write('scenarios/mine.yaml', MINE));
    const shipped = readInputs(join(ROOT, 'scenarios/baseline.yaml'));
    expect(mine.posterior?.values).toEqual(shipped.posterior?.values);
    expect(mine.scenario.events.length).toBe(shipped.scenario.events.length);
    expect(mine.scenario.files[1]).toBe('rhizome:scenarios/baseline.yaml');
    expect(mine.model.places.file).toBe('rhizome:models/rhizome/places.csv');
  });

  it('takes its own parameters.csv, and then wants a fit of its own', () => {
    const scenario = write('scenarios/mine.yaml', MINE);
    const text = readFileSync(join(ROOT, 'models/rhizome/parameters.csv'), 'utf8');
    write('models/rhizome/parameters.csv', text.replace(/^(friends_degree),8,/m, '$1,9,'));
    const cells = readInputs(scenario, 'defaults').model.parameters.rows.map(row => row.cells);
    expect(cells.find(({ name }) => name === 'friends_degree')?.value).toBe('9');
    expect(problemOf(() => readInputs(scenario))).toMatchObject({ kind: 'conflict' });
  });

  it('gets its fits into its own folder', () => {
    const scenario = write('scenarios/mine.yaml', MINE);
    write('fit/posterior.csv', 'chain,draw\n');
    write('fit/posterior.json', '{}');
    const inputs = readInputs(scenario, 'defaults');
    adoptPosterior({ folder: join(folder, 'fit'), inputs }, scenario);
    expect(existsSync(join(folder, 'models/rhizome/posteriors/outrush-2022.csv'))).toBe(true);
  });

  it('sweeps a shipped scenario by a shipped file', () => {
    const { scenario } = openSweep('rhizome:sweeps/second-mobilisation');
    expect(readInputs(scenario, 'defaults').scenario.name).toBe('second-mobilisation');
  });
});
