import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/cli/calibrate.ts';
import { compare } from '../../../src/cli/compare.ts';
import { merge } from '../../../src/cli/merge.ts';
import { regress } from '../../../src/cli/regress.ts';
import { run } from '../../../src/cli/run.ts';
import { sensitivity } from '../../../src/cli/sensitivity.ts';
import { sweep } from '../../../src/cli/sweep.ts';
import { validate } from '../../../src/cli/validate.ts';
import type { Manifest } from '../../../src/io/folder/manifest-read.ts';
import { LEFT_OUT, REPEATABLE, repeatedCommand } from '../../../src/workflows/run/repeat.ts';

const manifest = (command: string[], name = 'plain'): Manifest => ({
  made_by: 'rhizome',
  version: '0',
  node: 'v24',
  command,
  scenario: { name },
  inputs: {},
  outputs: {},
});
const words = (command: string[], name?: string) => repeatedCommand(manifest(command, name)).words;

describe('what verify runs of a manifest', () => {
  it.each([
    [
      ['run', 'a/plain.yaml', '--weeks', '6', '--seed', '1,2'],
      ['run', 'a/plain.yaml', '--weeks=6', '--seed=1,2'],
    ],
    [
      ['run', 'other.yaml', 'a/plain.yaml', '--draws=2'],
      ['run', 'a/plain.yaml', '--draws=2'],
    ],
    [['--weeks', '8'], ['run', 'scenarios/baseline.yaml', '--weeks=8'], 'baseline'],
    [
      ['calibrate', 'a.yaml', '--adopt', '--budget', '9'],
      ['calibrate', 'a.yaml', '--budget=9'],
    ],
    [
      ['compare', 'a.yaml', 'b.yaml', '--executor', 'redis', '--redis', 'redis://u:secret@h', '--scale', '2'],
      ['compare', 'a.yaml', 'b.yaml', '--scale=2'],
    ],
    [
      ['sweep', 's.yaml', '--out', 'x', '--threads', '4', '--resume', '--force'],
      ['sweep', 's.yaml'],
    ],
    [
      ['run', 'plain.yaml', '--seed', '--adopt'],
      ['run', 'plain.yaml', '--seed=--adopt'],
    ],
  ])('of %j is %j', (command, expected, name?: string) => {
    expect(words(command, name)).toEqual(expected);
  });

  it.each([
    [['run', 'plain.yaml', '--out', 'x', '--', '--out', 'victim']],
    [['worker', '--redis', 'redis://h']],
    [['slurm', 'job']],
    [['new', 'plain']],
    [['constructor']],
    [['run', 'plain.yaml', '--import', './x.mjs']],
    [['run', 'plain.yaml', '--resume=yes']],
    [['run', 'plain.yaml', '-h']],
    [['run', 'plain.yaml', '--seed']],
    [['run', 'another.yaml']],
    [['sweep', 's.yaml', '--no-force']],
  ])('refuses %j', command => {
    expect(() => words(command)).toThrow(/verify doesn't repeat|doesn't run its scenario/);
  });

  it('knows every option of every command that writes results', () => {
    const commands = { run, merge, compare, validate, sweep, sensitivity, calibrate, regress };
    expect(Object.keys(REPEATABLE).sort()).toEqual(Object.keys(commands).sort());
    for (const [name, { options }] of Object.entries(commands)) {
      const { valued, flags = [] } = REPEATABLE[name];
      for (const [option, { shown }] of Object.entries(options)) {
        const known =
          shown.type === 'boolean' ? [...flags, ...LEFT_OUT.flags!] : [...valued, ...LEFT_OUT.valued];
        expect(known, `${name} --${option}`).toContain(option);
      }
      for (const option of [...valued, ...flags]) expect(Object.keys(options), name).toContain(option);
    }
  });
});
