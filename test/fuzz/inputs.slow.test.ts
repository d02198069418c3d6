import { describe, expect, it } from 'vitest';
import { CAMPAIGNS, tryAll } from './campaigns.ts';

const TRIALS: Record<keyof typeof CAMPAIGNS, number> = {
  villageFiles: 2000,
  germanyFiles: 250,
  baselineFiles: 60,
  expressions: 6300,
  sweeps: 400,
  posteriors: 500,
  options: 1000,
};

describe('10 000 spoilt inputs are taken or refused in plain words, soon, and leave nothing behind', () => {
  it.each(Object.entries(TRIALS))('%s', (name, trials) => {
    const taken = tryAll(CAMPAIGNS[name as keyof typeof CAMPAIGNS](), 0, trials);
    // Mutations that spoil everything, or nothing, would try little.
    expect(taken / trials).toBeGreaterThan(0.03);
    expect(taken / trials).toBeLessThan(0.7);
  });
});
