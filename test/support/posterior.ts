import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readInputs } from '../../src/io/project/inputs.ts';
import { posteriorFiles } from '../../src/io/project/posterior.ts';
import { fitIdentity } from '../../src/project/fit-identity.ts';

export interface GivenPosterior {
  /** Draws: values in the order of `names`, then a weight if it isn't 1. */
  draws?: readonly (readonly number[])[];
  names?: readonly string[];
  weights?: readonly number[];
  /** Of another version of the model. */
  model?: string;
  /** As of `posteriorName`; by default that of a scenario that chooses nothing. */
  name?: string;
}

/** A posterior of the small world of test/cli/fixture, as a calibration writes it. */
export function writePosterior(folder: string, given: GivenPosterior = {}): { table: string; note: string } {
  const { names = ['rate', 'pull'], draws = someDraws(20), weights, name = 'village-2001' } = given;
  const files = posteriorFiles(join(folder, 'models/village'), name);
  const inputs = readInputs(join(folder, 'scenarios/plain.yaml'), 'defaults');
  const rows = draws.map((values, k) =>
    [k % 2, Math.floor(k / 2), weights?.[k] ?? 1 / draws.length, -1.5 * k, ...values].join(','),
  );
  mkdirSync(dirname(files.table), { recursive: true });
  writeFileSync(files.table, `${[['chain,draw,weight,log_lik', ...names].join(','), ...rows].join('\n')}\n`);
  const note = {
    made_by: 'rhizome',
    version: '0.1.0',
    model: given.model ?? fitIdentity(inputs, names),
    study: 'village-2001',
    scenario: 'plain',
    method: 'waves',
    seed: 'chronicle',
    runs: 600,
    draws: draws.length,
    parameters: names,
  };
  writeFileSync(files.note, `${JSON.stringify(note, undefined, 2)}\n`);
  return files;
}

/** Draws that differ much, so that what they do is seen. */
export function someDraws(count: number): number[][] {
  return Array.from({ length: count }, (_, k) => [0.01 + (0.1 * k) / count, 0.05 + 0.01 * (k % 5)]);
}
