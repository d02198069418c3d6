import { describe, expect, it } from 'vitest';
import { canonicalForm, fnv1a64, identityOf } from '../../src/scenario/identity.ts';
import { BASE, makeFrom, makeScenario } from './make.ts';

const event = (more = '') => `events:\n  - { kind: water, from: 2022-07-01, size: 2${more} }\n`;

describe('the identity of a scenario', () => {
  const same: [string, string, string][] = [
    [
      'another title, other assumptions',
      BASE,
      BASE.replace('title: base', 'title: b').replace('nothing', 'all'),
    ],
    ['another order of keys', BASE, `${BASE.split('\n').filter(Boolean).reverse().join('\n')}\n`],
    ['another day of the same week', BASE, BASE.replace('2022-12-31', '2022-12-28')],
    [
      'an id, an event of size zero',
      BASE + event(),
      `${BASE}events:\n  - { kind: water, from: 2022-03-01, size: 0 }\n  - { id: x, kind: water, from: 2022-07-01, size: 2.0, lead_weeks: 0, places: [] }`,
    ],
    ['an event that was off anyway', BASE, `${BASE}without: [fair]`],
    [
      'groups and places in another order',
      `${BASE}groups: [a, b]\n${event(', places: [x, y]')}`,
      `${BASE}groups: [b, all, a]\n${event(', places: [y, x, x]')}`,
    ],
    ['a number for the seed', BASE.replace('seed: s', 'seed: 7'), BASE.replace('seed: s', "seed: '7'")],
    [
      'parameters in another order',
      `${BASE}parameters: { a: 1, b: 2 }`,
      `${BASE}parameters: { b: 2.0, a: 1 }`,
    ],
    ['defaults said or not', BASE, `${BASE}parameters: defaults`],
  ];
  it.each(same)('is the same with %s', (_, a, b) => {
    expect(canonicalForm(makeScenario(b))).toBe(canonicalForm(makeScenario(a)));
    expect(identityOf(makeScenario(b))).toBe(identityOf(makeScenario(a)));
  });

  it("doesn't hang on how a scenario is spread over files", () => {
    const [head, ...rest] = [`title: t\nassumes: a\n${event()}without: [flood]\n`, BASE];
    expect(identityOf(makeScenario(head, ...rest))).toBe(
      identityOf(makeScenario(`${BASE}${event()}without: [flood]\n`)),
    );
  });

  it('is another one for whatever changes a result', () => {
    const variants = [
      BASE,
      BASE.replace('seed: s', 'seed: t'),
      BASE.replace('replicates: 2', 'replicates: 3'),
      BASE.replace('2022-12-31', '2023-01-02'),
      BASE.replace('agent: 10', 'agent: 11'),
      BASE.replace('model: valley', 'model: hills'),
      `${BASE}parameters: { a: 1 }`,
      `${BASE}parameters: { a: 2 }`,
      `${BASE}choose: { a: x }`,
      `${BASE}groups: [x]`,
      `${BASE}without: [trust]`,
      `${BASE}without: [flood]`,
      `${BASE}with: [fair]`,
      BASE + event(),
      BASE + event(', half_life_weeks: 1'),
      BASE + event(', lead_weeks: 1'),
      BASE + event(', places: [hill]'),
      BASE + event(', to: 2022-08-01'),
    ];
    expect(new Set(variants.map(text => identityOf(makeScenario(text)))).size).toBe(variants.length);
  });

  it("hangs on the study's events", () => {
    expect(identityOf(makeFrom([BASE], undefined))).not.toBe(identityOf(makeScenario(BASE)));
  });
});

describe('FNV-1a', () => {
  it('gives the published values', () => {
    expect(['', 'a', 'foobar'].map(fnv1a64)).toEqual([
      'cbf29ce484222325',
      'af63dc4c8601ec8c',
      '85944171f73967e8',
    ]);
  });
});
