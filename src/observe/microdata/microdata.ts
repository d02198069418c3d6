import type { Layout } from '../../engine/program/layout.ts';
import { tiesOf } from '../../engine/state/slot-rows.ts';
import type { Model } from '../../model/model.ts';
import type { Respondents } from '../../survey/sample.ts';
import { DID_NOT, DIGITS, digitOf, GAVE } from '../../survey/shares.ts';
import type { BatchedExtract } from '../survey/batched-extract.ts';
import { EXTRACTS_PER_WAVE, type WavePlan } from '../survey/waves.ts';
import { EXTRACTS_PER_TABLE, type MicrodataPlan } from './plan.ts';
import { roomOf } from './rows.ts';

export interface MicrodataWatch {
  model: Model;
  layout: Layout;
  memory: WebAssembly.Memory;
  /** Permanent ids by storage index. */
  ids: Uint32Array;
  waves: readonly WavePlan[];
  microdata: readonly MicrodataPlan[];
  /** Where the tables begin among the machine's extracts. */
  firstMicrodata: number;
}

export interface MicrodataObserver {
  /** The end of a week, once its waves are asked. */
  look(week: number, asked: ReadonlyMap<string, Respondents>): void;
  /** All rows (rows.ts), table by table. */
  report(): Float64Array;
}

/** Takes the rows of all tables while one run goes on in one slot. Rows are in the order of permanent ids, or of respondents. */
export function openMicrodata(watch: MicrodataWatch, slot: number, batch: BatchedExtract): MicrodataObserver {
  const { model, layout, memory, ids, waves, microdata, firstMicrodata } = watch;
  /** By table: its snapshots so far. */
  const taken = microdata.map((): Float64Array[] => []);

  /** Values of some agents into columns; `from`: the first of these columns. */
  function fill(k: number, week: number, agents: Uint32Array, values: readonly Float32Array[]): void {
    const extract = firstMicrodata + EXTRACTS_PER_TABLE * k + 1;
    if (microdata[k].extracts[1].outputs.length === 0) return;
    batch.these(extract, week, agents, (begin, answers) => {
      for (const [column, answer] of answers.entries()) values[column].set(answer, begin);
    });
  }

  /** 1 for those whose rows are written, by storage index. */
  function whose(k: number, week: number): Uint8Array {
    const flags = new Uint8Array(layout.agents);
    batch.all(firstMicrodata + EXTRACTS_PER_TABLE * k, week, (begin, [answer]) => flags.set(answer, begin));
    return flags;
  }

  function agentRows(k: number, week: number): Float64Array {
    const { table } = microdata[k];
    const agents = inOrder(whose(k, week), ids);
    const room = roomOf(table, agents.length);
    for (const [row, agent] of agents.entries()) room.ids[0][row] = ids[agent];
    fill(k, week, agents, room.values);
    return room.doubles;
  }

  function respondentRows(k: number, snapshot: number, week: number, { agents, kept }: Respondents) {
    const { table, extracts, answers } = microdata[k];
    const [flags] = batch.few(firstMicrodata + EXTRACTS_PER_TABLE * k, week, agents);
    const numbers = [...agents.keys()].filter(number => flags[number] !== 0);
    const chosen = Uint32Array.from(numbers, number => agents[number]);
    const room = roomOf(table, chosen.length);
    const own = extracts[1].outputs.length;
    for (const [row, number] of numbers.entries()) {
      // The number that a respondent has, and whether it was asked before, are one word: the last bit is the panel's.
      room.ids[0][row] = 2 * number + Number(number < kept);
      room.ids[1][row] = ids[chosen[row]];
    }
    fill(k, week, chosen, room.values);
    const wave = waves.findIndex(one => one.wave.id === table.snapshots[snapshot].of);
    const codes = batch.few(EXTRACTS_PER_WAVE * wave + 2, week, chosen);
    for (const [item, index] of answers[snapshot].entries()) {
      const column = room.values[own + item];
      for (let row = 0; row < column.length; row++) {
        const digit =
          index === undefined ? undefined : digitOf(codes[Math.floor(index / DIGITS)][row], index % DIGITS);
        column[row] = digit === GAVE ? 1 : digit === DID_NOT ? 0 : Number.NaN;
      }
    }
    return room.doubles;
  }

  function tieRows(k: number, name: string, week: number): Float64Array {
    const { table, extracts } = microdata[k];
    const network = model.networks.findIndex(one => one.name === name);
    const { starts, neighbours } = tiesOf(memory, layout, slot, network);
    const { directed, shape } = model.networks[network];
    const isOneWay = directed || shape === 'reverse';
    const flags = whose(k, week);
    const agents = inOrder(flags, ids);
    /** The other ends of somebody's ties that are written here: a tie is there once, at the end with the smaller id, or at the one that follows. */
    const othersOf = (agent: number) =>
      neighbours
        .subarray(starts[agent], starts[agent + 1])
        .filter(other => flags[other] !== 0 && (isOneWay || ids[other] > ids[agent]))
        .sort((a, b) => ids[a] - ids[b]);
    let rows = 0;
    for (const agent of agents)
      for (let at = starts[agent]; at < starts[agent + 1]; at++)
        rows += Number(flags[neighbours[at]] !== 0 && (isOneWay || ids[neighbours[at]] > ids[agent]));
    const room = roomOf(table, rows);
    const [ends, others] = [new Uint32Array(rows), new Uint32Array(rows)];
    let row = 0;
    for (const agent of agents)
      for (const other of othersOf(agent)) {
        [ends[row], others[row]] = [agent, other];
        room.ids[0][row] = ids[agent];
        room.ids[1][row++] = ids[other];
      }
    const own = extracts[1].outputs.length;
    fill(k, week, ends, room.values.slice(0, own));
    fill(k, week, others, room.values.slice(own));
    return room.doubles;
  }

  return {
    look(week, asked) {
      for (const [k, { table }] of microdata.entries())
        for (const [snapshot, { week: wanted, of }] of table.snapshots.entries()) {
          if (wanted !== week) continue;
          if (table.name === 'agents') taken[k][snapshot] = agentRows(k, week);
          else if (table.name === 'ties') taken[k][snapshot] = tieRows(k, of!, week);
          else taken[k][snapshot] = respondentRows(k, snapshot, week, asked.get(of!)!);
        }
    },
    report() {
      const all = taken.flat();
      const doubles = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const one of all) {
        doubles.set(one, at);
        at += one.length;
      }
      return doubles;
    },
  };
}

/** Of a flag by storage index: those for whom it is set, in the order of permanent ids. */
function inOrder(flags: Uint8Array, ids: Uint32Array): Uint32Array {
  const byId = new Uint32Array(ids.length);
  for (let agent = 0; agent < ids.length; agent++) byId[ids[agent]] = agent;
  return byId.filter(agent => flags[agent] !== 0);
}
