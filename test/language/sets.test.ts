import { describe, expect, it } from 'vitest';
import { SHOPS } from '../simulate/towns.ts';
import { inlineInputs, inlineModel } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const seenBy = (expression: string) => {
  const rules = `rule: look\nset:\n  seen: ${expression}`;
  return runInline(inlineInputs({ ...SHOPS, rules }, { weeks: 1 }));
};
const f = Math.fround;

describe('over the labels of a set', () => {
  it('log_sum is the inclusive value of a choice', () => {
    const [seen] = seenBy('log_sum(open, pay[there] - far[place, there], 0)').column('seen');
    expect(seen).toBeCloseTo(Math.log(Math.exp(3 - 1) + Math.exp(2 - 2)), 5);
  });

  it('sum, min and max take those allowed, or what is given where none is', () => {
    const first = (expression: string) => seenBy(expression).column('seen')[0];
    expect(first('sum(place where there != place, pay[there])')).toBe(5);
    expect(first('max(open, pay[there] * 2, 0)')).toBe(6);
    expect(first('min(place where pay[there] > 1, pay[there], 0)')).toBe(2);
    expect(first('max(place where pay[there] > 7, pay[there], -4)')).toBe(-4);
    expect(first('log_sum(open where pay[there] > 7, 1, -9)')).toBe(-9);
    expect(first('sum(place where pay[there] > 7, 1)')).toBe(0);
  });

  it.each([
    ['log_sum(place, pay[there])', '`log_sum` takes other arguments'],
    ['sum(wage, 1)', 'unknown set `wage`'],
    ['mean(friends, sum(place, pay[there]), 0)', '`sum` over a set can'],
    ['max(friends, wage)', '`max` takes other arguments'],
    ['mean(friends, max(friends, wage, 0), 0)', '`max` looks at neighbours, and can not'],
    ["sum(place, uniform('x'))", '`uniform` draws'],
    ["poisson('x')", "`poisson` takes the draw's name in quotes, then 1 number"],
    ["poisson('x', 50)", 'the mean of a count is too large'],
    ["poisson('x', 1) + normal('x')", 'is both a `normal` and a `poisson` draw'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => inlineModel({ ...SHOPS, rules: `rule: look\nset:\n  seen: ${text}` })).toThrow(message);
  });
});

describe('a sum over neighbours', () => {
  it('adds their published values', () => {
    const { column } = seenBy('sum(friends where wage > 2, wage)');
    const wage = column('wage');
    expect(Math.max(...column('seen'))).toBeLessThanOrEqual(4 * Math.max(...wage) + 1e-4);
    expect(column('seen').reduce((a, b) => a + b, 0)).toBeCloseTo(
      4 * wage.filter(w => w > 2).reduce((a, b) => a + b, 0),
      2,
    );
  });
});

describe('the least and greatest of neighbours', () => {
  const wages = (seen: string) => {
    const { column } = seenBy(seen);
    const wage = column('wage');
    const near = (i: number) => [-2, -1, 1, 2].map(step => wage[(i + step + 40) % 40]);
    return { seen: column('seen'), near, wage };
  };

  it('are those of the ones who meet the condition', () => {
    const { seen, near, wage } = wages(
      'max(friends where wage < my.wage, wage, -1) - 10 * min(friends, wage, 0)',
    );
    seen.forEach((value, i) => {
      const less = near(i).filter(x => x < wage[i]);
      expect(value).toBe(f(Math.max(-1, ...less) - f(10 * Math.min(...near(i)))));
    });
  });

  it('tell whether any or all of them meet a flag', () => {
    const { seen, near } = wages(
      'if(any(friends, wage > 6), 1, 0) + if(all(friends where wage > 3, wage > 4), 2, 0)',
    );
    expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3]));
    seen.forEach((value, i) => {
      const any = near(i).some(x => x > 6);
      const all = near(i).every(x => x <= 3 || x > 4);
      expect(value).toBe(+any + 2 * +all);
    });
  });
});

describe('mod', () => {
  it("is Euclid's remainder, of integers exact", () => {
    const { column } = seenBy('mod(age * 601 - 20000, 7) + mod(wage - 5, 2.5) / 10');
    column('age').forEach((age, i) => {
      const whole = (((age * 601 - 20000) % 7) + 7) % 7;
      const x = f(column('wage')[i] - 5);
      const rest = f(x - f(2.5 * Math.floor(f(x / 2.5))));
      expect(column('seen')[i]).toBe(f(whole + f(rest / 10)));
    });
  });
});
