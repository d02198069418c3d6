import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPeerModel } from '../../bench/peer-model.ts';
import { findCompiledPeers } from '../../bench/peers.ts';
import { hashState, type PeerState, writeState } from '../../bench/state.ts';
import { stepByHand } from './by-hand.ts';

const AGENTS = 2_000;
const STEPS = 30;
const model = openPeerModel(AGENTS);
const expected = hashState(afterByHand(STEPS));

describe('the benchmark model', () => {
  it('comes alive: every column that rules write has changed', () => {
    begin();
    const before = copyOf(model.state(0)).columns;
    const after = afterByHand(STEPS).columns;
    for (const name of ['trust', 'distress', 'has_returned', 'language_level', 'job_state'])
      expect(after[name], name).not.toEqual(before[name]);
  });

  it.each(['js', 'wasm'] as const)('%s ends in the state of the model written by hand', backend => {
    const machine = model.compile(backend);
    model.begin(machine);
    model.run(machine, STEPS);
    expect(hashState(model.state(STEPS))).toBe(expected);
  });

  const noCompiler = spawnSync('gcc', ['--version']).status !== 0;
  if (noCompiler) console.log('skipped: the C peers (no gcc found)');
  it.skipIf(noCompiler)(
    'every C peer ends in that state too',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'peer-step-test-'));
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      const stateFile = join(folder, 'state.bin');
      begin();
      writeState(stateFile, model.state(0));
      for (const { name, run } of findCompiledPeers(folder).found)
        expect(run(stateFile, STEPS, 2).hash, name).toBe(expected);
    },
    60_000,
  );
});

function begin(): void {
  model.begin(model.compile('js'));
}

function afterByHand(steps: number): PeerState {
  begin();
  const state = copyOf(model.state(0));
  for (let week = 0; week < steps; week++) stepByHand(state, week);
  return state;
}

function copyOf(state: PeerState): PeerState {
  const columns = Object.entries(state.columns).map(([name, column]) => [name, column.slice()]);
  return { ...state, columns: Object.fromEntries(columns) };
}
