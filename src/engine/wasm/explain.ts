import type { Node } from '../../language/graph.ts';
import type { Model } from '../../model/model.ts';
import type { Program } from '../program/compiled-model.ts';
import { type Layout, STRETCH } from '../program/layout.ts';
import { listFunction, ruleFunction } from './emit/rules.ts';
import { type Describe, printRoutine } from './encode/text.ts';
import { optionsOf } from './plan/codegen-context.ts';
import { screenFor } from './plan/interval-analysis.ts';
import { type Guard, groupedParts, type Stage, type StageGroup } from './plan/scheduling.ts';
import { layScratch, MOST_SUMS, type Scratch } from './plan/scratch-buffer.ts';

/** What a rule becomes: with which others it is computed, for whom, and its instructions as if it were alone. */
export function explainWasm(program: Program, ruleId: string): string {
  const { model, layout } = program;
  const scratch = layScratch(program);
  const found = groupedParts(model)
    .flat()
    .flatMap(group => group.steps.map(step => ({ group, step })))
    .find(({ step }) => step.rules.some(({ id }) => id === ruleId));
  if (!found) return '';
  const { group, step } = found;
  const rule = step.rules.find(({ id }) => id === ruleId)!;
  const describe = describer(model, layout, scratch);
  const [concerned] = scratch.concerned;
  const options = { ...optionsOf(program, scratch), list: group.terms.length ? concerned : undefined };
  const screen = step.guard && screenFor(model.graph, step.guard);
  const screened = screen ? { ...options, list: scratch.screened } : options;
  const guarded = step.guard ? { ...options, list: scratch.choosing } : options;
  const routines = [
    ...(screen ? listFunction(options, `${ruleId}-screen`, screen, scratch.screened) : []),
    ...(step.guard ? listFunction(screened, `${ruleId}-list`, step.guard, scratch.choosing) : []),
    ...ruleFunction(guarded, ruleId, [rule]),
  ];
  return [
    ...introduction(model, group, step, ruleId),
    ...(screen
      ? ['before ties are walked: those for whom the draw is within reach, whatever others are like']
      : []),
    ...routines.map(routine => printRoutine(routine, describe)),
  ].join('\n');
}

function introduction(
  model: Model,
  { terms }: StageGroup,
  { rules, guard }: Stage,
  ruleId: string,
): string[] {
  const others = rules.map(({ id }) => id).filter(id => id !== ruleId);
  return [
    `in one function with: ${others.join(', ') || 'no other rule'}`,
    `agents looked at: ${terms.length ? `those who meet ${guardText(model, [terms])}` : 'all'}`,
    ...(guard ? [`agents computed: of these, those who meet ${guardText(model, guard)}`] : []),
  ];
}

const guardText = (model: Model, guard: Guard) =>
  guard.map(terms => terms.map(term => nodeText(model, term)).join(' and ')).join(', or ');

/** Conditions in short; what takes more than a line to say is left out. */
function nodeText(model: Model, node: Node, depth = 0): string {
  if (node.op === 'constant') return String(node.value);
  if (node.op === 'column') return model.columns[node.column].name;
  if (node.op === 'scalar') return scalarName(model, node.scalar);
  if (node.op === 'table')
    return `${model.tables[node.table].name}[${nodeText(model, node.args[0], depth + 1)}]`;
  if (depth > 3) return '...';
  return `${node.op}(${node.args.map(arg => nodeText(model, arg, depth + 1)).join(', ')})`;
}

function scalarName({ parameters, fields }: Model, scalar: number): string {
  return (
    parameters[scalar]?.name ??
    fields.find(({ by, index }) => by === undefined && index === scalar)?.name ??
    `scalar ${scalar}`
  );
}

/** Names for what is at an address. */
function describer(model: Model, layout: Layout, scratch: Scratch): Describe {
  const common = new Map<number, string>([[layout.ids, 'ids']]);
  const slot = new Map<number, string>();
  for (const { name, common: isCommon, buffers } of layout.columns)
    (isCommon ? common : slot).set(buffers[0], name);
  for (const [k, place] of layout.networks.entries()) {
    const { name } = model.networks[k];
    (place.common ? common : slot).set(place.neighbours, `${name}.neighbours`);
    if (place.common) common.set(place.starts, `${name}.starts`).set(place.starts + 4, `${name}.starts + 4`);
    else slot.set(place.counts, `${name}.counts`);
  }
  for (const k of model.parameters.keys()) slot.set(layout.scalars + 4 * k, model.parameters[k].name);
  for (const { by, index, name } of model.fields)
    if (by === undefined) slot.set(layout.scalars + 4 * index, name);
  for (const [k, { name }] of model.tables.entries()) slot.set(layout.tables[k], name);
  for (const [k, name] of model.streams.entries()) {
    for (const word of [0, 1]) slot.set(layout.keys + 8 * k + 4 * word, `key${word} of ${name}`);
  }
  const own = new Map([
    ...scratch.concerned.map(at => [at, 'list'] as const),
    [scratch.screened, 'list'] as const,
    [scratch.choosing, 'list'] as const,
    ...Array.from({ length: MOST_SUMS }, (_, k) => [scratch.totals + 4 * STRETCH * k, `sum ${k}`] as const),
  ]);
  return (pointer, offset, memory) => {
    if (memory) return `scratch ${own.get(offset) ?? offset} + ${pointer}`;
    const places = pointer.startsWith('slot') || !pointer.startsWith('common') ? slot : common;
    return `${pointer} + ${places.get(offset) ?? common.get(offset) ?? offset}`;
  };
}
