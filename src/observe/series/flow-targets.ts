import { isoDay, momentOf, stepsIn } from '../../core/calendar.ts';
import { type Diagnostic, DiagnosticError } from '../../core/diagnostics.ts';
import { LIFE_EVENTS, type LifeEvent } from '../../language/life.ts';
import { type Expression, parse } from '../../language/parse.ts';
import type { Model } from '../../model/model.ts';
import { type FlowFigure, isStock, type Study } from '../../survey/study.ts';
import { countryProblems, measureProblems } from './flow-measures.ts';
import { type CountedFlow, countedFlow, type FlowTerm } from './flow-terms.ts';
import { lastingMoves, type Paths } from './moves.ts';
import { eachFlow, type SparseFlows } from './sparse-flows.ts';

/**
 * Operators of flows.csv: `moves(from, to)`, `moves_lasting(from, to, weeks)`, `count(metric)`, `stock(place)`, added or
 * subtracted. A stock is a level at the end of its day; all other measures count over a window of days, in which a week
 * counts by the days it shares with the window, divided by 7, and a count of persons by how much it grew. A stock may be a share
 * of others: `stock(place) / count(metric)`.
 */
export interface FlowTarget {
  figure: FlowFigure;
  /** Metrics whose levels are needed, also those before the first week. */
  levels: readonly string[];
  /**
   * Persons, or a share; NaN where the run doesn't reach it: the window lies before the model (one that begins before is cut), or the run
   * ends before the window or before it is seen who stays.
   */
  read(seen: Seen): number;
}

/** What a run has seen, in persons. */
export interface Seen {
  weeks: number;
  /** By place: who is there before the first week. */
  begun: Float64Array;
  flows: SparseFlows;
  /** [week x (entered, born, died) x place], of a model that has them. */
  vitals?: Float64Array | undefined;
  paths: Paths;
  personsPerAgent: number;
  /** A metric of everybody at the end of a week; week -1: before the first. */
  metric(name: string, week: number): number;
}

/** Weeks after its window for which a figure watches who stays: those of its longest `moves_lasting`. */
export function weeksWatched({ operator }: FlowFigure): number {
  const longest = (expression: Expression): number => {
    if (expression.kind === 'binary') return Math.max(longest(expression.left), longest(expression.right));
    const weeks = expression.kind === 'call' && expression.name === 'moves_lasting' && expression.args[2];
    return weeks && weeks.kind === 'number' ? weeks.value : 0;
  };
  return operator ? longest(parse(operator)) : 0;
}

/** Whether a window lies before the model. A stock on the eve of the first week is that of the people as they begin. */
export function isBefore({ measure, endDay }: FlowFigure, startDay: number): boolean {
  return endDay < (isStock(measure) ? startDay - 1 : startDay);
}

/**
 * What of a window the runs don't reach, in words; empty where they reach all of it.
 * @param startDay Monday of the model's first week
 * @param none whether no run gave a value
 */
export function unreachedPart(figure: FlowFigure, startDay: number, none: boolean): string {
  const { measure, operator, startDay: from } = figure;
  const start = isoDay(startDay);
  if (!operator) return 'no operator';
  if (isBefore(figure, startDay)) return `not reached: the model begins on ${start}`;
  if (none) return 'not reached: the run ends before';
  return !isStock(measure) && from < startDay ? `the window is cut at the model's start, ${start}` : '';
}

/** Figures that are to be fitted although the model simulates less than half of their window: warnings. */
export function cutWindows({ startDay }: Model, { flows }: Study): Diagnostic[] {
  return flows.flatMap((figure): Diagnostic[] => {
    const { row, at, use, measure, operator, startDay: from, endDay: to } = figure;
    const [days, kept] = [to + 1 - from, to + 1 - Math.max(from, startDay)];
    if (use !== 'calibrate' || isStock(measure) || !operator || kept <= 0 || 2 * kept >= days) return [];
    return [
      {
        kind: 'conflict',
        message: `most of the window of \`${row}\` lies before the model`,
        at,
        found: `${kept} of ${days} days are simulated, from ${isoDay(startDay)} on`,
        hint: 'let the model begin earlier, or give the row `use` context',
      },
    ];
  });
}

/** Type every figure against the model. @throws DiagnosticError with all rows that contradict themselves or name what isn't there */
export function planFlowTargets(model: Model, study: Study): FlowTarget[] {
  const problems: Diagnostic[] = [];
  const plans = study.flows.map((figure): FlowTarget => {
    problems.push(...countryProblems(model, figure));
    const { operator } = figure;
    if (!operator) return { figure, levels: [], read: () => Number.NaN };
    const counted = countedFlow(model, operator);
    problems.push(...measureProblems(model, figure, operator, counted));
    const levels = [...counted.terms, ...(counted.over ?? [])].flatMap(term =>
      term.kind === 'count' && !term.weekly ? [term.metric] : [],
    );
    return { figure, levels, read: readerOf(model, figure, counted) };
  });
  if (problems.length) throw new DiagnosticError(problems);
  return plans;
}

