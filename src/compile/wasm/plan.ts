import type { Failure, Program } from '../machine.ts';
import type { Routine } from './encoder.ts';
import { type CheckPlace, readFailure } from './failures.ts';
import type { KernelOptions } from './kernel.ts';
import { listFunction, ruleDiagnosis, ruleFunction } from './rules.ts';
import { type Group, groupsOf, type Step, writtenBy } from './stages.ts';
import type { Workbench } from './workbench.ts';

/** Does something for agents [begin, end) of one stretch. */
export type Work = (base: number, week: number, begin: number, end: number) => Failure | undefined;

/** Where a group of rules concerns more than this share of a stretch, it is done for everybody. */
const MANY = 0.6;

/** The plan of a week for a stretch; the columns in `carried` must have been copied from last week's buffer. */
export function openPlan(program: Program, bench: Workbench): { work: Work; carried: readonly number[] } {
  const { model, layout } = program;
  const groups = groupsOf(model.plan);
  const steps = groups.flatMap(({ steps }) => steps);

  // A published column whose first writer handles all agents is read from the old buffer and written to the new one; the
  // others are copied before the plan.
  const firstWriter = new Map<number, number>();
  for (const [k, { rules }] of steps.entries()) {
    for (const column of rules.flatMap(writtenBy)) if (!firstWriter.has(column)) firstWriter.set(column, k);
  }
  const forAll = new Set(groups.flatMap(({ terms, steps }) => (terms.length ? [] : steps.filter(step => !step.guard))));
  const published = [...firstWriter].filter(([column]) => layout.columns[column].published);
  const carried = published.filter(([, k]) => !forAll.has(steps[k])).map(([column]) => column);
  const renewed = published.filter(([, k]) => forAll.has(steps[k]));

  const works = groups.map(group =>
    openGroup(program, bench, group, step => {
      const k = steps.indexOf(step);
      return new Set(renewed.filter(([, first]) => k <= first).map(([column]) => column));
    }),
  );
  return { work: inTurn(works), carried };
}

/** Whom a group concerns is looked at first: nobody, some (they are listed), or so many that it is done for everybody. */
function openGroup(
  program: Program,
  bench: Workbench,
  { terms, steps }: Group,
  unwrittenAt: (step: Step) => ReadonlySet<number>,
): Work {
  const { concerned } = bench.scratch;
  const open = (list: number | undefined) =>
    inTurn(steps.map(step => openStep(program, bench, step, { ...bench.options, list, unwritten: unwrittenAt(step) })));
  const everybody = open(undefined);
  if (!terms.length) return everybody;
  const some = open(concerned);
  const options = { ...bench.options, unwritten: unwrittenAt(steps[0]) };
  const list = bench.lazy(() => listFunction(options, program.model, 'concerned', [terms], concerned));
  return (base, week, begin, end) => {
    const count = list(base, week, begin, end);
    if (!count) return undefined;
    return count > MANY * (end - begin) ? everybody(base, week, begin, end) : some(base, week, 0, count);
  };
}

/** The agents to whom a step happens come as a range, or as the list of its options; those who choose are listed anew. */
export function openStep({ model, layout }: Program, bench: Workbench, { rules, guard }: Step, options: KernelOptions): Work {
  const name = rules.map(({ id }) => id).join(' ');
  const { choosing } = bench.scratch;
  const list = guard && bench.lazy(() => listFunction(options, model, `guard of ${name}`, guard, choosing));
  const own = guard ? { ...options, list: choosing } : options;
  const run = bench.lazy(() => ruleFunction(own, model, name, rules));
  const diagnosis = () => ruleDiagnosis(own, model, name, rules);
  const ids = () => new Uint32Array(bench.memory.buffer, layout.ids, layout.agents);
  return (base, week, begin, end) => {
    const [first, last] = list ? [0, list(base, week, begin, end)] : [begin, end];
    const stopped = first < last && run(base, week, first, last);
    return stopped ? diagnose(bench, diagnosis(), ids(), base, week, stopped, last) : undefined;
  };
}

/** Go through the same agents again, from where the function stopped, to find out who failed and how. */
export function diagnose(
  bench: Workbench,
  { routine, places }: { routine: Routine; places: readonly CheckPlace[] },
  ids: Uint32Array,
  base: number,
  week: number,
  stopped: number,
  end: number,
): Failure | undefined {
  bench.now(routine)(base, week, stopped & ~1, end);
  return readFailure(bench.notes, places, ids, week);
}

function inTurn(works: readonly Work[]): Work {
  return (base, week, begin, end) => {
    for (const work of works) {
      const failure = work(base, week, begin, end);
      if (failure) return failure;
    }
    return undefined;
  };
}
