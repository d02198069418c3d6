import { describe, expect, it } from 'vitest';
import { DiagnosticError, textAt } from '../../../src/core/diagnostics.ts';
import {
  evaluateFormula,
  type Leaf,
  leavesOf,
  parseFormula,
  termKey,
} from '../../../src/observe/patterns/formula.ts';
import {
  effective,
  interventionsKey,
  parseInterventions,
} from '../../../src/observe/patterns/interventions.ts';

const formula = (text: string) => parseFormula(textAt(text, 'relations.csv', 3, 10));

/** The formula's value when statistics have these values; under switches, `term | switches`. */
function value(text: string, values: Record<string, number>): number {
  const read = ({ text: term, switches }: Leaf) => {
    const key = [termKey(term), interventionsKey(switches)].filter(Boolean).join(' | ');
    if (!(key in values)) throw new Error(`no ${key}`);
    return values[key];
  };
  return evaluateFormula(formula(text), read);
}

function problemOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a formula', () => {
  it('is arithmetic over statistics', () => {
    const values = { 'mean(W1, x)': 3, 'mean(W2, x)': 5, 'share(W2, y)': 0.5 };
    expect(value('mean(W2, x) - mean(W1, x)', values)).toBe(2);
    expect(value('min(mean(W2, x), share(W2, y)) * 2 + 1', values)).toBe(2);
    expect(value('abs(-mean(W1, x)) / max(mean(W2,   x), 1)', values)).toBe(0.6);
  });

  it('has no value where something is divided by nothing, and refuses a written 0', () => {
    expect(value('1 / mean(W1, x)', { 'mean(W1, x)': 0 })).toBeNaN();
    expect(value('max(mean(W1, x) / mean(W2, x), 1)', { 'mean(W1, x)': 0, 'mean(W2, x)': 0 })).toBeNaN();
    expect(problemOf(() => formula('mean(W1, x) / 0 - 1'))).toMatchObject({
      message: 'nothing can be divided by 0',
      at: { line: 3, column: 24 },
    });
  });

  it('is NaN as soon as one of its statistics is', () => {
    expect(value('min(mean(W1, x), mean(W2, x))', { 'mean(W1, x)': Number.NaN, 'mean(W2, x)': 1 })).toBeNaN();
  });

  it('reaches into other worlds', () => {
    const text =
      'mean(W1, x) - without(storm, mean(W1, x)) + with(calm, rate = 2, without(rate = 0, mean(W1, x)))';
    const values = {
      'mean(W1, x)': 10,
      'mean(W1, x) | without storm': 4,
      'mean(W1, x) | rate = 0, with calm': 1,
    };
    expect(value(text, values)).toBe(7);
    expect(
      leavesOf(formula(text), parseInterventions(textAt('pull = 0'))).map(leaf =>
        interventionsKey(leaf.switches),
      ),
    ).toEqual(['pull = 0', 'pull = 0, without storm', 'pull = 0, rate = 0, with calm']);
  });

  it('keeps the place of its statistics in the file', () => {
    const [, second] = leavesOf(formula('mean(W1, x) - share(W2 where a, b)'));
    expect(second.text).toEqual(textAt('share(W2 where a, b)', 'relations.csv', 3, 24));
    const lines = [
      { offset: 0, line: 3, column: 10 },
      { offset: 8, line: 4, column: 1 },
    ];
    const [, broken] = leavesOf(
      parseFormula({ text: '1 + min(\nshare(W1,\nx), mean(W1, x))', file: 'f', lines }),
    );
    expect(broken.text.lines[0]).toEqual({ offset: 0, line: 4, column: 16 });
  });

  it('tells what it does not understand, and where', () => {
    expect(problemOf(() => formula('1 + corelation(W1, x, y)'))).toMatchObject({
      message: 'unknown statistic `corelation`',
      at: { line: 3, column: 14 },
      hint: 'did you mean `correlation`?',
    });
    expect(problemOf(() => formula('x > 3'))).toMatchObject({ message: 'no statistic', found: '`x > 3`' });
    expect(problemOf(() => formula('without(mean(W1, x))')).expected).toBe('without(switch, ..., statistic)');
    expect(
      problemOf(() => formula('without(event(rain, 2022-01-01, 2022-02-01), mean(W1, x))')),
    ).toMatchObject({
      message: 'nothing that can be switched',
      at: { column: 18 },
    });
    expect(problemOf(() => formula('with(event(rain, 2022-03-01, 2022-02-01), mean(W1, x))')).kind).toBe(
      'syntax',
    );
  });
});

describe('switches', () => {
  it('are read from a cell, each with its place', () => {
    const [off, set, column] = parseInterventions(
      textAt('storm; rate = -0.5; mood = if(a, b, c)', 'f', 2, 5),
    );
    expect(off).toEqual({ kind: 'off', name: 'storm', at: { file: 'f', line: 2, column: 5 } });
    expect(set).toEqual({ kind: 'set', name: 'rate', value: '-0.5', at: { file: 'f', line: 2, column: 12 } });
    expect(column).toMatchObject({ kind: 'set', name: 'mood', value: 'if(a, b, c)' });
  });

  it('have one key in any order, and the last of two counts', () => {
    const key = (text: string) => interventionsKey(parseInterventions(textAt(text)));
    expect(key('b = 1; a')).toBe(key('a; b = 1'));
    expect(key('b = 1; b = 2')).toBe('b = 2');
    expect(effective(parseInterventions(textAt('a; b; a')))).toHaveLength(2);
  });

  it('may be events that the scenario does not have', () => {
    const [leaf] = leavesOf(formula('with(event(rain[town], 2022-01-03, 2022-01-09, 0.5), mean(W1, x))'));
    expect(leaf.switches).toMatchObject([{ kind: 'event', field: 'rain', label: 'town', size: 0.5 }]);
    expect(interventionsKey(leaf.switches)).toBe('event(rain[town], 2022-01-03, 2022-01-09, 0.5)');
  });
});
