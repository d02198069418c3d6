import { throwDiagnostic } from '../core/diagnostics.ts';
import type { Value } from '../language/builtins.ts';
import { type Context, placeOf } from '../language/context.ts';
import type { Node } from '../language/graph.ts';
import { lowerExpression } from '../language/lower.ts';
import { type Expression, parse } from '../language/parse.ts';
import { isOfAll } from '../language/totals.ts';
import { describeType, NUMBER } from '../language/type.ts';
import type { Chart } from '../model/chart.ts';
import type { Field, Metric, Model, Target } from '../model/model.ts';
import { LAST } from './events.ts';
import { cellsOf, type Event } from './scenario.ts';
import { whoKey } from './who.ts';

/**
 * A size that is an expression, at one place or label: a number for everybody, computed once a week from what the run has published.
 * Beside parameters, tables and totals it reads values of its own, which nodes call scalars from `OWN_VALUES` on.
 */
export interface Answer {
  event: Event;
  field: Field;
  /** Index of the label, of a field by place or by a column. */
  cell: number | undefined;
  size: Node; // f32
  /** Scalars of its own: the size of the week before. */
  last: number;
  /** Those that don't change: the event's `numbers`. */
  numbers: readonly { scalar: number; value: number }[];
  /** Running sums, inner ones first: a scalar each, and what is added every week. */
  sums: readonly { scalar: number; value: Node }[];
  /** Ends that the lever allows; sizes are held to them. */
  range: readonly [low: number, high: number];
}

/** No model has that number of parameters and fields. */
export const OWN_VALUES = 2 ** 24;

const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/**
 * The sizes that answer, in the order of the events, label by label. What totals they ask for is declared in the model.
 * @throws DiagnosticError at a size that is not one number for everybody
 */
export function compileAnswers(model: Model, events: readonly Event[]): Answer[] {
  let scalars = OWN_VALUES;
  return events.flatMap(event => {
    const of = ({ name, who, step }: Field & Partial<Target>) =>
      name === event.kind && whoKey(who) === whoKey(event.who) && !step;
    const field: Field | undefined = [...model.fields, ...model.targets].find(of);
    if (!event.answer || !field) return [];
    const lever = model.levers.find(({ name }) => name === event.kind);
    const acting = lever?.labels.length ? lever.labels : field.labels;
    const named = [...new Set(cellsOf(event))];
    const cells = field.by === undefined ? [undefined] : named.length ? named : acting;
    return cells.map((label): Answer => {
      const cell = label === undefined ? undefined : field.labels.indexOf(label);
      const own = compileAnswer(model, event, field, cell, () => scalars++);
      return { event, field, cell, range: lever?.range ?? ANY, ...own };
    });
  });
}

function compileAnswer(
  model: Model,
  event: Event,
  { by, labels }: Field,
  cell: number | undefined,
  take: () => number,
) {
  const { text, numbers: given } = event.answer!;
  const { graph, scope } = model;
  const last = take();
  const numbers = Object.entries(given).map(([name, value]) => ({ name, scalar: take(), value }));
  const sums: { scalar: number; value: Node }[] = [];
  const lets = new Map<string, Value>(
    [{ name: LAST, scalar: last }, ...numbers].map(
      ({ name, scalar }) => [name, { type: NUMBER, node: graph.scalar(scalar) }] as const,
    ),
  );
  const context: Context = {
    ...{
      graph,
      scope,
      text,
      lets,
      whose: 'own',
      declareTotal: model.declareTotal,
      ofEvent: true,
      common: 'the size of an event',
    },
    ...(cell === undefined
      ? {}
      : { there: { kind: 'label', set: by!, labels }, candidate: graph.integer(cell) }),
    accumulate(value) {
      const scalar = take();
      sums.push({ scalar, value });
      return graph.scalar(scalar);
    },
  };
  const expression = parse(text);
  if (cell === undefined) refuseThere(context, expression, event.kind);
  refuseOwn(context, expression);
  const { type, node } = lowerExpression(context, expression, NUMBER);
  const size = type.kind === 'number' ? node : type.kind === 'integer' ? graph.float(node) : undefined;
  if (!size)
    return throwDiagnostic({
      kind: 'type',
      message: 'a size is a number',
      at: placeOf(context, expression),
      found: describeType(type),
      hint: type.kind === 'flag' ? 'write `if(condition, 1, 0)`' : undefined,
    });
  if (size.depends || sums.some(({ value }) => value.depends)) refuseAgent(context, expression, 'this');
  return { size, last, numbers, sums };
}

