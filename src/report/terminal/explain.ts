import { isoDay } from '../../core/calendar.ts';
import type { Text } from '../../core/diagnostics.ts';
import type { Column, Metric, Model, Parameter, Rule } from '../../model/model.ts';
import { shownRules } from '../../model/planned.ts';
import { sizeMetric } from '../../scenario/answers.ts';
import type { Event } from '../../scenario/scenario.ts';
import { whoKey } from '../../scenario/who.ts';
import type { Item, Study } from '../../survey/study.ts';
import { dependenciesOf } from '../model-page/dependencies.ts';
import { plain } from '../quote/numbers.ts';
import { sizeText } from '../quote/size.ts';
import {
  leverLines,
  mechanismLines,
  mechanismsOf,
  networkLines,
  placeLines,
  tableLines,
  type World,
} from './explain-model.ts';
import { explainWord, wordsOf } from './explain-words.ts';
import { planEntry } from './plan.ts';
import type { Paint } from './style.ts';
import { wrap } from './table.ts';

/** Everything called `name` in a model and its study, or else in the language and the files in which they are written; each in plain words with its source. Empty when nothing is called so. */
export function explanations(name: string, world: World, paint: Paint, width: number): string[][] {
  const { model, study, events, off = [] } = world;
  const told = (kind: string, lines: string[]) => [
    `${paint('strong', name)}  ${paint('dim', kind)}`,
    ...lines.filter(Boolean).flatMap(line => wrap(line, width - 2).map(part => `  ${part}`)),
  ];
  const found = <T>(
    list: readonly T[],
    id: (one: T) => string | undefined,
    kind: string,
    tell: (one: T) => string[],
  ) => list.filter(one => id(one) === name).map(one => told(kind, tell(one)));
  const ofModel = [
    ...found(model.metrics, m => m.name, 'metric', metricLines),
    ...found(
      model.parameters,
      p => p.name,
      'parameter',
      p => parameterLines(p, world),
    ),
    ...found(
      study.items,
      i => i.id,
      'survey item',
      i => itemLines(i, world),
    ),
    ...found(
      model.columns.filter(({ hidden }) => !hidden),
      c => c.name,
      'column',
      c => columnLines(c, model),
    ),
    ...found(events, e => e.id, 'event', eventLines),
    ...found(off, e => e.id, 'event that is off', eventLines),
    ...found(
      model.fields,
      f => f.name,
      'lever',
      field => leverLines(field, world),
    ),
    ...found(
      model.networks,
      n => n.name,
      'network',
      network => networkLines(network, model),
    ),
    ...found(
      model.places.labels,
      l => l,
      'place',
      label => placeLines(label, world),
    ),
    ...found(model.tables, t => (t.values ? t.name : undefined), 'table', tableLines),
    ...found(
      model.groups,
      g => g.name,
      'group',
      group => [`Results can be split by it, into: ${group.labels.join(', ')}`],
    ),
    ...found(
      mechanismsOf(world),
      m => m,
      'mechanism',
      mechanism => mechanismLines(mechanism, model),
    ),
    ...found(
      study.waves,
      w => w.id,
      'survey wave',
      wave => [`Asked from ${isoDay(wave.startDay)} to ${isoDay(wave.endDay)}`],
    ),
    ...found(
      [...model.filters],
      ([n]) => n,
      'filter',
      ([, text]) => [text.text],
    ),
    ...model.plan.filter(rule => rule.id === name).map(rule => ruleLines(rule, model, paint, width)),
  ];
  // What the model calls so comes alone: `title` of a model's own has nothing to do with a key of that name.
  return ofModel.length ? ofModel : explainWord(name).map(({ kind, lines }) => told(kind, lines));
}

/** Every name that can be explained, for suggestions. */
export function explainable({ model, study, events, off = [] }: World): string[] {
  return [
    ...[model.metrics, model.parameters, model.columns].flatMap(list => list.map(({ name }) => name)),
    ...[study.items, model.plan, study.waves].flatMap(list => list.map(({ id }) => id)),
    ...[model.fields, model.networks, model.groups].flatMap(list => list.map(({ name }) => name)),
    ...model.tables.flatMap(({ name, values }) => (values ? name : [])),
    ...new Set(model.plan.map(rule => rule.mechanism)),
    ...[...events, ...off].flatMap(event => event.id ?? []),
    ...model.places.labels,
    ...model.filters.keys(),
    ...wordsOf(),
  ];
}

function metricLines({ text, measure, expression, baseExpression, unit }: Metric): string[] {
  const what = {
    persons: `How many persons meet: ${expression}`,
    share: `The share of those with ${expression}, among all with: ${baseExpression}`,
    mean: `The mean of ${expression}, over all with: ${baseExpression}`,
  };
  return [text, what[measure], `Unit: ${unit}`];
}

