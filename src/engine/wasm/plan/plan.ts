import type { Node } from '../../../language/graph.ts';
import type { Failure, Program } from '../../program/compiled-model.ts';
import type { KernelOptions } from '../emit/kernel.ts';
import { listFunction, ruleDiagnosis, ruleFunction } from '../emit/rules.ts';
import type { Routine } from '../encode/encoder.ts';
import type { CodegenContext, Run } from './codegen-context.ts';
import { type CheckPlace, readFailure } from './failures.ts';
import { screenFor } from './interval-analysis.ts';
import { groupedParts, readBy, type Stage, type StageGroup, writtenBy } from './scheduling.ts';

/** Does something for agents [begin, end) of one stretch. */
export type Work = (base: number, week: number, begin: number, end: number) => Failure | undefined;

/** Where a group of rules concerns more than this share of a stretch, it is done for everybody. */
const MANY = 0.6;

/**
 * The plan of a week, part by part, for a stretch; before the first part the columns in `carried` must have been copied from
 * last week's buffer.
 */
export function openPlan(
  program: Program,
  bench: CodegenContext,
): { parts: readonly Work[]; carried: readonly number[] } {
  const { model, layout } = program;
  const parts = groupedParts(model);
  const groups = parts.flat();
  let censuses = 0;
  const steps = groups.flatMap(({ steps }) => steps);

  // A published column whose first writer handles all agents is read from the old buffer and written to the new one; the
  // others are copied before the plan.
  const firstWriter = new Map<number, number>();
  for (const [k, { rules }] of steps.entries()) {
    for (const column of rules.flatMap(writtenBy)) if (!firstWriter.has(column)) firstWriter.set(column, k);
  }
  const forAll = new Set(
    groups.flatMap(({ terms, steps }) => (terms.length ? [] : steps.filter(step => !step.guard))),
  );
  const published = [...firstWriter].filter(([column]) => layout.columns[column].published);
  const carried = published.filter(([, k]) => !forAll.has(steps[k])).map(([column]) => column);
  const renewed = published.filter(([, k]) => forAll.has(steps[k]));

  const unwrittenAt = (step: Stage) => {
    const k = steps.indexOf(step);
    return new Set(renewed.filter(([, first]) => k <= first).map(([column]) => column));
  };
  const lists = new Map<string, { census: Census; reads: readonly number[] }>();
  const workOf = (group: StageGroup): Work => {
    const { terms } = group;
    const writtenIn = (steps: readonly Stage[]) => steps.flatMap(({ rules }) => rules.flatMap(writtenBy));
    /** Terms that all who are listed still meet when a step begins. */
    const metAt = (k: number) => {
      const written = writtenIn(group.steps.slice(0, k));
      return terms.filter(term => !readBy([term]).some(column => written.includes(column)));
    };
    const open = (list: number | undefined) =>
      inTurn(
        group.steps.map((step, k) => {
          const options = { ...bench.options, list, unwritten: unwrittenAt(step) };
          return openStep(program, bench, step, options, list === undefined ? [] : metAt(k));
        }),
      );
    const written = writtenIn(group.steps);
    const work = terms.length ? forSome(censusOf(terms, unwrittenAt(group.steps[0])), open) : open(undefined);
    for (const [key, { reads }] of lists)
      if (reads.some(column => written.includes(column))) lists.delete(key);
    return work;
  };
  const works = parts.map(part => {
    lists.clear();
    return inTurn(part.map(workOf));
  });
  return { parts: works, carried };

  /** Lists who meets the terms, unless that was done before in this stretch and nothing has changed it since. */
  function censusOf(terms: readonly Node[], unwritten: ReadonlySet<number>): Census {
    const key = terms
      .map(({ id }) => id)
      .sort()
      .join();
    const known = lists.get(key);
    if (known) return { ...known.census, run: undefined };
    const list = bench.scratch.concerned[censuses++];
    const run = bench.lazy(() => listFunction({ ...bench.options, unwritten }, 'concerned', [terms], list));
    const census = { list, run, count: new Int32Array(1) };
    lists.set(key, { census, reads: readBy(terms) });
    return census;
  }
}

/** A list of agents in the scratch, what fills it (nothing, where it is there already), and how many the stretch has. */
export interface Census {
  list: number;
  run: Run | undefined;
  count: Int32Array;
}

/** Whom rules concern is looked at first: nobody, some (they are listed), or enough to do it for everybody. */
export function forSome({ list, run, count }: Census, open: (list: number | undefined) => Work): Work {
  const [everybody, some] = [open(undefined), open(list)];
  return (base, week, begin, end) => {
    if (run) count[0] = run(base, week, begin, end);
    if (!count[0]) return undefined;
    return count[0] > MANY * (end - begin)
      ? everybody(base, week, begin, end)
      : some(base, week, 0, count[0]);
  };
}

/**
 * The agents to whom a step happens come as a range, or as the list of its options; those who choose are listed again.
 * @param met conditions that they all meet
 */
export function openStep(
  program: Program,
  bench: CodegenContext,
  { rules, guard }: Stage,
  options: KernelOptions,
  met: readonly Node[] = [],
): Work {
  const name = rules.map(({ id }) => id).join(' ');
  const { screened, choosing } = bench.scratch;
  const screen = guard && screenFor(program.model.graph, guard);
  const preview = screen && bench.lazy(() => listFunction(options, `screen of ${name}`, screen, screened));
  const looked = screen ? { ...options, list: screened } : options;
  const list = guard && bench.lazy(() => listFunction(looked, `guard of ${name}`, guard, choosing));
  const own = guard ? { ...options, list: choosing } : options;
  const [one, ...others] = guard ?? [[]];
  const known = [...met, ...one.filter(term => others.every(all => all.includes(term)))];
  const work = checked(
    program,
    bench,
    () => ruleFunction(own, name, rules, known),
    () => ruleDiagnosis(own, name, rules),
  );
  if (!list) return work;
  const narrow: Run = preview
    ? (base, week, begin, end) => {
        const count = preview(base, week, begin, end);
        return count && list(base, week, 0, count);
      }
    : list;
  return (base, week, begin, end) => work(base, week, 0, narrow(base, week, begin, end));
}

/** A function that stops where something fails, and its diagnosis. */
export function checked(
  { layout }: Program,
  bench: CodegenContext,
  make: () => readonly Routine[],
  diagnosis: () => Diagnosis,
): Work {
  const run = bench.lazy(make);
  return (base, week, begin, end) => {
    const stopped = begin < end && run(base, week, begin, end);
    if (!stopped) return undefined;
    // Go through the same agents again, from where the function stopped, to find out who failed and how.
    const { routine, places } = diagnosis();
    bench.now(routine)(base, week, stopped & ~1, end);
    const ids = new Uint32Array(bench.memory.buffer, layout.ids, layout.agents);
    const failure = readFailure(bench.notes, places, ids, week);
    if (!failure) throw new Error('a function stopped where its diagnosis finds nothing wrong');
    return failure;
  };
}

interface Diagnosis {
  routine: Routine;
  places: readonly CheckPlace[];
}

/** One work after the other, until something fails. */
export function inTurn(works: readonly Work[]): Work {
  return (base, week, begin, end) => {
    for (const work of works) {
      const failure = work(base, week, begin, end);
      if (failure) return failure;
    }
    return undefined;
  };
}
