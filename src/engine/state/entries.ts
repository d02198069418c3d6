import { type Clock, firstDay, inStepOf, isoDay } from '../../core/calendar.ts';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { seedKey, streamKey, uniformAt } from '../../core/random/streams.ts';
import { evaluate } from '../../language/evaluate.ts';
import { LIFE } from '../../language/life.ts';
import type { Household } from '../../model/households.ts';
import type { Model } from '../../model/model.ts';
import type { Births, Inflow } from '../../model/newcomers.ts';
import type { ChangingTies, Layout } from '../program/layout.ts';
import { leavesIn } from './answers.ts';
import { bufferOf, slotBase } from './memory.ts';
import { addTie, isFull, rowsAt } from './slot-rows.ts';

/**
 * Who comes in a run. Behind those who are there at the start, memory has room for others; whoever comes takes the next place, whose
 * permanent id nobody else has in that run, and keeps it when dead. One thread hands out the places, in the order of the table of
 * entrants and of parents' ids; their first values are computed by rules like any others, from the mark that is set here.
 */
export interface Entries {
  /** Begin a run: nobody has come, and the room is empty. */
  begin(slot: number, replicate: number): void;
  /** How many agents have come so far: those with the first indices of storage. */
  taken(slot: number): number;
  /** Mark those who come from outside in a week, before its first part. */
  enter(slot: number, week: number): void;
  /** No parent of a range has a child yet. */
  clear(births: Births, slot: number, range: readonly [begin: number, end: number]): void;
  /** Mark the children of those to whom a rule has happened. */
  bear(births: Births, slot: number, week: number): void;
  /** After the last week: everybody who was there or came is alive or dead, and nobody else is. */
  check(slot: number, week: number): void;
}

/** Persons of a row who have come by the end of a number of weeks, if the row lasts. */
function personsBy(inflow: Inflow, clock: Clock, weeks: number): number {
  return daysBy(inflow, clock, weeks) * inflow.personsPerDay;
}

function daysBy({ fromDay, toDay }: Inflow, clock: Clock, weeks: number): number {
  return Math.max(0, Math.min(firstDay(clock, weeks), toDay + 1) - fromDay);
}

/** The most persons who can be born, or enter by an expression, in a run. */
function capacityOf({ lives, parameters }: Model): number {
  const persons = lives?.capacity?.persons ?? 0;
  return typeof persons === 'number' ? persons : parameters.find(({ name }) => name === persons)!.value;
}

/** Agents for whom a run needs room besides those who begin it. */
export function roomFor(model: Model, weeks: number, personsPerAgent: number): number {
  const { lives } = model;
  if (!lives) return 0;
  const known = lives.inflows.filter(({ times }) => !times);
  const entrants = known.map(row => Math.floor(personsBy(row, model, weeks) / personsPerAgent) + 1);
  const children = Math.ceil(capacityOf(model) / personsPerAgent);
  return entrants.reduce((sum, agents) => sum + agents, children);
}

