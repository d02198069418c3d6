import { describe, expect, it } from 'vitest';
import type { DiagnosticError, Text } from '../../src/core/diagnostics.ts';
import type { Event } from '../../src/scenario/scenario.ts';
import { type InlineModel, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { BASE, makeScenario } from './make.ts';

const text = (of: string): Text => ({
  text: of,
  file: 'scenario.yaml',
  lines: [{ offset: 0, line: 5, column: 9 }],
});

const START = Math.floor(Date.UTC(2022, 1, 21) / 86_400_000);

/** People of three schools; `got` is what a lever comes to for each. */
const SCHOOLS: InlineModel = {
  columns: `
edu: { type: one-of, values: [low, middle, high], published: true, initial: pick(edu) }
poor: { type: flag, initial: uniform('p') > 0.5 }
place: { type: place, initial: pick(place) }
got: { type: number }
seen: { type: number }`,
  parameters: { persons: 300 },
  networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
  more: 'fields: [help, "aid[place]"]',
  rules: 'rule: get\nset:\n  got: help + 10 * aid[place]',
};

const run = (events: Partial<Event>[], model: Partial<InlineModel> = {}) =>
  runInline(inlineInputs({ ...SCHOOLS, ...model }, { weeks: 2, events }));
const help = (size: number, who?: string, more: Partial<Event> = {}): Partial<Event> => ({
  ...{ id: `h${size}`, kind: 'help', size, ...(who ? { who: text(who) } : {}) },
  ...more,
});

describe('an event with `who`', () => {
  it('acts on those of whom the condition holds, beside what acts on everybody', () => {
    const { column } = run([help(1), help(2, 'edu == high'), help(0.5, 'poor and edu != low')]);
    const [edu, poor, got] = ['edu', 'poor', 'got'].map(column);
    expect(got).toEqual(edu.map((e, i) => 1 + (e === 2 ? 2 : 0) + (poor[i] && e ? 0.5 : 0)));
    expect(new Set(got)).toEqual(new Set([1, 1.5, 3, 3.5]));
  });

  it('acts by place, where it acts at all', () => {
    const { column } = run([help(3, 'poor', { kind: 'aid', places: ['abroad'] })]);
    const [place, poor, got] = ['place', 'poor', 'got'].map(column);
    expect(got).toEqual(place.map((p, i) => (p === 1 && poor[i] ? 30 : 0)));
  });

  it('is seen of neighbours where they are asked about, by what they publish', () => {
    const rules = 'rule: look\nset:\n  seen: share(friends, help > 0)';
    const { column } = run([help(1, 'edu == high')], { rules });
    const other = run([], { rules: 'rule: look\nset:\n  seen: share(friends, edu == high)' });
    expect(column('seen')).toEqual(other.column('seen'));
    expect(() => run([help(1, 'poor')], { rules })).toThrow("neighbours can't see `poor`");
  });

  it('may have a size that answers', () => {
    const answer = { text: text('week + total(poor) / total(everybody)'), numbers: {} };
    const { column, series } = run([help(1, 'poor', { answer })]);
    const [poor, got] = ['poor', 'got'].map(column);
    const size = series('size_of_h1')[1];
    expect(size).toBeGreaterThan(1.3);
    expect(got).toEqual(poor.map(p => (p ? Math.fround(size) : 0)));
  });

  it('acts on others when the same files are run with another condition', () => {
    const inputs = inlineInputs(SCHOOLS, { weeks: 2, events: [help(1, 'poor')] });
    const other = {
      ...inputs,
      scenario: inlineInputs(SCHOOLS, { weeks: 2, events: [help(1, 'edu == low')] }).scenario,
    };
    const poor = runInline(inputs);
    expect(poor.column('got')).toEqual(poor.column('poor'));
    const low = runInline(other);
    expect(low.column('got')).toEqual(low.column('edu').map(e => (e === 0 ? 1 : 0)));
  });

  it('adds no code and no memory where it is not used', () => {
    const [plain, aimed] = [[help(1)], [help(1, 'poor')]].map(events => run(events).result.stateHash);
    expect(plain).not.toBe(aimed);
    expect(run([help(1), help(0, 'poor')]).result.stateHash).toBe(plain);
  });

  it.each([
    ['wealthy', 'unknown name `wealthy`', 9],
    ['edu', 'wrong type', 9],
    ['week > 3', '`who` is the same for all', 9],
    ['my.poor', 'bare names in `who` are those of the agent', 9],
    ["uniform('x') > 0.5", '`uniform` draws', 9],
    ['poor and moves(any, any)', '`moves` looks back on a week', 18],
    ['edu == hgh', 'unknown label of one of edu `hgh`', 16],
  ])('is refused where it stands: %s', (who, message, column) => {
    try {
      run([help(1, who)]);
      expect.unreachable();
    } catch (error) {
      expect((error as DiagnosticError).problems).toMatchObject([
        { message: expect.stringContaining(message), at: { file: 'scenario.yaml', line: 5, column } },
      ]);
    }
  });

  it('is refused where one number for all is needed', () => {
    const rules = 'rule: get\nquota:\n  most: 10 * help\nset:\n  got: 1';
    expect(() => run([help(1, 'poor')], { rules })).toThrow('`help` acts here on some only, and the quota');
    const answer = { text: text('help'), numbers: {} };
    expect(() => run([help(1, 'poor'), help(2, undefined, { answer })])).toThrow('and the size of an event');
  });

  it('is read from the file', () => {
    const event = '{ kind: water, from: 2022-06-01, size: 1, who: edu == high }';
    const { events } = makeScenario(`${BASE}events:\n  - ${event}`);
    expect(events.at(-1)!.who).toMatchObject({ text: 'edu == high', lines: [{ line: 10 }] });
  });
});

describe('a named step with `who`', () => {
  const step = (name: string, change: number, who: string | undefined, more: Partial<Event> = {}) =>
    help(change, who, { step: { name, changes: { '': change } }, ...more });

  it('holds for those of whom the condition holds, in place of all else', () => {
    const { column } = run([help(5), help(1, 'poor'), step('shut', 3, 'edu == high')]);
    const [edu, poor, got] = ['edu', 'poor', 'got'].map(column);
    expect(got).toEqual(edu.map((e, i) => (e === 2 ? 3 : 5 + poor[i])));
  });

  it('gives way to one that begins later, for some or for everybody', () => {
    const late = { fromDay: START + 7 };
    const { column } = run([step('shut', 3, 'edu == high'), step('ajar', 2, 'poor', late)]);
    const [edu, poor, got] = ['edu', 'poor', 'got'].map(column);
    expect(got).toEqual(edu.map((e, i) => (poor[i] ? 2 : e === 2 ? 3 : 0)));
    const all = run([step('shut', 3, 'edu == high'), step('open', 0.5, undefined, late)]).column('got');
    expect(new Set(all)).toEqual(new Set([0.5]));
  });

  it('counts by the days on which it holds, and what else acts by the rest', () => {
    const { column } = run([help(7), step('shut', 14, 'poor', { fromDay: START + 9, toDay: START + 10 })]);
    const [poor, got] = ['poor', 'got'].map(column);
    for (const [i, p] of poor.entries()) expect(got[i]).toBeCloseTo(p ? 9 : 7, 5);
  });

  it('is the same as one for everybody where the condition holds of all', () => {
    const shut = (who?: string) =>
      run([help(5), step('shut', 3, who, { kind: 'aid', places: ['abroad'] })]).column('got');
    expect(shut('poor or not poor')).toEqual(shut());
  });
});

describe('a field by a one-of column', () => {
  const more = 'fields: [help, "aid[place]", "grant[edu]"]';
  const rules = 'rule: get\nset:\n  got: grant[edu]\n  seen: grant[high]';
  const grant = (size: number, given: Partial<Event> = {}): Partial<Event> =>
    help(size, undefined, { kind: 'grant', ...given });

  it('has a number for each label, from the events that name it and those that name none', () => {
    const { column } = run([grant(1), grant(2, { labels: ['middle', 'high'] })], { more, rules });
    expect(column('got')).toEqual(column('edu').map(e => (e === 0 ? 1 : 3)));
    expect(new Set(column('seen'))).toEqual(new Set([3]));
  });

  it('takes a condition and a named step besides', () => {
    const step = { name: 'full', changes: { '': 4 } };
    const who = text('poor');
    const { column } = run([grant(1), grant(4, { step, who, labels: ['low'] })], { more, rules });
    const [edu, poor, got] = ['edu', 'poor', 'got'].map(column);
    expect(got).toEqual(edu.map((e, i) => (e === 0 && poor[i] ? 4 : 1)));
  });

  it('may have a size that answers at each label, and tells them by label', () => {
    const answer = { text: text('total(edu == there) / 100'), numbers: {} };
    const { column, series } = run([grant(1, { answer })], { more, rules });
    const [edu, got] = ['edu', 'got'].map(column);
    const most = [0, 1, 2].map(label => edu.filter(e => e === label).length / 100);
    expect(got).toEqual(edu.map(e => Math.fround(most[e])));
    expect(series('size_of_h1', 'edu=high')[1]).toBeCloseTo(most[2], 6);
  });

  it('is refused by a column that has no labels', () => {
    expect(() => run([], { more: 'fields: ["grant[got]"]' })).toThrow(
      'a field is by place or by a one-of column, and `got` is neither',
    );
  });
});
