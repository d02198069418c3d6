import type { CompiledModel, Failure, Memory, Program } from '../program/compiled-model.ts';
import { STRETCH } from '../program/layout.ts';
import { openTies, openWeights } from './emit/pairs.ts';
import type { Routine } from './encode/encoder.ts';
import { openExtracts } from './observe/extracts.ts';
import { openTallies } from './observe/tallies.ts';
import { openCodegenContext } from './plan/codegen-context.ts';
import { inTurn, openPlan, openStep, type Work } from './plan/plan.ts';
import { stepsOf } from './plan/scheduling.ts';

export { explainWasm } from './explain.ts';

/** The SIMD backend: a program as WebAssembly that handles four agents at once. How it sums over ties changes no bit. */
export function wasm(program: Program, memory: Memory, ties: 'auto' | 'scalar' = 'auto'): CompiledModel {
  const { model, layout } = program;
  const bench = openCodegenContext(program, memory, ties);
  const { options } = bench;
  const plan = openPlan(program, bench);
  const initial = stepsOf(model.initial).map(({ rules }) =>
    openStep(program, bench, { rules, guard: undefined }, { ...options, parity: 'first' }),
  );
  const tallies = openTallies(program, bench);
  const copy = bench.lazy(() => [COPY]);
  const published = [...layout.columns.keys()].filter(
    k => layout.columns[k].published && !layout.columns[k].common,
  );
  const baseOf = (slot: number) => layout.slotBase + slot * layout.slotBytes;

  /** Copy agents of published columns from one buffer to the other. */
  function carry(columns: readonly number[], base: number, begin: number, end: number, from: 0 | 1): void {
    for (const k of columns) {
      const { buffers, width } = layout.columns[k];
      const at = base + begin * width;
      copy(at + buffers[1 - from], at + buffers[from], (end - begin) * width, 0);
    }
  }

  const weights = [...bench.scratch.weights.values()].map(({ heads, rows, lasting }) => ({
    lasting,
    known: new Int32Array(bench.notes, heads, rows),
  }));
  /** The run whose weights are kept; undefined after first values. */
  let weighed: number | undefined;
  /** Weights are those of one run, and most of one week: the tables that they are made of may be others at the next call. */
  function forgetWeights(slot: number): void {
    for (const { known, lasting } of weights) if (!lasting || slot !== weighed) known.fill(0);
    weighed = slot;
  }

  const live = plan.parts.map((work, part): Work => {
    if (part > 0) return work;
    return (base, week, begin, end) => {
      carry(plan.carried, base, begin, end, (week & 1) as 0 | 1);
      return work(base, week, begin, end);
    };
  });

  /** All of some works for a stretch before the next stretch comes. */
  function overStretches(
    slot: number,
    week: number,
    begin: number,
    end: number,
    works: readonly Work[],
  ): Failure | undefined {
    for (let from = begin; from < end; from += STRETCH)
      for (const work of works) {
        const failure = work(baseOf(slot), week, from, Math.min(end, from + STRETCH));
        if (failure) return failure;
      }
    return undefined;
  }

  return {
    initialise(slot, begin, end) {
      // First values may have other tables than a week; so the first week forgets these, too.
      weighed = undefined;
      for (const { known } of weights) known.fill(0);
      for (const work of initial) {
        const failure = begin < end && work(baseOf(slot), 0, begin, end);
        if (failure) return failure;
      }
      carry(published, baseOf(slot), begin, end, 0);
      return undefined;
    },
    step(slot, week, begin, end, part = 0) {
      forgetWeights(slot);
      return overStretches(slot, week, begin, end, [live[part]]);
    },
    stepAndTally(slot, week, begin, end, sums, onPhase, part = 0) {
      forgetWeights(slot);
      const counts = tallies.sums.slice(0, sums.length);
      for (const count of counts) count.clear();
      const works = sums.length
        ? [live[part], tallies.list, ...tallies.count.slice(0, sums.length)]
        : [live[part]];
      const failure = overStretches(slot, week, begin, end, onPhase ? timed(works, onPhase) : works);
      for (const [k, count] of counts.entries()) count.addTo(sums[k]);
      onPhase?.('tallies');
      return failure;
    },
    tally(slot, k, week, begin, end, sums) {
      tallies.sums[k].clear();
      const failure = overStretches(slot, week, begin, end, [tallies.list, tallies.count[k]]);
      tallies.sums[k].addTo(sums);
      return failure;
    },
    ...openExtracts(program, bench),
    ties: model.slotNetworks.map(network => openTies(layout, bench, network)),
    weights: model.weightChanges.map(change => openWeights(layout, bench, change)),
  };
}

/** A week's works, the plan first, that tell when a stretch has come through the plan, and when it is counted. */
function timed([live, ...counts]: readonly Work[], onPhase: (part: 'rules' | 'tallies') => void): Work[] {
  const telling =
    (part: 'rules' | 'tallies', works: readonly Work[]): Work =>
    (base, week, begin, end) => {
      const failure = inTurn(works)(base, week, begin, end);
      onPhase(part);
      return failure;
    };
  return [telling('rules', [live]), telling('tallies', counts)];
}

/** copy(to, from, bytes) in the shared memory. */
const COPY: Routine = {
  name: 'copy',
  parameters: ['i32', 'i32', 'i32', 'i32'],
  results: ['i32'],
  locals: [],
  names: ['to', 'from', 'bytes', 'unused'],
  body: [
    ['local.get', 0],
    ['local.get', 1],
    ['local.get', 2],
    ['memory.copy', 0, 0],
    ['i32.const', 0],
  ],
};