export function openEntries(
  model: Model,
  layout: Layout,
  memory: WebAssembly.Memory,
  given: { personsPerAgent: number; seed: string },
): Entries | undefined {
  const { lives, household } = model;
  if (!lives) return undefined;
  const { personsPerAgent } = given;
  const seed = seedKey(given.seed);
  const buffer = bufferOf(memory);
  const ids = new Uint32Array(buffer, layout.ids, layout.agents);
  /** By slot: where each row of the table begins to count. */
  const offsetsOf = new Map<number, Float64Array>();
  /** By slot: agents of each row so far, of rows whose number is an expression. */
  const sumsOf = new Map<number, Float64Array>();
  /** In the memory of the run, because all threads look. */
  const takenIn = (slot: number) => new Uint32Array(buffer, slotBase(layout, slot) + layout.taken, 1);
  const life = layout.columns[lives.column];
  const buffersOf = (column: number) => [...new Set(layout.columns[column].buffers)];

  /** Put a value into all buffers of a column: rules read one or the other before they write. */
  function put(slot: number, column: number, at: number, bytes: Uint8Array): void {
    const { width } = layout.columns[column];
    for (const begin of buffersOf(column))
      new Uint8Array(buffer, slotBase(layout, slot) + begin + at * width, width).set(bytes);
  }

  /** Agents of a row before and after a week, by what the run has published and the week's fields; below 0 nobody comes. */
  function addUp(slot: number, row: number, inflow: Inflow, week: number): [before: number, now: number] {
    const sums = sumsOf.get(slot)!;
    const before = sums[row];
    const days = daysBy(inflow, model, week + 1) - daysBy(inflow, model, week);
    if (days > 0) {
      const times = evaluate(inflow.times!, { ...leavesIn(memory, layout, slot), week });
      if (!Number.isFinite(times))
        throwDiagnostic({
          kind: 'failed',
          message: `the number of entrants is none ${inStepOf(isoDay(firstDay(model, week)), model.step)}`,
          at: inflow.at,
          found: String(times),
          expected: 'a finite number',
        });
      sums[row] += (Math.max(0, times) * inflow.personsPerDay * days) / personsPerAgent;
    }
    return [before, sums[row]];
  }

  function take(slot: number, mark: number): number {
    const taken = takenIn(slot);
    const at = taken[0];
    if (at === layout.agents)
      throwDiagnostic({
        kind: 'failed',
        message: `there is no room for another ${mark === LIFE.newborn ? 'child' : 'entrant'}`,
        at: lives!.capacity?.at,
        found: `\`capacity\` is ${capacityOf(model)} persons`,
        hint: 'raise `capacity` in model.yaml: the most persons who can be born, or enter by an expression, in a run',
      });
    put(slot, lives!.column, at, Uint8Array.of(mark));
    taken[0] = at + 1;
    return at;
  }

  /** Tie a child to its parent and all others of the household; behind all of them it may become head. */
  function join(
    slot: number,
    { name, network, rank }: Household,
    parent: number,
    child: number,
    at: Births['at'],
  ): void {
    const rows = rowsAt(memory, layout, slot, layout.networks[network] as ChangingTies);
    const first = parent * rows.room;
    const all = [parent, ...rows.ties.subarray(first, first + rows.counts[parent])];
    if (all.length > rows.room)
      throwDiagnostic({
        kind: 'failed',
        message: `there is no room for another child in the household of agent ${ids[parent]}`,
        at,
        found: `${all.length} living members`,
        hint: `raise \`most\` of \`${name}\` in networks.yaml`,
      });
    for (const member of all) {
      addTie(rows, member, child);
      addTie(rows, child, member);
    }
    if (rank === undefined) return;
    const ranks = new Uint16Array(
      buffer,
      slotBase(layout, slot) + layout.columns[rank].buffers[0],
      layout.agents,
    );
    const last = all.reduce((most, member) => Math.max(most, ranks[member]), 0);
    put(slot, rank, child, bytesOf(layout.columns[rank], last + 1));
  }

  const numberOf = (slot: number, { number }: Births) =>
    new Uint16Array(buffer, slotBase(layout, slot) + layout.columns[number].buffers[0], layout.agents);

  return {
    begin(slot, replicate) {
      const base = slotBase(layout, slot);
      for (const { common, buffers, width } of layout.columns)
        for (const at of common ? [] : buffers)
          new Uint8Array(
            buffer,
            base + at + layout.starting * width,
            (layout.padded - layout.starting) * width,
          ).fill(0);
      for (const at of life.buffers) new Uint8Array(buffer, base + at, layout.starting).fill(LIFE.alive);
      const key = streamKey(seed, replicate, 'entrants');
      const offsets = Float64Array.from(lives.inflows, (_, row) => uniformAt(key, row, 0));
      offsetsOf.set(slot, offsets);
      sumsOf.set(slot, new Float64Array(lives.inflows.length));
      takenIn(slot)[0] = layout.starting;
    },
    taken: slot => takenIn(slot)[0],
    enter(slot, week) {
      const offsets = offsetsOf.get(slot)!;
      for (const [row, inflow] of lives.inflows.entries()) {
        const wholeOf = (agents: number) => Math.floor(agents + offsets[row]);
        const [before, now] = inflow.times
          ? addUp(slot, row, inflow, week)
          : [week, week + 1].map(weeks => personsBy(inflow, model, weeks) / personsPerAgent);
        for (let more = wholeOf(now) - wholeOf(before); more > 0; more--) {
          const at = take(slot, LIFE.entering);
          for (const { column, stored } of inflow.values)
            put(slot, column, at, bytesOf(layout.columns[column], stored));
        }
      }
    },
    clear: (births, slot, [begin, end]) => void numberOf(slot, births).fill(0, begin, end),
    bear(births, slot, week) {
      const base = slotBase(layout, slot);
      const number = numberOf(slot, births).subarray(0, takenIn(slot)[0]);
      const parents: number[] = [];
      for (let i = 0; i < number.length; i++) if (number[i]) parents.push(i);
      parents.sort((a, b) => ids[a] - ids[b]);
      const inherited = births.inherit.map(column => {
        const { width, buffers } = layout.columns[column];
        return { column, width, own: base + buffers[(week + 1) & 1] };
      });
      const networks = births.networks.map(k =>
        rowsAt(memory, layout, slot, layout.networks[k] as ChangingTies),
      );
      for (const parent of parents)
        for (let child = 0; child < number[parent]; child++) {
          const at = take(slot, LIFE.newborn);
          for (const { column, width, own } of inherited)
            put(slot, column, at, new Uint8Array(buffer, own + parent * width, width));
          if (household) join(slot, household, parent, at, births.at);
          for (const rows of networks) {
            if (isFull(rows, parent)) continue;
            addTie(rows, parent, at);
            addTie(rows, at, parent);
          }
        }
    },
    check(slot, week) {
      const codes = new Uint8Array(
        buffer,
        slotBase(layout, slot) + life.buffers[(week + 1) & 1],
        layout.agents,
      );
      const [taken] = takenIn(slot);
      const isThere = (code: number) => code === LIFE.alive || code === LIFE.dead;
      const lost = codes.findIndex((code, at) => (at < taken ? !isThere(code) : code !== LIFE.absent));
      if (lost >= 0)
        throw new Error(`agent ${ids[lost]} is neither alive nor dead at the end of week ${week}`);
    },
  };
}

/** A stored value as bytes. */
function bytesOf({ float, width }: Layout['columns'][number], stored: number): Uint8Array {
  const Kind = float ? Float32Array : width === 2 ? Uint16Array : Uint8Array;
  return new Uint8Array(Kind.of(stored).buffer);
}
