import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import type { Event } from '../../src/scenario/scenario.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { inputsOf, randomModel } from '../fuzz/random-models.ts';
import { type InlineModel, type InlineScenario, inlineInputs } from '../support/model.ts';
import { provinces } from '../support/provinces.ts';
import { inAllWays } from '../support/witness-threads.ts';
import { WORLD } from './abroad.ts';
import { GROWING_FAMILIES } from './families.ts';
import { GENERATIONS, MOTHERS } from './generations.ts';
import { TIES } from './ties.ts';
import { BUSY, HOSTS, OFFICES } from './towns.ts';

async function expectSameBytes(inputs: Inputs) {
  const { 'js, 1 threads': first, ...others } = await inAllWays(inputs);
  for (const [way, other] of Object.entries(others)) expect(other, way).toEqual(first);
  return first;
}

describe('a run of a model in examples/', () => {
  const folder = 'examples/scenarios';
  const files = readdirSync(folder).filter(file => file.endsWith('.yaml'));
  /** So many agents are enough for seven threads to have some each: they share whole blocks of 256. */
  const AGENTS = 2000;

  it.each(files)('has the same bytes with 1, 2, 3 and 7 threads, in both backends: %s', async file => {
    const { rows } = loadInputs(`${folder}/${file}`).model.parameters;
    const persons = Number(rows.find(({ cells }) => cells.name === 'persons')!.cells.value);
    const personsPerAgent = Math.max(1, Math.round(persons / AGENTS));
    const result = await expectSameBytes(loadInputs(`${folder}/${file}`, { weeks: 3, personsPerAgent }));
    expect(new Set(result.trajectories).size).toBeGreaterThan(1);
  });
});

const text = (text: string) => ({ text, file: '', lines: [{ offset: 0, line: 1, column: 1 }] });
const GATE: Partial<Event> = {
  id: 'gate',
  kind: 'mood',
  answer: {
    text: text('if(last > 0.5, 0, total(everybody) / 600) + so_far(total(place == south)) / 1e6'),
    numbers: {},
  },
};
const ANSWERING: InlineModel = {
  ...BUSY,
  more: 'fields: [mood]',
  rules: BUSY.rules!.replace('happy: 0.7', 'happy: 0.1 * min(mood, 1) + 0.6'),
};

const MODELS: Record<string, [InlineModel, InlineScenario]> = {
  'totals, quotas and a size that answers': [ANSWERING, { weeks: 4, personsPerAgent: 0.3, events: [GATE] }],
  'desks that free up, and cases that end': [OFFICES, { weeks: 5, groups: ['at'] }],
  'entries, births, deaths and ties that change': [GENERATIONS, { weeks: 8, personsPerAgent: 0.15 }],
  'tables by single years of age': [MOTHERS, { weeks: 24, personsPerAgent: 2 }],
  'households that split, with births and deaths': [GROWING_FAMILIES, { weeks: 5, personsPerAgent: 0.4 }],
  'people abroad at the start, from margins': [WORLD, { weeks: 6, personsPerAgent: 0.4 }],
  'hosts and people who rank each other': [HOSTS, { weeks: 2, personsPerAgent: 0.3 }],
  'weights of ties, directed ties, generators': [TIES, { weeks: 4, personsPerAgent: 0.5 }],
  '300 places': [provinces(300, { parameters: { persons: 2500, leave: 0.3, far: 0.8 } }), { weeks: 2 }],
};

describe('a run with', () => {
  it.each(Object.keys(MODELS))(
    '%s has the same bytes with 1, 2, 3 and 7 threads, in both backends',
    async name => {
      const { trajectories, vitals, flows } = await expectSameBytes(inlineInputs(...MODELS[name]));
      const [counts, different] = [[...(vitals ?? []), ...flows].filter(n => n > 0), new Set(trajectories)];
      expect(counts.length + different.size).toBeGreaterThan(5);
    },
  );
});

describe('a run of a random model', () => {
  it('has the same bytes with 1, 2, 3 and 7 threads, in both backends', async () => {
    for (const random of fc.sample(randomModel, { numRuns: 2, seed: 3 })) {
      const many = {
        ...random.model,
        parameters: { persons: 1900 },
        more: random.model.more?.replace('9000', '20000'),
      };
      await expectSameBytes(inputsOf({ ...random, model: many }));
    }
  });
});
