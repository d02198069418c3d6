import { exp } from '../arithmetic/exponential.ts';
import { numbers } from '../arithmetic/operations.ts';
import { BLOCK, type ColumnPlace, type Layout } from '../layout/layout.ts';
import { extractSource, PARAMETERS, ruleSource, tallySource } from './javascript/functions.ts';
import type { Failure, Machine, Memory, Program } from './machine.ts';

/** Agents handled by all rules before the next ones come: their columns stay in the processor's cache. */
const STRETCH = 8 * BLOCK;

type Column = Uint8Array | Uint16Array | Float32Array;

/** The arrays a function sees: those of one slot, `own` the buffers of this week, `before` the published ones. */
interface Arrays {
  ids: Uint32Array;
  scalars: Float32Array;
  keys: Int32Array;
  tables: Float32Array[];
  starts: Uint32Array[];
  ties: Uint32Array[];
  own: Column[];
  before: Column[];
}

type Body = (
  arrays: Arrays,
  week: number,
  begin: number,
  end: number,
  ...rest: unknown[]
) => Failure | undefined;

/** The executable reference: a program as JavaScript functions, f32 rounding at every operation. */
export function javascript(program: Program, memory: Memory): Machine {
  const buffer = memory instanceof SharedArrayBuffer ? memory : (memory.buffer as SharedArrayBuffer);
  const { model, layout } = program;
  const initial = model.initial.map(rule => body(ruleSource(program, rule)));
  const plan = model.plan.map(rule => body(ruleSource(program, rule)));
  const tallies = program.tallies.map(tally => body(tallySource(program, tally), 'sums'));
  const extracts = program.extracts.map(extract => body(extractSource(program, extract), 'outputs'));
  const carried = layout.columns.flatMap((column, k) => (column.published && !column.common ? [k] : []));

  const opened = new Map<number, [Arrays, Arrays]>();
  /** Arrays of a slot as seen at the end of, or during, a week; -1 is the moment before the first. */
  const arraysOf = (slot: number, week: number): Arrays => {
    let pair = opened.get(slot);
    if (!pair) {
      pair = [openArrays(program, buffer, slot, 0), openArrays(program, buffer, slot, 1)];
      opened.set(slot, pair);
    }
    return pair[(week + 1) & 1];
  };

  return {
    initialise(slot, begin, end) {
      const arrays = arraysOf(slot, -1);
      for (const run of initial) {
        const failure = run(arrays, 0, begin, end);
        if (failure) return failure;
      }
      for (const k of carried) arrays.before[k].set(arrays.own[k].subarray(begin, end), begin);
      return undefined;
    },
    step(slot, week, begin, end) {
      const arrays = arraysOf(slot, week);
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        for (const k of carried) arrays.own[k].set(arrays.before[k].subarray(from, to), from);
        for (const run of plan) {
          const failure = run(arrays, week, from, to);
          if (failure) return failure;
        }
      }
      return undefined;
    },
    tally: (slot, k, week, begin, end, sums) => tallies[k](arraysOf(slot, week), week, begin, end, sums),
    extract: (slot, k, week, begin, end, outputs) =>
      extracts[k](arraysOf(slot, week), week, begin, end, outputs),
  };
}

/** The JavaScript text of a rule, for `check --explain`. */
export function explainJavascript(program: Program, ruleId: string): string {
  const rule = program.model.plan.find(({ id }) => id === ruleId);
  return rule ? ruleSource(program, rule) : '';
}

const single = new Float32Array(1);
const word = new Int32Array(single.buffer);
const MOST_CANDIDATES = 256;
const HELPERS = {
  fround: Math.fround,
  abs: Math.abs,
  sqrt: Math.sqrt,
  imul: Math.imul,
  saturate: numbers.trunc,
  single,
  word,
  allowed: new Uint8Array(MOST_CANDIDATES),
  utilities: new Float32Array(MOST_CANDIDATES),
  decide,
  failed: (where: string, column: string, agent: number, week: number, found: number): Failure => ({
    where,
    column,
    agent,
    week,
    found,
  }),
};

function body(source: string, ...extra: string[]): Body {
  const names = Object.keys(HELPERS);
  const text = `return function (${[...PARAMETERS, ...extra].join(', ')}) {\n${source}\n}`;
  return new Function(...names, text)(...Object.values(HELPERS)) as Body;
}

/** One of the allowed candidates with chance proportional to exp(u - max u), cumulated in order; -1 without any. */
function decide(
  count: number,
  allowed: Uint8Array,
  utilities: Float32Array,
  uniform: number,
  equal: boolean,
): number {
  let most = Number.NaN;
  let last = -1;
  for (let k = 0; k < count; k++) {
    if (!allowed[k]) continue;
    most = last < 0 ? utilities[k] : numbers.max(most, utilities[k]);
    last = k;
  }
  if (last < 0) return -1;
  let total = 0;
  for (let k = 0; k < count; k++) {
    if (!allowed[k]) continue;
    utilities[k] = equal ? 1 : exp(numbers, Math.fround(utilities[k] - most));
    total = Math.fround(total + utilities[k]);
  }
  const threshold = Math.fround(uniform * total);
  let sum = 0;
  for (let k = 0; k < last; k++) {
    if (!allowed[k]) continue;
    sum = Math.fround(sum + utilities[k]);
    if (sum > threshold) return k;
  }
  return last;
}

function openArrays(
  { model, layout }: Program,
  buffer: SharedArrayBuffer,
  slot: number,
  parity: 0 | 1,
): Arrays {
  const base = layout.slotBase + slot * layout.slotBytes;
  const scalars = model.parameters.length + model.fields.filter(field => !field.byPlace).length;
  return {
    ids: new Uint32Array(buffer, layout.ids, layout.agents),
    scalars: new Float32Array(buffer, base + layout.scalars, scalars),
    keys: new Int32Array(buffer, base + layout.keys, model.streams.length * 2),
    tables: model.tables.map((table, k) => new Float32Array(buffer, base + layout.tables[k], table.size)),
    starts: layout.networks.map(({ starts }) => new Uint32Array(buffer, starts, layout.agents + 1)),
    ties: layout.networks.map(({ neighbours, ties }) => new Uint32Array(buffer, neighbours, ties)),
    own: layout.columns.map(column => openColumn(layout, column, buffer, base, parity)),
    before: layout.columns.map(column => openColumn(layout, column, buffer, base, parity === 0 ? 1 : 0)),
  };
}

function openColumn(
  { agents }: Layout,
  column: ColumnPlace,
  buffer: SharedArrayBuffer,
  base: number,
  which: 0 | 1,
): Column {
  const at = (column.common ? 0 : base) + column.buffers[which];
  if (column.float) return new Float32Array(buffer, at, agents);
  return column.width === 1 ? new Uint8Array(buffer, at, agents) : new Uint16Array(buffer, at, agents);
}
