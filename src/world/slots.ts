import { type Arrays, openArrays } from '../compile/javascript/arrays.ts';
import { extractSource } from '../compile/javascript/functions.ts';
import { type AgentValue, agentValue } from '../compile/javascript/one-agent.ts';
import { type Body, body } from '../compile/javascript/runtime.ts';
import type { Program } from '../compile/machine.ts';
import type { SlotNetwork } from '../model/model.ts';
import { drawsOf } from '../random/draws.ts';
import { type Key, uniformAt, wordsAt } from '../random/streams.ts';
import { bufferOf } from './memory.ts';

/**
 * Ties that come and go. After the plan of a week, those who take part and share a place are paired by a keyed shuffle;
 * both sides compute the same chance from a draw addressed by (smaller id, larger id, week), so that no one writes for
 * another and nothing hangs on the order of agents. Dropping likewise. This step is the same code for both backends.
 */
export interface SlotTies {
  /** Change all ties at the end of `week`; `keyOf` gives the run's key of a stream. */
  change(slot: number, week: number, keyOf: KeyOf): void;
  /** Begin a run: nobody has a tie. */
  clear(slot: number): void;
}

type KeyOf = (stream: string) => Key;

interface Compiled {
  network: SlotNetwork;
  /** Who takes part, and how willingly, of all agents at once. */
  openness: Body;
  drop: AgentValue;
  streams: { meet: string; form: string; drop: string };
}

