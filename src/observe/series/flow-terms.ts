import { stepsIn } from '../../core/calendar.ts';
import { didYouMean, positionIn, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import { reachable } from '../../language/graph.ts';
import { isLifeEvent, type LifeEvent } from '../../language/life.ts';
import { type Expression, parse } from '../../language/parse.ts';
import type { Metric, Model } from '../../model/model.ts';

/** One part of an operator of flows.csv, added (1) or subtracted (-1); places are indices, -1 is `any`. */
export type FlowTerm = { sign: 1 | -1; at: number } & (
  | { kind: 'moves'; from: number; to: number }
  | { kind: 'moves_lasting'; from: number; to: number; weeks: number }
  | { kind: 'stock'; place: number }
  | { kind: LifeEvent; place: number }
  | { kind: 'count'; metric: string; weekly: boolean }
);

const FORMS = 'moves(from, to), moves_lasting(from, to, weeks), count(metric) or stock(place)';
const LIFE_FORMS = ', died(place), born(place), entered(place)';

/** What an operator counts, and of what it is a share; without `over` it is persons. */
export interface CountedFlow {
  terms: FlowTerm[];
  over: FlowTerm[] | undefined;
}

/** The parts of an operator, typed against the model. @throws DiagnosticError with the place in the operator */
export function countedFlow(model: Model, text: Text): CountedFlow {
  const expression = parse(text);
  if (expression.kind !== 'binary' || expression.operator !== '/')
    return { terms: partsOf(model, text, expression, 1), over: undefined };
  const { left, right } = expression;
  return { terms: partsOf(model, text, left, 1), over: partsOf(model, text, right, 1) };
}

function partsOf(model: Model, text: Text, expression: Expression, sign: 1 | -1): FlowTerm[] {
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-')) {
    const { left, right, operator } = expression;
    const turned = operator === '-' ? (-sign as 1 | -1) : sign;
    return [...partsOf(model, text, left, sign), ...partsOf(model, text, right, turned)];
  }
  if (expression.kind !== 'call') return refuse(text, expression, `${FORMS}, added or subtracted`);
  const { name, args, at } = expression;
  const place = (k: number) => placeOf(model, text, args[k]);
  if (name === 'moves' && args.length === 2) return [{ sign, at, kind: name, from: place(0), to: place(1) }];
  if (name === 'moves_lasting' && args.length === 3 && args[2].kind === 'number') {
    if (args[2].value > 0 && stepsIn(args[2].value, model) < 1)
      return refuse(text, args[2], `a number of weeks that make half a ${model.step} or more`);
    return [{ sign, at, kind: name, from: place(0), to: place(1), weeks: args[2].value }];
  }
  if (name === 'stock' && args.length === 1) return [{ sign, at, kind: name, place: place(0) }];
  if (model.lives && isLifeEvent(name) && args.length === 1)
    return [{ sign, at, kind: name, place: place(0) }];
  if (name === 'count' && args.length === 1)
    return [{ sign, at, kind: name, ...metricOf(model, text, args[0]) }];
  return refuse(text, expression, model.lives ? FORMS + LIFE_FORMS : FORMS);
}

/** Index of a place; -1 is `any`. */
function placeOf({ places }: Model, text: Text, expression: Expression): number {
  const name = expression.kind === 'name' ? expression.name : '';
  if (name === 'any') return -1;
  const found = places.labels.indexOf(name);
  if (found >= 0) return found;
  const at = positionIn(text, expression.at);
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown place \`${name}\``,
    at,
    hint: didYouMean(name, [...places.labels, 'any']),
  });
}

function metricOf({ metrics }: Model, text: Text, expression: Expression) {
  const counts = metrics.filter(metric => metric.measure === 'persons');
  const name = expression.kind === 'name' ? expression.name : '';
  const found = counts.find(metric => metric.name === name);
  if (found) return { metric: name, weekly: countsEvents(found) };
  const names = counts.map(metric => metric.name);
  const at = positionIn(text, expression.at);
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown count of persons \`${name}\``,
    at,
    expected: names.join(', '),
    hint: didYouMean(name, names),
  });
}

/** Whether a metric counts what happens in a week, such as moves, and not who is in a state at its end. */
function countsEvents({ base, unit }: Metric): boolean {
  return (
    unit.endsWith('per week') ||
    reachable([base]).some(node => node.op === 'column' && node.whose === 'before')
  );
}

function refuse(text: Text, expression: Expression, expected: string): never {
  return throwDiagnostic({
    kind: 'syntax',
    message: 'no such flow',
    at: positionIn(text, expression.at),
    expected,
  });
}
