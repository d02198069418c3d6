import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contender, interleave } from './contest.ts';
import { openPeerModel } from './peer-model.ts';
import { findPeers } from './peers.ts';
import { hashState, writeState } from './state.ts';

export interface PeerContest {
  /** Nanoseconds per agent and step by contender, one figure a round. */
  times: Map<string, number[]>;
  /** Of the final state: the same for everyone who draws as we do. */
  hash: string;
  /** Peers that this machine can't run, and what to install. */
  skipped: string[];
}

export const OURS = 'Rhizome wasm';
export const OURS_REFERENCE = 'Rhizome js';

/**
 * Everyone does the same steps from the same bytes, in turn, on one thread.
 * @throws Error when two final states differ that should be equal
 */
export function holdPeerContest(agents: number, steps: number, rounds: number): PeerContest {
  const folder = mkdtempSync(join(tmpdir(), 'peer-step-'));
  try {
    const model = openPeerModel(agents);
    const stateFile = join(folder, 'state.bin');
    let agreed: string | undefined;
    const agree = (name: string, hash: string | undefined) => {
      agreed ??= hash;
      if (hash !== undefined && hash !== agreed)
        throw new Error(
          `${name} ends in state ${hash}, others in ${agreed} (${agents} agents, ${steps} steps)`,
        );
    };
    const ours = (['wasm', 'js'] as const).map((backend): Contender => {
      const machine = model.compile(backend);
      const name = backend === 'wasm' ? OURS : OURS_REFERENCE;
      const time = () => {
        model.begin(machine);
        const ns = model.run(machine, steps);
        agree(name, hashState(model.state(steps)));
        return ns;
      };
      model.begin(machine);
      return { name, time };
    });
    writeState(stateFile, model.state(0));
    const { found, skipped } = findPeers(folder);
    const peers = found.map(
      ({ name, run }): Contender => ({
        name,
        time() {
          const figures = run(stateFile, steps, 1);
          agree(name, figures.hash);
          return Number(figures['ns/agent-step']);
        },
      }),
    );
    const times = interleave([...ours, ...peers], rounds);
    return { times, hash: agreed!, skipped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
