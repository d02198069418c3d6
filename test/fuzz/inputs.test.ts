import { describe, it } from 'vitest';
import { CAMPAIGNS, tryAll } from './campaigns.ts';

/** Some of the trials of inputs.slow.test.ts, other ones. */
const TRIALS: Record<keyof typeof CAMPAIGNS, number> = {
  villageFiles: 150,
  germanyFiles: 25,
  baselineFiles: 3,
  expressions: 400,
  sweeps: 60,
  posteriors: 60,
  options: 150,
};

describe('spoilt inputs are taken or refused in plain words, soon, and leave nothing behind', () => {
  it.each(Object.entries(TRIALS))('%s', (name, trials) => {
    tryAll(CAMPAIGNS[name as keyof typeof CAMPAIGNS](), 1_000_000, trials);
  });
});
