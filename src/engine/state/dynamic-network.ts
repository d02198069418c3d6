import type { SlotNetwork } from '../../model/network.ts';
import type { CompiledModel, Program } from '../program/compiled-model.ts';
import type { ChangingTies } from '../program/layout.ts';
import { columnCodes } from './columns.ts';
import { bufferOf } from './memory.ts';
import { addTie, beginRows, removeTie, rowsAt } from './slot-rows.ts';
import { openTieDissolution } from './tie-dissolution.ts';
import { openTieFormation } from './tie-formation.ts';

/**
 * Ties that come and go. After the plan of a week, those who take part and share a place are paired by a keyed shuffle;
 * both sides compute the same chance from a draw addressed by (smaller id, larger id, week), so that no one writes for
 * another and nothing depends on the order of agents. Dropping likewise. The machine answers for lists of people; who is
 * asked, and what comes of it, is the same code for both backends.
 */
export interface SlotTies {
  /** Change all ties at the end of `week`; all who share the run take part. */
  change(slot: number, week: number, sharing: Sharing): void;
  /** Begin a run: nobody has a tie, but in a network that begins with some. */
  clear(slot: number): void;
}

/** A thread among those that share a run, or the only one. */
export interface Sharing {
  rank: number;
  size: number;
  /** Wait until all are here. */
  wait(): void;
  /** Seen by all: how many numbers follow, then who ties, pair after pair. Nobody is in two pairs of a week. */
  tied: Uint32Array;
}

export function openSlotTies(
  { layout, model }: Program,
  memory: WebAssembly.Memory,
  machine: CompiledModel,
): SlotTies {
  const ids = new Uint32Array(bufferOf(memory), layout.ids, layout.agents);
  const rowsOf = (slot: number, { network }: SlotNetwork) =>
    rowsAt(memory, layout, slot, layout.networks[network] as ChangingTies);
  const meetings = model.slotNetworks.map(({ at }, k) => {
    const { type } = model.columns[at];
    return openTieFormation(ids, machine.ties[k], type.kind === 'label' ? type.labels.length : 2);
  });
  const partings = model.slotNetworks.map((_, k) => openTieDissolution(machine.ties[k]));

  return {
    change(slot, week, { rank, size, wait, tied }) {
      for (const [k, network] of model.slotNetworks.entries()) {
        // The next network's chances may depend on what became of the one before.
        if (k) wait();
        const rows = rowsOf(slot, network);
        // Who parts and who ties is decided before anything changes: chances may depend on ties. The first thread finds out
        // the one, the last one the other.
        const ended = rank === 0 ? partings[k](slot, week, rows) : [];
        if (rank === size - 1)
          meetings[k](slot, week, rows, columnCodes(memory, layout, slot, network.at, week), tied);
        wait();
        if (rank > 0) continue;
        eachPair(ended, (i, j) => removeTie(rows, i, j));
        eachPair(tied.subarray(1, 1 + tied[0]), (i, j) => addTie(rows, i, j));
      }
    },
    clear(slot) {
      for (const { network } of model.slotNetworks)
        beginRows(memory, layout, slot, layout.networks[network] as ChangingTies);
    },
  };
}

/** Both ways round. */
function eachPair(pairs: ArrayLike<number>, visit: (i: number, j: number) => void): void {
  for (let k = 0; k < pairs.length; k += 2) {
    visit(pairs[k], pairs[k + 1]);
    visit(pairs[k + 1], pairs[k]);
  }
}
