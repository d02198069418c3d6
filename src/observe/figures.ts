import { type Expression, parse } from '../language/parse.ts';
import type { Model } from '../model/model.ts';
import { didYouMean, fail, positionIn, type Text } from '../problem.ts';
import type { FlowFigure, Study } from '../survey/study.ts';
import { lastingMoves, type Paths } from './moves.ts';

/**
 * Operators of flows.csv: `moves(from, to)`, `moves_lasting(from, to, weeks)`, `count(metric)`, `stock(place)` and sums of
 * these, over a window of days. A week counts by the days it shares with the window, divided by 7; a window that begins
 * before the model is cut at its start; one that ends after the run gives no figure.
 */
export interface FigurePlan {
  figure: FlowFigure;
  /** Persons in the window; NaN when the run ends before the window does. */
  read(seen: Seen): number;
}

/** What a run has seen, in persons. */
export interface Seen {
  weeks: number;
  /** [week x from x to]. */
  flows: Float64Array;
  paths: Paths;
  personsPerAgent: number;
  /** A metric of everybody at the end of a week. */
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

type Measure = (seen: Seen, from: number, to: number) => number;

export function planFigures(model: Model, study: Study): FigurePlan[] {
  return study.flows.flatMap((figure): FigurePlan[] => {
    const { operator } = figure;
    if (!operator) return [{ figure, read: () => Number.NaN }];
    const measure = measureOf(model, operator, parse(operator));
    const read = (seen: Seen) => {
      const start = Math.max(figure.startDay, model.startDay);
      const end = figure.endDay + 1;
      const [from, to] = [(start - model.startDay) / 7, (end - model.startDay) / 7];
      return to > seen.weeks ? Number.NaN : measure(seen, from, to);
    };
    return [{ figure, read }];
  });
}

/** A function of a window [from, to), in weeks and parts of weeks since the model's start. */
function measureOf(model: Model, text: Text, expression: Expression): Measure {
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-')) {
    const [left, right] = [expression.left, expression.right].map(side => measureOf(model, text, side));
    const sign = expression.operator === '+' ? 1 : -1;
    return (seen, from, to) => left(seen, from, to) + sign * right(seen, from, to);
  }
  if (expression.kind !== 'call')
    return refuse(
      text,
      expression,
      'a flow is made of moves, moves_lasting, count and stock, added or subtracted',
    );
  const { name, args } = expression;
  const place = (k: number) => placeOf(model, text, args[k] ?? expression);
  if (name === 'moves' && args.length === 2) return movesMeasure(place(0), place(1));
  if (name === 'moves_lasting' && args.length === 3 && args[2].kind === 'number')
    return lastingMeasure(place(0), place(1), args[2].value);
  if (name === 'stock' && args.length === 1) return stockMeasure(place(0));
  if (name === 'count' && args.length === 1) return countMeasure(metricOf(model, text, args[0]));
  return refuse(
    text,
    expression,
    'write moves(from, to), moves_lasting(from, to, weeks), count(metric) or stock(place)',
  );
}

/** Index of a place; -1 is `any`. */
function placeOf({ places }: Model, text: Text, expression: Expression): number {
  const name = expression.kind === 'name' ? expression.name : '';
  if (name === 'any') return -1;
  const found = places.labels.indexOf(name);
  if (found >= 0) return found;
  const at = positionIn(text, expression.at);
  return fail({
    kind: 'unknown',
    message: `unknown place \`${name}\``,
    at,
    hint: didYouMean(name, [...places.labels, 'any']),
  });
}

function metricOf({ metrics }: Model, text: Text, expression: Expression): string {
  const counts = metrics.filter(metric => metric.measure === 'persons').map(metric => metric.name);
  const name = expression.kind === 'name' ? expression.name : '';
  if (counts.includes(name)) return name;
  const at = positionIn(text, expression.at);
  return fail({
    kind: 'unknown',
    message: `unknown count of persons \`${name}\``,
    at,
    expected: counts.join(', '),
    hint: didYouMean(name, counts),
  });
}

function refuse(text: Text, expression: Expression, expected: string): never {
  return fail({ kind: 'syntax', message: 'no such flow', at: positionIn(text, expression.at), expected });
}

/** Part of week `week` that lies in the window. */
const shared = (week: number, from: number, to: number) =>
  Math.max(0, Math.min(week + 1, to) - Math.max(week, from));

function movesMeasure(origin: number, target: number): Measure {
  return ({ flows, weeks }, from, to) => {
    const places = Math.sqrt(flows.length / weeks);
    let sum = 0;
    for (let week = Math.floor(from); week < Math.min(weeks, Math.ceil(to)); week++)
      for (let p = 0; p < places; p++)
        for (let q = 0; q < places; q++)
          if ((origin < 0 || p === origin) && (target < 0 || q === target))
            sum += flows[(week * places + p) * places + q] * shared(week, from, to);
    return sum;
  };
}

function lastingMeasure(origin: number, target: number, lasting: number): Measure {
  return ({ paths, personsPerAgent }, from, to) =>
    lastingMoves(paths, origin, target, lasting).reduce((sum, week) => sum + shared(week, from, to), 0) *
    personsPerAgent;
}

/** Persons there at the end of the window, all who came less all who went: at the start everybody is at the origin. */
function stockMeasure(place: number): Measure {
  const [came, went] = [movesMeasure(-1, place), movesMeasure(place, -1)];
  return (seen, _, to) => came(seen, 0, to) - went(seen, 0, to);
}

/** By how much a count of persons grew in the window; within a week it grows evenly. */
function countMeasure(metric: string): Measure {
  return (seen, from, to) => {
    const level = (at: number) => {
      const week = Math.floor(at);
      const before = week > 0 ? seen.metric(metric, week - 1) : 0;
      return week < at ? before + (seen.metric(metric, week) - before) * (at - week) : before;
    };
    return level(to) - level(from);
  };
}
