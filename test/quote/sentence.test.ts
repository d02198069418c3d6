import { describe, expect, it } from 'vitest';
import { tell } from '../../src/quote/lead.ts';
import { differenceSentences } from '../../src/quote/sentence.ts';
import { speechOf } from '../../src/report/quote/difference-sentence.ts';

const speech = speechOf(
  { place: label => label, metric: name => name },
  { personsPerAgent: 100, agents: 10_000 },
);
const moved = (mean: number, spread: number) => ({
  ...{ mean, se: spread / 4, before: 50_000, pairs: 20, adjusted: Math.abs(mean) > spread ? 0.001 : 0.9 },
  ...{ low: mean - spread, high: mean + spread },
});
const said = (mean: number, spread: number) => {
  const abroad = {
    metric: { name: 'abroad', measure: 'persons' as const },
    group: 'all',
    ...moved(mean, spread),
  };
  return differenceSentences(tell([], [], [], [abroad]), 'May 2001', speech)
    .map(({ text }) => text)
    .join('');
};

describe('the sentence of a difference', () => {
  it('has a direction where there is one', () => {
    expect(said(5000, 1000)).toMatch(/^By May 2001, 5 000 more persons are abroad \(90 % of the runs: /);
    expect(said(-5000, 1000)).toMatch(/^By May 2001, 5 000 fewer persons are abroad \(/);
  });

  it('has none where the difference is written as none', () => {
    expect(said(-3, 2000)).toMatch(/^By May 2001, about as many persons are abroad \(.*could be chance\)\.$/);
  });
});