export function openSlotTies(program: Program, memory: WebAssembly.Memory): SlotTies {
  const { model, layout } = program;
  const buffer = bufferOf(memory);
  const { agents } = layout;
  const ids = new Uint32Array(buffer, layout.ids, agents);
  const compiled = model.slotNetworks.map((network): Compiled => {
    const { name } = model.networks[network.network];
    const streams = { meet: `ties/${name}/meet`, form: `ties/${name}/form`, drop: `ties/${name}/drop` };
    const openness = body(
      extractSource(program, { name, outputs: [network.among, network.form] }),
      'outputs',
    );
    return { network, openness, drop: agentValue(program, network.drop), streams };
  });

  const [among, willing] = [new Float32Array(agents), new Float32Array(agents)];
  const partner = new Int32Array(agents);
  const starts = new Uint32Array(agents + 1);
  const storage = new Uint32Array(agents);
  ids.forEach((id, i) => {
    storage[id] = i;
  });
  const order = new Float64Array(agents);

  /** The state at the end of the week: own and published columns are the same buffers. */
  const opened = new Map<string, Arrays>();
  const arraysAt = (slot: number, week: number): Arrays => {
    const parity = ((week + 1) & 1) as 0 | 1;
    const key = `${slot}:${parity}`;
    const known = opened.get(key);
    if (known) return known;
    const arrays = openArrays(program, buffer, slot, parity);
    const same = { ...arrays, before: arrays.own };
    opened.set(key, same);
    return same;
  };

  /** Pair those who take part, place by place, in the order of a keyed word; who shares a pair may tie. */
  function meet(one: Compiled, arrays: Arrays, week: number, keyOf: KeyOf): void {
    const { network, openness, streams } = one;
    const place = arrays.own[network.at];
    const draw = drawsOf(keyOf(streams.meet));
    const formKey = wordsAt(keyOf(streams.form), week, 0);
    const rows = rowsOf(arrays, network.network);
    partner.fill(-1);
    openness(arrays, week, 0, agents, [among, willing]);
    let count = 0;
    for (let i = 0; i < agents; i++)
      if (among[i]) order[count++] = rankOf(place[i], draw(ids[i], week)[0], ids[i]);
    order.subarray(0, count).sort();
    for (let k = 0; k + 1 < count; ) {
      const [i, j] = [storage[idOf(order[k])], storage[idOf(order[k + 1])]];
      if (place[i] !== place[j]) {
        k++;
        continue;
      }
      if (ties(network, rows, formKey, i, j)) {
        partner[i] = j;
        partner[j] = i;
      }
      k += 2;
    }
  }

  /** Whether a pair that has met ties: both have a free slot, they are not tied yet, and the draw is for it. */
  function ties({ slots }: SlotNetwork, rows: Rows, key: Key, i: number, j: number): boolean {
    if (degree(rows, i) >= slots || degree(rows, j) >= slots || find(rows, i, j) >= 0) return false;
    const chance = Math.fround(willing[i] * willing[j]);
    return pairDraw(key, ids[i], ids[j]) < chance;
  }

  /** Whether the tie of i and j ends: either side may let go. The product doesn't hang on the order of its factors. */
  function ends({ drop }: Compiled, arrays: Arrays, week: number, key: Key, i: number, j: number): boolean {
    const kept = Math.fround(
      Math.fround(1 - drop(arrays, week, i, j)) * Math.fround(1 - drop(arrays, week, j, i)),
    );
    return pairDraw(key, ids[i], ids[j]) >= kept;
  }

  /** Write the rows anew: old ties that go on, in their order, then the new one. */
  function rebuild(one: Compiled, arrays: Arrays, week: number, keyOf: KeyOf): void {
    const { network, streams } = one;
    const old = rowsOf(arrays, network.network);
    const key = wordsAt(keyOf(streams.drop), week, 0);
    const ended = new Uint8Array(old.starts[agents]);
    const next = new Uint32Array(old.starts[agents] + agents);
    let end = 0;
    for (let i = 0; i < agents; i++) {
      starts[i] = end;
      for (let t = old.starts[i]; t < old.starts[i + 1]; t++) {
        const j = old.ties[t];
        // The first of the two to be seen decides for both.
        if (i < j && ends(one, arrays, week, key, i, j)) {
          ended[t] = 1;
          ended[find(old, j, i)] = 1;
        }
        if (!ended[t]) next[end++] = j;
      }
      if (partner[i] >= 0) next[end++] = partner[i];
    }
    starts[agents] = end;
    old.ties.set(next.subarray(0, end));
    old.starts.set(starts);
    padded(old).fill(end, agents + 1);
  }

  /** Row starts with those of padding agents, who have no ties. */
  const padded = ({ starts: rows }: Rows) => new Uint32Array(rows.buffer, rows.byteOffset, layout.padded + 1);

  return {
    change(slot, week, keyOf) {
      if (compiled.length === 0) return;
      const arrays = arraysAt(slot, week);
      for (const one of compiled) {
        meet(one, arrays, week, keyOf);
        rebuild(one, arrays, week, keyOf);
      }
    },
    clear(slot) {
      const arrays = arraysAt(slot, -1);
      for (const { network } of compiled) padded(rowsOf(arrays, network.network)).fill(0);
    },
  };
}

interface Rows {
  starts: Uint32Array;
  ties: Uint32Array;
}

const rowsOf = (arrays: Arrays, network: number): Rows => ({
  starts: arrays.starts[network],
  ties: arrays.ties[network],
});

const degree = ({ starts }: Rows, i: number) => starts[i + 1] - starts[i];

/** Where j stands in the row of i; -1 when they are not tied. */
function find({ starts, ties }: Rows, i: number, j: number): number {
  for (let t = starts[i]; t < starts[i + 1]; t++) if (ties[t] === j) return t;
  return -1;
}

/** Uniform on [0, 1), the same for (i, j) and (j, i); the key already holds the week. */
function pairDraw(key: Key, idI: number, idJ: number): number {
  return uniformAt(key, Math.min(idI, idJ), Math.max(idI, idJ));
}

const IDS = 2 ** 26;
const WORDS = 2 ** 19;

/** By place, then by a keyed word, then by id: 8 + 19 + 26 bits, exact in a double; the order of storage doesn't show. */
const rankOf = (place: number, word: number, id: number) => (place * WORDS + (word >>> 13)) * IDS + id;
const idOf = (rank: number) => rank % IDS;
