import type { Program, Tally } from '../../program/compiled-model.ts';
import { listsFunction } from '../emit/rules.ts';
import { copiesOf, fourAt, pairAt, rowsOf, sumRow } from '../emit/sum-rows.ts';
import type { CodegenContext } from '../plan/codegen-context.ts';
import { checked, forSome, type Work } from '../plan/plan.ts';
import { guardFor } from '../plan/scheduling.ts';
import { tallyDiagnosis, tallyFunction } from './observers.ts';

/** The tallies of a stretch: who counts in each is listed in one pass, before any of them. */
export interface Tallies {
  list: Work;
  count: readonly Work[];
  /** What each has counted. */
  sums: readonly Sums[];
}

export function openTallies(program: Program, bench: CodegenContext): Tallies {
  const { counted, counts } = bench.scratch;
  const some = [...program.tallies.keys()].filter(k => !isForAll(program.tallies[k]));
  const lists = some.map(k => ({
    guard: guardFor(program.tallies[k].base),
    target: counted[k],
    count: counts + 4 * k,
  }));
  const run = bench.lazy(() => listsFunction(bench.options, 'who counts', lists));
  return {
    list(base, week, begin, end) {
      if (lists.length) run(base, week, begin, end);
      return undefined;
    },
    count: program.tallies.map((_, k) => openTally(program, bench, k)),
    sums: program.tallies.map((tally, k) => openSums(tally, bench, bench.scratch.sums[k])),
  };
}

const isForAll = ({ base }: Tally) => base.op === 'constant' && base.value !== 0;

/** Of everybody, if most or all of them count, else of the list of those who do. */
function openTally(program: Program, bench: CodegenContext, k: number): Work {
  const tally = program.tallies[k];
  const { sums, counted, counts } = bench.scratch;
  const open = (list: number | undefined): Work => {
    const options = { ...bench.options, list };
    return checked(
      program,
      bench,
      () => tallyFunction(options, tally, sums[k]),
      () => tallyDiagnosis(options, tally.name, tally),
    );
  };
  if (isForAll(tally)) return open(undefined);
  const count = new Int32Array(bench.notes, counts + 4 * k, 1);
  return forSome({ list: counted[k], run: undefined, count }, open);
}

/** The sums of a tally in the scratch. */
interface Sums {
  clear(): void;
  /** Add them to [value x cell]. */
  addTo(all: Float64Array): void;
}

function openSums(tally: Tally, { notes }: CodegenContext, at: number): Sums {
  const { cells } = tally;
  const row = sumRow(tally);
  const width = row.bytes / 4;
  const words = new Int32Array(notes, at, copiesOf(tally) * rowsOf(tally) * width);
  const numbers = row.pairs.flatMap((pair, k) => pair.map((v, p) => ({ v, word: pairAt(k) / 4 + 2 * p })));
  const counts = row.fours.flatMap((four, k) => four.map((v, p) => ({ v, word: fourAt(row, k) / 4 + p })));
  return {
    clear: () => words.fill(0),
    addTo(all) {
      for (let from = 0, r = 0; from < words.length; from += width, r++) {
        const cell = r % rowsOf(tally);
        if (cell === cells) continue;
        for (const { v, word } of numbers)
          all[v * cells + cell] += words[from + word + 1] * 2 ** 32 + (words[from + word] >>> 0);
        for (const { v, word } of counts) all[v * cells + cell] += words[from + word] >>> 0;
      }
    },
  };
}
