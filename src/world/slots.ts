import { type Arrays, openArrays } from '../compile/javascript/arrays.ts';
import { type AgentValue, agentValue } from '../compile/javascript/one-agent.ts';
import type { Program } from '../compile/machine.ts';
import type { SlotNetwork } from '../model/model.ts';
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
  among: AgentValue;
  form: AgentValue;
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
    const [among, form, drop] = [network.among, network.form, network.drop].map(node =>
      agentValue(program, node),
    );
    return { network, among, form, drop, streams };
  });

  const partner = new Int32Array(agents);
  const starts = new Uint32Array(agents + 1);

  /** The state at the end of the week: own and published columns are the same buffers. */
  const arraysAt = (slot: number, week: number): Arrays => {
    const arrays = openArrays(program, buffer, slot, ((week + 1) & 1) as 0 | 1);
    return { ...arrays, before: arrays.own };
  };

  function meet(
    { network, among, form, streams }: Compiled,
    arrays: Arrays,
    week: number,
    keyOf: KeyOf,
  ): void {
    const rows = { starts: arrays.starts[network.network], ties: arrays.ties[network.network] };
    const place = arrays.own[network.at];
    const key = keyOf(streams.meet);
    const formKey = wordsAt(keyOf(streams.form), week, 0);
    partner.fill(-1);
    const byPlace = new Map<number, number[]>();
    for (let i = 0; i < agents; i++) {
      if (!among(arrays, week, i, i)) continue;
      const there = byPlace.get(place[i]);
      if (there) there.push(i);
      else byPlace.set(place[i], [i]);
    }
    for (const there of byPlace.values()) {
      const order = shuffle(there, ids, key, week);
      for (let k = 0; k + 1 < order.length; k += 2) {
        const [i, j] = [order[k], order[k + 1]];
        const free = degree(rows, i) < network.slots && degree(rows, j) < network.slots;
        if (!free || tied(rows, i, j)) continue;
        const chance = Math.fround(form(arrays, week, i, i) * form(arrays, week, j, j));
        if (pairDraw(formKey, ids[i], ids[j]) < chance) {
          partner[i] = j;
          partner[j] = i;
        }
      }
    }
  }

  /** Whether the tie of i and j ends: either side may let go. */
  function ends({ drop }: Compiled, arrays: Arrays, week: number, key: Key, i: number, j: number): boolean {
    // The product doesn't hang on the order of its factors.
    const kept = Math.fround(
      Math.fround(1 - drop(arrays, week, i, j)) * Math.fround(1 - drop(arrays, week, j, i)),
    );
    return pairDraw(key, ids[i], ids[j]) >= kept;
  }

  function rebuild(one: Compiled, arrays: Arrays, week: number, keyOf: KeyOf): void {
    const { network, streams } = one;
    const old = { starts: arrays.starts[network.network], ties: arrays.ties[network.network] };
    const key = wordsAt(keyOf(streams.drop), week, 0);
    const next = new Uint32Array(old.starts[agents] + agents);
    let end = 0;
    for (let i = 0; i < agents; i++) {
      starts[i] = end;
      for (let t = old.starts[i]; t < old.starts[i + 1]; t++) {
        const j = old.ties[t];
        if (!ends(one, arrays, week, key, i, j)) next[end++] = j;
      }
      if (partner[i] >= 0) next[end++] = partner[i];
    }
    starts[agents] = end;
    old.ties.set(next.subarray(0, end));
    old.starts.set(starts);
    padRows(slotOf(arrays, network.network), end);
  }

  /** Padding agents have no ties: their rows begin and end at the last one. */
  const slotOf = (arrays: Arrays, network: number) =>
    new Uint32Array(arrays.starts[network].buffer, arrays.starts[network].byteOffset, layout.padded + 1);
  const padRows = (rows: Uint32Array, end: number) => rows.fill(end, agents + 1);

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
      for (const { network } of compiled) slotOf(arrays, network.network).fill(0);
    },
  };
}

interface Rows {
  starts: Uint32Array;
  ties: Uint32Array;
}

const degree = ({ starts }: Rows, i: number) => starts[i + 1] - starts[i];

function tied({ starts, ties }: Rows, i: number, j: number): boolean {
  for (let t = starts[i]; t < starts[i + 1]; t++) if (ties[t] === j) return true;
  return false;
}

/** Uniform on [0, 1), the same for (i, j) and (j, i); the key already holds the week. */
function pairDraw(key: Key, idI: number, idJ: number): number {
  return uniformAt(key, Math.min(idI, idJ), Math.max(idI, idJ));
}

/** Agents in the order of a keyed word; ties of words are broken by id, so that the order of storage doesn't show. */
function shuffle(agents: readonly number[], ids: Uint32Array, key: Key, week: number): number[] {
  const byRank = Float64Array.from(agents, agent => {
    const word = wordsAt(key, ids[agent], week)[0] >>> 11;
    return word * 0x100000000 + ids[agent];
  }).sort();
  const storage = new Map(agents.map(agent => [ids[agent], agent]));
  return Array.from(byRank, rank => storage.get(rank % 0x100000000)!);
}
