import { describe, expect, it } from 'vitest';
import { kindOf, parseDiscrepancy } from '../../src/survey/discrepancy.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { problemsWhen, study } from './studies.ts';

const WHOLE = `shares: &all
  sd: half_normal(0.5)
  growth: 0.87
  change: uniform(0, 1)
  unseen: half_normal(1)
  source: A00
  why: made up
counts:
  sd: 0
  growth: 0.52
  change: 1
  unseen: half_normal(1)
  source: A00
  why: made up
constructs:
  mood:
    items: [low]
    growth: 0.3
    wave: half_normal(0.2)
    source: S1
    why: moods move slowly
  stocks:
    measures: [stock, entries]
    sd: 0.1
    source: S1
    why: made up
`.replace(' &all', '');

const parse = (text: string) => {
  const { items, sources } = study();
  const named = { items: items.map(({ id }) => id), sources: [...sources.keys()] };
  return parseDiscrepancy(parseYaml(text, 'discrepancy.yaml')[0], named);
};
const problemsOf = (from: string, to: string) => {
  if (!WHOLE.includes(from)) throw new Error(`no ${from}`);
  return problemsWhen(() => parse(WHOLE.replace(from, to)));
};

describe('parseDiscrepancy', () => {
  it('reads numbers and priors, and fills up a construct from what it is of', () => {
    const found = parse(WHOLE);
    expect(found.priors.get('shares')).toEqual({
      sd: { kind: 'half_normal', scale: 0.5 },
      growth: { kind: 'fixed', value: 0.87 },
      wave: { kind: 'fixed', value: 0 },
      change: { kind: 'uniform', low: 0, high: 1 },
      unseen: { kind: 'half_normal', scale: 1 },
    });
    expect(found.priors.get('mood')).toEqual({
      ...found.priors.get('shares'),
      growth: { kind: 'fixed', value: 0.3 },
      wave: { kind: 'half_normal', scale: 0.2 },
    });
    expect(found.priors.get('stocks')).toEqual({
      ...found.priors.get('counts'),
      sd: { kind: 'fixed', value: 0.1 },
    });
    expect(kindOf(found, 'low', 'share')).toBe('mood');
    expect(kindOf(found, 'tied', 'share')).toBe('shares');
    expect(kindOf(found, 'entries', 'count')).toBe('stocks');
    expect(kindOf(found, 'left', 'count')).toBe('counts');
  });

  it('tells the place of what it does not know', () => {
    expect(problemsOf('[low]', '[lwo]')).toMatchObject([
      { kind: 'unknown', message: 'unknown item `lwo`', at: { line: 17 }, hint: 'did you mean `low`?' },
    ]);
    expect(problemsOf('source: S1', 'source: S9')).toMatchObject([
      { message: 'unknown source `S9`', at: { line: 20 } },
    ]);
    expect(problemsOf('growth: 0.87', 'grwth: 0.87')).toContainEqual(
      expect.objectContaining({ message: 'unknown key `grwth`', hint: 'did you mean `growth`?' }),
    );
  });

  it('refuses numbers and priors that can be none', () => {
    expect(problemsOf('sd: half_normal(0.5)', 'sd: half_normal(-1)')[0]).toMatchObject({ at: { line: 2 } });
    expect(problemsOf('growth: 0.87', 'growth: -0.1')[0]).toMatchObject({ at: { line: 3 } });
    expect(problemsOf('change: 1', 'change: 1.5')[0]).toMatchObject({ at: { line: 11 } });
    expect(problemsOf('uniform(0, 1)', 'uniform(1, 0)')[0]).toMatchObject({ at: { line: 4 } });
  });

  it('refuses a construct that is empty, doubled or of two scales', () => {
    expect(problemsOf('    items: [low]\n', '')).toMatchObject([
      { message: 'construct `mood` has neither `items` nor `measures`' },
    ]);
    expect(problemsOf('measures: [stock, entries]', 'items: [low]')).toMatchObject([
      { kind: 'conflict', message: '`low` is in `mood`, too', at: { line: 23 } },
    ]);
    expect(problemsOf('[stock, entries]', '[stock, stock_share]')).toMatchObject([
      { kind: 'conflict', message: 'construct `stocks` has shares and counts, whose scales differ' },
    ]);
  });
});