/** Names that mean something for a label only. */
function refuseThere(context: Context, expression: Expression, kind: string): void {
  const found = walk(expression).find(one => one.kind === 'name' && one.name === 'there');
  if (found)
    throwDiagnostic({
      kind: 'type',
      message: `\`there\` is the place or label where an event acts, and \`${kind}\` acts on everybody`,
      at: placeOf(context, found),
      hint: 'name it',
    });
}

/** What belongs to one agent: its columns outside totals, `my.x`, its neighbours. */
function refuseOwn(context: Context, expression: Expression): void {
  const { columns, networks } = context.scope;
  const look = (one: Expression): void => {
    if (one.kind === 'my') refuseAgent(context, one, `\`my.${one.name}\``);
    if (one.kind === 'head') refuseAgent(context, one, `\`${one.of}.${one.name}\``);
    if (one.kind === 'name' && columns.has(one.name)) refuseAgent(context, one, `\`${one.name}\``);
    if (one.kind === 'call') {
      const set = one.args[0]?.kind === 'where' ? one.args[0].set : one.args[0];
      if (set?.kind === 'name' && networks.has(set.name))
        refuseAgent(context, one, `\`${one.name}(${set.name} ...)\``);
      if (isOfAll({ ...context, lower: lowerExpression }, one)) {
        const own = one.args.flatMap(walk).find(inner => inner.kind === 'my');
        if (own) look(own);
        return;
      }
    }
    partsOf(one).forEach(look);
  };
  look(expression);
}

function refuseAgent(context: Context, where: Expression, what: string): never {
  return throwDiagnostic({
    kind: 'type',
    message: `a size is one number for everybody: ${what} is of a single agent`,
    at: placeOf(context, where),
    hint: 'count or average: `total(...)`, `share(...)`, `mean(...)`; `who:` says on whom the event acts',
  });
}

const walk = (expression: Expression): Expression[] => [expression, ...partsOf(expression).flatMap(walk)];

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'index':
    case 'call':
      return expression.args;
    case 'where':
      return [expression.set, expression.condition];
    case 'assign':
      return [expression.value];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

/** The metric that tells the sizes of an event that answers, week by week. */
export const sizeMetric = (id: string) => `size_of_${id.replaceAll('-', '_')}`;

/** Which numbers of a week tell the sizes: of each event one for all labels, their mean, and where there are several one a label. */
export function answerSeries(
  answers: readonly Answer[],
): { metric: string; group: string; answers: readonly number[] }[] {
  const byEvent = Map.groupBy(answers.keys(), k => answers[k].event);
  return [...byEvent].flatMap(([{ id = '' }, own]) => [
    { metric: sizeMetric(id), group: 'all', answers: own },
    ...(own.length > 1
      ? own.map(k => ({ metric: sizeMetric(id), group: cellGroup(answers[k]), answers: [k] }))
      : []),
  ]);
}

const cellGroup = ({ field: { by, labels }, cell }: Answer) => `${by}=${labels[cell!]}`;

/** A section of the page for the sizes; none where none answers. */
export function answerCharts(events: readonly Event[]): Chart[] {
  const bands = events.flatMap(({ id = '', answer }) => (answer ? sizeMetric(id) : []));
  const text =
    'Sizes that the scenario computes from what was counted the week before. Where runs differ, a band tells how many of them act.';
  return bands.length ? [{ title: 'Policies that answer', text, bands, lines: [], parts: [] }] : [];
}

/** These as metrics, for those who list them; nobody is counted. Problem `conflict` where the model has one of that name. */
export function answerMetrics(model: Pick<Model, 'graph' | 'metrics'>, events: readonly Event[]): Metric[] {
  return events.flatMap((event): Metric[] => {
    const { id = '', kind, answer, at } = event;
    if (!answer) return [];
    const name = sizeMetric(id);
    if (model.metrics.some(metric => metric.name === name))
      throwDiagnostic({
        kind: 'conflict',
        message: `the model has a metric \`${name}\`, and so would the sizes of \`${id}\``,
        at,
        hint: 'give the event another id',
      });
    return [
      {
        name,
        title: `size of ${id.replaceAll(/[-_]/g, ' ')}`,
        measure: 'mean',
        headline: true,
        ofScenario: true,
        base: model.graph.flag(true),
        value: model.graph.number(0),
        unit: `size of ${kind}`,
        text: 'What the event comes to in each week; the mean over the places or labels where it acts.',
        expression: answer.text.text,
        baseExpression: '',
      },
    ];
  });
}
