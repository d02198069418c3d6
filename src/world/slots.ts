import { type Arrays, openArrays } from '../compile/javascript/arrays.ts';
import type { Machine, Pairs, Program, TieAnswers } from '../compile/machine.ts';
import { ORDER_BITS, type SlotNetwork } from '../model/model.ts';
import { bufferOf } from './memory.ts';
import { openShuffle } from './shuffle.ts';

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

/** Rows of ties of one network in a slot. */
interface Rows {
  starts: Uint32Array;
  ties: Uint32Array;
}

type Labels = Arrays['own'][number];

const NONE = new Float32Array(0);
const NOBODY = -1;

export function openSlotTies(program: Program, memory: WebAssembly.Memory, machine: Machine): SlotTies {
  const { layout, model } = program;
  const buffer = bufferOf(memory);
  const opened = new Map<string, Arrays>();
  /** The state at the end of the week. */
  const arraysAt = (slot: number, week: number): Arrays => {
    const parity = ((week + 1) & 1) as 0 | 1;
    const key = `${slot}:${parity}`;
    const arrays = opened.get(key) ?? openArrays(program, buffer, slot, parity);
    opened.set(key, arrays);
    return arrays;
  };
  const rowsOf = ({ starts, ties }: Arrays, { network }: SlotNetwork): Rows => ({
    starts: starts[network],
    ties: ties[network],
  });
  /** Padding agents have no ties. */
  const pad = ({ starts }: Rows, from: number, end: number) =>
    new Uint32Array(starts.buffer, starts.byteOffset, layout.padded + 1).fill(end, from);
  // Made when first needed: of the threads of a run only one changes ties.
  const changes: ReturnType<typeof openChange>[] = [];

  return {
    change(slot, week) {
      const arrays = arraysAt(slot, week);
      for (const [k, network] of model.slotNetworks.entries()) {
        changes[k] ??= openChange(arrays.ids, network, machine.ties[k]);
        const rows = rowsOf(arrays, network);
        pad(rows, layout.agents + 1, changes[k](slot, week, rows, arrays.own[network.at]));
      }
    },
    clear(slot) {
      const arrays = arraysAt(slot, -1);
      for (const network of model.slotNetworks) pad(rowsOf(arrays, network), 0, 0);
    },
  };
}

/** A week's change of one network: who ties, who parts, then the rows anew; gives the number of ties. */
function openChange(ids: Uint32Array, { slots }: SlotNetwork, machine: TieAnswers) {
  const agents = ids.length;
  const partner = new Int32Array(agents).fill(NOBODY);
  const changed = new Uint8Array(agents);
  const takers = new Uint32Array(agents);
  const shuffle = openShuffle(ids, agents, 1 << ORDER_BITS);
  let pairs: Pairs = { agents: takers, others: takers };
  let [answers, draws, chances] = [NONE, NONE, NONE];
  let next = new Uint32Array(0);

  /** Room for so many pairs, from both sides, and for as many ties and one more for everybody. */
  function makeRoom(count: number): void {
    if (answers.length >= 2 * count) return;
    const room = 2 * Math.ceil(1.25 * count);
    pairs = { agents: new Uint32Array(room), others: new Uint32Array(room) };
    [answers, draws, chances] = [0, 1, 2].map(() => new Float32Array(room));
    next = new Uint32Array(room + agents);
  }

  /** Pair those who take part, place by place, in the order drawn; who is paired may tie. */
  function meet(slot: number, week: number, rows: Rows, labels: Labels): void {
    const count = machine.takers(slot, week, 0, agents, takers);
    makeRoom(count);
    const each = { agents: takers, others: takers };
    machine.ask(slot, week, 'order', each, count, draws);
    machine.ask(slot, week, 'form', each, count, answers);
    const { order, offsets } = shuffle(takers, count, draws, labels);
    let met = 0;
    for (let label = 0; label + 1 < offsets.length; label++)
      for (let k = offsets[label]; k + 1 < offsets[label + 1]; k += 2) {
        const one = order[k];
        const other = order[k + 1];
        pairs.agents[met] = takers[one];
        pairs.others[met] = takers[other];
        chances[met++] = answers[one] * answers[other];
      }
    machine.ask(slot, week, 'formDraw', pairs, met, draws);
    for (let p = 0; p < met; p++) {
      if (!(draws[p] < chances[p])) continue;
      const [i, j] = [pairs.agents[p], pairs.others[p]];
      if (degree(rows, i) >= slots || degree(rows, j) >= slots || find(rows, i, j) >= 0) continue;
      partner[i] = j;
      partner[j] = i;
      changed[i] = 1;
      changed[j] = 1;
    }
  }

  /** Mark the ties that end, on both sides. */
  function part(slot: number, week: number, rows: Rows, ended: Uint8Array): void {
    const { starts, ties } = rows;
    makeRoom(ended.length / 2);
    const { agents: ones, others } = pairs;
    let count = 0;
    for (let i = 0, last = 0; i < agents; i++) {
      const first = last;
      last = starts[i + 1];
      for (let t = first; t < last; t++) {
        const j = ties[t];
        ones[count] = i;
        others[count] = j;
        count += i < j ? 1 : 0;
      }
    }
    // Both sides' chances to let go: those of the first ones, then those of the others.
    ones.set(others.subarray(0, count), count);
    others.set(ones.subarray(0, count), count);
    machine.ask(slot, week, 'drop', pairs, 2 * count, answers);
    machine.ask(slot, week, 'dropDraw', pairs, count, draws);
    for (let p = 0; p < count; p++) {
      // Either side may let go. The product doesn't hang on the order of its factors.
      const kept = Math.fround(Math.fround(1 - answers[p]) * Math.fround(1 - answers[count + p]));
      if (!(draws[p] >= kept)) continue;
      ended[find(rows, ones[p], others[p])] = 1;
      ended[find(rows, others[p], ones[p])] = 1;
      changed[ones[p]] = 1;
      changed[others[p]] = 1;
    }
  }

  /** Write the rows anew: old ties that go on, in their order, then the new one. Rows in between only move. */
  function rewrite({ starts, ties }: Rows, ended: Uint8Array): number {
    let shift = 0;
    let moved = 0;
    const move = (end: number) => {
      for (let t = moved; t < end; t++) next[t + shift] = ties[t];
    };
    for (let i = 0, last = 0; i < agents; i++) {
      const first = last;
      last = starts[i + 1];
      starts[i] = first + shift;
      if (!changed[i]) continue;
      move(first);
      for (let t = first; t < last; t++) {
        next[t + shift] = ties[t];
        shift -= ended[t];
      }
      if (partner[i] !== NOBODY) next[last + shift++] = partner[i];
      partner[i] = NOBODY;
      changed[i] = 0;
      moved = last;
    }
    move(ended.length);
    const end = ended.length + shift;
    starts[agents] = end;
    ties.set(next.subarray(0, end));
    return end;
  }

  return (slot: number, week: number, rows: Rows, labels: Labels): number => {
    const ended = new Uint8Array(rows.starts[agents]);
    meet(slot, week, rows, labels);
    part(slot, week, rows, ended);
    return rewrite(rows, ended);
  };
}

const degree = ({ starts }: Rows, i: number) => starts[i + 1] - starts[i];

/** Where j stands in the row of i; -1 when they are not tied. */
function find({ starts, ties }: Rows, i: number, j: number): number {
  for (let t = starts[i]; t < starts[i + 1]; t++) if (ties[t] === j) return t;
  return -1;
}