function parameterLines(parameter: Parameter, world: World): string[] {
  const { text, value, unit, prior, low, high, sourceId, fit } = parameter;
  const users = usersOf(parameter.name, world);
  const range = low !== undefined && high !== undefined ? `, between ${plain(low)} and ${plain(high)}` : '';
  return [
    text,
    `Value: ${plain(value)}${unit ? ` (${unit})` : ''}${range}; prior: ${prior}`,
    fit ? 'A calibration may move it.' : 'A calibration leaves it alone.',
    users.length ? `Read by: ${users.join(', ')}` : 'Nothing reads it at present.',
    sourceLine(sourceId, world.study),
  ];
}

/** Where a parameter is read: rules, first values, the making of people and ties, survey items, metrics. */
function usersOf(name: string, { files, model, study }: World): string[] {
  const reads = (rule: Rule) => dependenciesOf(rule, model).parameters.includes(name);
  const named = (text: Text | undefined) => text !== undefined && new RegExp(`\\b${name}\\b`).test(text.text);
  const documents = [files.networks, files.population, files.metrics].flatMap(document =>
    document && [...document.texts.values()].some(named) ? document.file : [],
  );
  return [
    ...model.plan.filter(reads).map(rule => rule.id),
    ...model.initial
      .filter(reads)
      .map(rule => `first value of ${model.columns[rule.branches[0].writes[0].column].name}`),
    ...documents,
    ...study.items.filter(item => [item.base, item.operator, item.cut].some(named)).map(item => item.id),
  ];
}

function itemLines(item: Item, { study }: World): string[] {
  const { construct, kind, responses, base, operator, cut, comparableGroup, id } = item;
  const figures = study.margins.filter(margin => margin.item === id);
  const sources = [...new Set(figures.map(figure => figure.sourceId))];
  return [
    construct,
    `Asked as: ${kind}; answers: ${responses.join(', ')}`,
    base ? `Asked of: ${base.text}` : '',
    operator
      ? `Answered by: ${operator.text}${cut ? `, compared with ${cut.text}` : ''}`
      : 'The model does not reach it yet.',
    comparableGroup ? `Comparable with the items of: ${comparableGroup}` : '',
    ...figures.map(({ row, wave, subgroup, response, value, low, high, use }) => {
      const range = [low ?? 0, high ?? 1].map(plain).join(' to ');
      return `${row}: ${wave}, ${subgroup}, ${response} = ${value === undefined ? range : plain(value)} (${use})`;
    }),
    ...sources.map(source => sourceLine(source, study)),
  ];
}

function columnLines(column: Column, model: Model): string[] {
  const { text, type, range, published, fromPopulation, name } = column;
  const kind = type.kind === 'label' ? `one of ${type.labels.join(', ')}` : type.kind;
  const rules = model.plan.map(rule => ({ id: rule.id, ...dependenciesOf(rule, model) }));
  const list = (ids: string[]) => (ids.length ? ids.join(', ') : 'no rule');
  return [
    text,
    `Type: ${kind}${range ? `, ${range[0]} to ${range[1]}` : ''}${published ? '; others see it' : ''}`,
    fromPopulation ? 'It comes from the synthetic population.' : '',
    `Written by: ${list(rules.filter(rule => rule.writes.includes(name)).map(rule => rule.id))}`,
    `Read by: ${list(rules.filter(r => [...r.own, ...r.before, ...r.neighbours].includes(name)).map(r => r.id))}`,
  ];
}

function eventLines(event: Event): string[] {
  const { id, kind, fromDay, toDay, answer, who, halfLifeWeeks, leadWeeks, places, labels } = event;
  return [
    `Kind: ${kind}; from ${isoDay(fromDay)} ${toDay === undefined ? 'on' : `to ${isoDay(toDay)}`}; ${answer ? 'its size answers, week by week' : `size ${sizeText(event)}`}`,
    answer ? `Size: ${sizeText(event)}; told as the metric ${sizeMetric(id ?? '')}.` : '',
    halfLifeWeeks === undefined
      ? 'Its force stays level.'
      : `Its force halves every ${plain(halfLifeWeeks)} weeks.`,
    leadWeeks ? `It builds up over ${plain(leadWeeks)} weeks before.` : '',
    places.length ? `Places: ${places.join(', ')}` : '',
    labels ? `Labels: ${labels.join(', ')}` : '',
    who ? `Acts on those with: ${whoKey(who)}` : '',
  ];
}

function ruleLines(rule: Rule, model: Model, paint: Paint, width: number): string[] {
  const number = shownRules(model).indexOf(rule) + 1;
  const equations = rule.equations
    .filter(({ label }) => label !== 'who')
    .map(({ label, text }) => `     ${label} = ${text.text.replace(/\s+/g, ' ').trim()}`);
  const why = rule.why ? wrap(rule.why, width - 5).map(line => `     ${line}`) : [];
  return [...planEntry(rule, number, model, paint, width), ...equations, ...why];
}

/** The source as a person would cite it. */
function sourceLine(id: string, study: Study): string {
  const source = study.sources.get(id);
  if (!source) return id ? `Source: ${id}` : '';
  return `Source: ${id}, ${source.title}${source.address ? `, ${source.address}` : ''}`;
}