/** A function of a window [from, to), in weeks and parts of weeks since the model's start. */
type Measure = (seen: Seen, from: number, to: number) => number;

function readerOf(model: Model, figure: FlowFigure, { terms, over }: CountedFlow): FlowTarget['read'] {
  const stock = isStock(figure.measure);
  const sumOf = (parts: readonly FlowTerm[]): Measure => {
    const measures = parts.map(term => ({ sign: term.sign, measure: measureOf(model, term, stock) }));
    return (seen, from, to) =>
      measures.reduce((sum, { sign, measure }) => sum + sign * measure(seen, from, to), 0);
  };
  const [counted, base] = [sumOf(terms), over && sumOf(over)];
  const watched = stepsIn(weeksWatched(figure), model);
  const from = Math.max(0, momentOf(figure.startDay, model));
  const to = momentOf(figure.endDay + 1, model);
  return seen =>
    isBefore(figure, model.startDay) || to + watched > seen.weeks
      ? Number.NaN
      : counted(seen, from, to) / (base?.(seen, from, to) ?? 1);
}

function measureOf(model: Model, term: FlowTerm, stock: boolean): Measure {
  switch (term.kind) {
    case 'moves':
      return movesMeasure(term.from, term.to);
    case 'moves_lasting':
      return lastingMeasure(term.from, term.to, stepsIn(term.weeks, model));
    case 'stock':
      return stockMeasure(term.place);
    case 'entered':
    case 'born':
    case 'died':
      return lifeMeasure(term.kind, term.place);
    case 'count': {
      const { metric } = term;
      if (term.weekly) return eventsMeasure(metric);
      return stock
        ? (seen, _, to) => levelOf(seen, metric, to)
        : (seen, from, to) => levelOf(seen, metric, to) - levelOf(seen, metric, from);
    }
  }
}

/** Part of week `week` that lies in the window. */
const shared = (week: number, from: number, to: number) =>
  Math.max(0, Math.min(week + 1, to) - Math.max(week, from));

function movesMeasure(origin: number, target: number): Measure {
  return ({ flows, begun }, from, to) => {
    let sum = 0;
    const add = (week: number, p: number, q: number, persons: number) => {
      if ((origin < 0 || p === origin) && (target < 0 || q === target))
        sum += persons * shared(week, from, to);
    };
    eachFlow(flows, begun.length, add, [Math.floor(from), Math.ceil(to)]);
    return sum;
  };
}

function lastingMeasure(origin: number, target: number, lasting: number): Measure {
  return ({ paths, personsPerAgent }, from, to) =>
    lastingMoves(paths, origin, target, lasting).reduce((sum, week) => sum + shared(week, from, to), 0) *
    personsPerAgent;
}

/** Persons who entered, were born or died at a place, -1: anywhere. */
function lifeMeasure(event: LifeEvent, place: number): Measure {
  const row = LIFE_EVENTS.indexOf(event);
  return ({ vitals, begun, weeks }, from, to) => {
    let sum = 0;
    if (!vitals) return sum;
    for (let week = Math.floor(from); week < Math.min(weeks, Math.ceil(to)); week++)
      for (let p = 0; p < begun.length; p++)
        if (place < 0 || p === place)
          sum += vitals[(week * LIFE_EVENTS.length + row) * begun.length + p] * shared(week, from, to);
    return sum;
  };
}

/** Persons there at the end of the window: who was there at first and all who came, less all who went. */
function stockMeasure(place: number): Measure {
  const [came, went] = [movesMeasure(-1, place), movesMeasure(place, -1)];
  const [entered, born, died] = LIFE_EVENTS.map(event => lifeMeasure(event, place));
  return (seen, _, to) => {
    const begun = place < 0 ? seen.begun.reduce((sum, persons) => sum + persons, 0) : seen.begun[place];
    const moved = begun + came(seen, 0, to) - went(seen, 0, to);
    return moved + entered(seen, 0, to) + born(seen, 0, to) - died(seen, 0, to);
  };
}

/** What a metric of events counts in the weeks of the window. */
function eventsMeasure(metric: string): Measure {
  return (seen, from, to) => {
    let sum = 0;
    for (let week = Math.floor(from); week < to; week++)
      sum += seen.metric(metric, week) * shared(week, from, to);
    return sum;
  };
}

/** A count of persons at a moment, in weeks since the start; within a week it grows evenly. */
function levelOf(seen: Seen, metric: string, at: number): number {
  const week = Math.floor(at);
  const before = seen.metric(metric, week - 1);
  return week < at ? before + (seen.metric(metric, week) - before) * (at - week) : before;
}
