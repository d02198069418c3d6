import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantiate } from '../../../src/simulate/resolve.ts';
import { adjust, loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { abroadModel } from '../../support/abroad.ts';
import { inlineInputs } from '../../support/model.ts';
import { runInline } from '../../support/run.ts';

describe('whole agents stand for all persons', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  const opened = (personsPerAgent?: number) =>
    loadInputs(join(project.folder, 'scenarios/plain.yaml'), { personsPerAgent });
  const warned = ({ scenario }: ReturnType<typeof opened>) =>
    (scenario.warnings ?? []).map(({ message, found }) => `${message}: ${found}`);

  it('when the scale divides them, which is taken as it is', () => {
    for (const scale of [10, 0.5, 4000]) {
      expect(opened(scale).scenario.personsPerAgent).toBe(scale);
      expect(warned(opened(scale)).filter(text => text.includes('rounding'))).toEqual([]);
    }
    expect(opened().scenario.personsPerAgent).toBe(10);
  });

  it('when it does not, with a warning where the shift is large', () => {
    expect(opened(3000).scenario.personsPerAgent).toBe(4000);
    expect(warned(opened(3000))).toContain(
      '4000 persons are 1 agent of 4000 persons, so that nobody is made or lost by rounding: 3000 persons per agent',
    );
    expect(opened(1300).scenario.personsPerAgent).toBe(4000 / 3);
    expect(warned(opened(1300))).toContainEqual(expect.stringContaining('3 agents of 1333.33 persons'));
    // 571 agents of 7.005 persons.
    expect(opened(7).scenario.personsPerAgent).toBe(4000 / 571);
    expect(warned(opened(7)).filter(text => text.includes('rounding'))).toEqual([]);
  });

  it('and of two scales the later one is told of', () => {
    expect(
      warned(adjust(opened(3000), { personsPerAgent: 10 })).filter(text => text.includes('rounding')),
    ).toEqual([]);
    expect(warned(adjust(opened(3000), { seed: 'another' }))).toContainEqual(
      expect.stringContaining('1 agent of'),
    );
  });

  it('who get the persons of the scenario, not of the model alone', () => {
    const inputs = opened(10);
    const { scenario } = inputs;
    const more = { ...inputs, scenario: { ...scenario, parameters: { villagers: 1000 } } };
    expect(adjust(more, { personsPerAgent: 600 }).scenario.personsPerAgent).toBe(500);
  });

  it('are refused where they would not make one', () => {
    expect(() => instantiate(opened(9000), { backend: 'js', slots: 1 })).toThrow(/there is not one agent/);
  });

  it.each([
    [100_000, 16_500, 6],
    [400, 7, 57],
    [1000, 150, 7],
  ])('in every metric: %s persons at %s', (persons, personsPerAgent, agents) => {
    const model = { ...abroadModel, parameters: { ...abroadModel.parameters, persons } };
    const { result, series } = runInline(inlineInputs(model, { weeks: 5, personsPerAgent }));
    expect(result.agents).toBe(agents);
    for (const value of series('everybody')) expect(value).toBeCloseTo(persons, 6);
    series('at_home').forEach((home, week) => expect(home + series('abroad')[week]).toBeCloseTo(persons, 6));
  });
});

describe('a group of which no agent is left', () => {
  it.each([
    [800, 'rare=yes (12 persons) at 800 persons per agent', 12],
    [400, 'rare=yes (12 persons) at 400 persons per agent', 12],
  ])('is told at %s persons per agent, with the scale at which there would be one', (scale, found, least) => {
    const project = makeProject();
    project.edit('models/village/population.yaml', '[smith, baker]', '[smith, baker]\n  rare: [no, yes]');
    project.edit('models/village/margins.csv', 'smiths', 'smiths\nrare,rare,yes,,0.003,,,,A00,few');
    const warnings = (personsPerAgent: number) =>
      instantiate(loadInputs(join(project.folder, 'scenarios/plain.yaml'), { personsPerAgent }), {
        backend: 'js',
        slots: 1,
      }).warnings.filter(({ message }) => message.startsWith('no agent is left'));
    const [warning] = warnings(scale);
    expect(warning).toMatchObject({ kind: 'value', found, expected: `at most ${least} persons per agent` });
    expect(warning.at?.file).toMatch(/margins\.csv$/);
    expect(warnings(10)).toEqual([]);
    project.remove();
  });
});
