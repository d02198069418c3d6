import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/cli/calibrate.ts';
import type { Command } from '../../src/cli/command.ts';
import { compare } from '../../src/cli/compare.ts';
import { plan } from '../../src/cli/plan.ts';
import { run } from '../../src/cli/run.ts';
import { sensitivity } from '../../src/cli/sensitivity.ts';
import { sweep } from '../../src/cli/sweep.ts';
import { validate } from '../../src/cli/validate.ts';
import { worker } from '../../src/cli/worker.ts';
import type { PosteriorDraws } from '../../src/engine/program/run-types.ts';
import { checkCounts, checkProduct, MAX } from '../../src/scenario/counts.ts';
import { designOf, runKeysOf } from '../../src/workflows/run/run-keys.ts';

const read = (command: Command, option: string, given: string) =>
  command.options[option].read!(given, option);

describe('counts', () => {
  it.each([
    [run, 'replicates', '100000', '1000000000'],
    [run, 'weeks', '5218', '70000'],
    [run, 'seeds', '100000', '1e9'],
    [run, 'draws', '100000', '100001'],
    [run, 'threads', '64', '100000'],
    [run, 'scale', '1e9', '1e10'],
    [compare, 'weeks', '5218', '1e6'],
    [validate, 'replicates', '1', '0'],
    [sweep, 'weeks', '1', '5219'],
    [plan, 'shards', '100000', '1e9'],
    [calibrate, 'agents', '100', '1e9'],
    [calibrate, 'budget', '1000000', '1e9'],
    [sensitivity, 'samples', '1024', '1e12'],
    [sensitivity, 'trajectories', '10', '1e9'],
    [worker, 'threads', '1', '1e6'],
  ] as const)('$0.usage takes --%s up to a limit', (command, option, allowed, refused) => {
    expect(read(command, option, allowed)).toBe(Number(allowed));
    expect(() => read(command, option, refused)).toThrow(
      new RegExp(`^--${option} can't be \`${refused}\`: expected a (whole )?number`),
    );
  });

  it.each([
    { replicates: 0 },
    { replicates: MAX.runs + 1 },
    { replicates: 1.5 },
    { weeks: -1 },
    { weeks: 1e6 },
    { draws: Number.NaN },
    { seeds: 1e9 },
    { personsPerAgent: 0 },
    { personsPerAgent: 1e10 },
    { personsPerAgent: Number.NaN },
  ])('of plans and jobs are judged as those of files: %j', counts => {
    expect(() => checkCounts(counts)).toThrow(/can't be|can't represent/);
  });

  it('multiply to no more runs than a file may ask for', () => {
    expect(() => checkProduct('draws x seeds', [200, 5])).not.toThrow();
    expect(() => checkProduct('draws x seeds', [200, 1000])).toThrow(
      'draws x seeds make 200000 runs: found 200 x 1000, expected at most 100000',
    );
    const values = Array.from({ length: 400 }, (_, k) => [k]);
    const posterior = { file: 'p.csv', names: ['a'], values } as unknown as PosteriorDraws;
    expect(designOf({ posterior }, { draws: 100, seeds: 1000 })).toEqual({ draws: 100, seeds: 1000 });
    const ask = () =>
      runKeysOf({ scenario: { name: 's' }, posterior } as never, { draws: 400, seeds: 100_000 });
    expect(ask).toThrow(/make 40000000 runs/);
  });
});
