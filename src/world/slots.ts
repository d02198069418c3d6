import type { Machine, Program } from '../compile/machine.ts';
import type { ChangingTies } from '../layout/layout.ts';
import type { SlotNetwork } from '../model/model.ts';
import { columnBytes } from './columns.ts';
import { openMeeting } from './meet.ts';
import { bufferOf } from './memory.ts';
import { openParting } from './part.ts';
import { addTie, removeTie, rowsAt } from './rows.ts';

/**
 * Ties that come and go. After the plan of a week, those who take part and share a place are paired by a keyed shuffle;
 * both sides compute the same chance from a draw addressed by (smaller id, larger id, week), so that no one writes for
 * another and nothing hangs on the order of agents. Dropping likewise. The machine answers for lists of people; who is
 * asked, and what comes of it, is the same code for both backends.
 */
export interface SlotTies {
  /** Change all ties at the end of `week`. */
  change(slot: number, week: number): void;
  /** Begin a run: nobody has a tie. */
  clear(slot: number): void;
}

export function openSlotTies(
  { layout, model }: Program,
  memory: WebAssembly.Memory,
  machine: Machine,
): SlotTies {
  const ids = new Uint32Array(bufferOf(memory), layout.ids, layout.agents);
  const rowsOf = (slot: number, { network }: SlotNetwork) =>
    rowsAt(memory, layout, slot, layout.networks[network] as ChangingTies);
  const meetings = model.slotNetworks.map((_, k) => openMeeting(ids, machine.ties[k]));
  const partings = model.slotNetworks.map((_, k) => openParting(machine.ties[k]));

  return {
    change(slot, week) {
      for (const [k, network] of model.slotNetworks.entries()) {
        const rows = rowsOf(slot, network);
        const labels = columnBytes(memory, layout, slot, network.at, week);
        // Who parts and who ties is decided before anything changes: chances may hang on ties.
        const tied = meetings[k](slot, week, rows, labels);
        const ended = partings[k](slot, week, rows);
        eachPair(ended, (i, j) => removeTie(rows, i, j));
        eachPair(tied, (i, j) => addTie(rows, i, j));
      }
    },
    clear(slot) {
      for (const network of model.slotNetworks) rowsOf(slot, network).counts.fill(0);
    },
  };
}

/** Both ways round. */
function eachPair(pairs: readonly number[], visit: (i: number, j: number) => void): void {
  for (let k = 0; k < pairs.length; k += 2) {
    visit(pairs[k], pairs[k + 1]);
    visit(pairs[k + 1], pairs[k]);
  }
}
