import { describe, expect, it } from 'vitest';
import { logistic, logit } from '../../../src/core/math/f64-functions.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { scoreForecast } from '../../../src/inference/scoring/forecast.ts';
import {
  baseRate,
  countOf,
  lastValue,
  logCount,
  straightLine,
} from '../../../src/inference/scoring/reference-forecasts.ts';

const exact = () => 1e-4;
const year = 365.25;
const quantilesOf = (forecast: ReturnType<typeof baseRate>) => scoreForecast(forecast, 0.5).quantiles;

describe('lastValue', () => {
  const printed = [
    { day: 0, value: 0.9 },
    { day: 100, value: 0.6 },
  ];

  it('stays where it was, with noise that grows with the square root of time', () => {
    for (const years of [0.25, 1, 4]) {
      const forecast = lastValue(printed, 100 + years * year, 'share', exact)!;
      const [, low, , median, , high] = quantilesOf(forecast);
      expect(median).toBeCloseTo(0.6, 3);
      // 80 % of a normal distribution lie within 1.2816 sd.
      expect((logit(high) - logit(low)) / (2 * 1.2816 * 0.5 * Math.sqrt(years))).toBeCloseTo(1, 1);
    }
  });

  it('is the last value of a count on the log scale', () => {
    const forecast = lastValue([{ day: 0, value: logCount(1000) }], 0, 'count', exact)!;
    expect(countOf(scoreForecast(forecast, 7).median)).toBeCloseTo(1000, 0);
  });

  it('knows nothing where nothing is printed', () => {
    expect(lastValue([], 10, 'share', exact)).toBeUndefined();
    expect(straightLine(printed.slice(1), 10, 'share', exact)).toBeUndefined();
  });

  it('has intervals that hold a random walk as often as they say', () => {
    const draws = openDraws('walk', 'test');
    let inside = 0;
    for (let k = 0; k < 400; k++) {
      const from = draws.normal(k, 0);
      const to = from + 0.5 * Math.sqrt(0.5) * draws.normal(k, 1);
      const forecast = lastValue([{ day: 0, value: logistic(from) }], year / 2, 'share', exact)!;
      inside += Number(scoreForecast(forecast, logistic(to)).inside[1]);
    }
    // 320 expected, 3 standard deviations on either side.
    expect(Math.abs(inside - 320)).toBeLessThan(24);
  });
});

describe('straightLine', () => {
  it('goes on as fast as between the last two values', () => {
    const forecast = straightLine(
      [
        { day: 0, value: logistic(-1) },
        { day: 10, value: logistic(0) },
      ],
      20,
      'share',
      exact,
    )!;
    expect(logit(scoreForecast(forecast, 0.5).median)).toBeCloseTo(1, 2);
  });
});

describe('baseRate', () => {
  it('spreads around the mean of its kind on the logit scale', () => {
    const [, low, , median, , high] = quantilesOf(baseRate([logistic(-1), logistic(2)], exact));
    expect(logit(median)).toBeCloseTo(0.5, 2);
    expect((logit(high) - logit(low)) / (2 * 1.2816)).toBeCloseTo(1, 1);
  });
});
