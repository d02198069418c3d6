import type { Extract } from '../compile/machine.ts';
import type { Context } from '../language/context.ts';
import type { Value } from '../language/functions.ts';
import type { Node } from '../language/graph.ts';
import { compileAny, compileExpression } from '../language/lower.ts';
import { FLAG, NUMBER } from '../language/type.ts';
import type { Model } from '../model/model.ts';
import { didYouMean, fail, positionIn, type Text } from '../problem.ts';
import type { SurveyRow } from '../run.ts';
import { weekAsked } from '../survey/lookup.ts';
import type { Item, Study, Wave } from '../survey/study.ts';
import { ALL, checkSubgroups, parseSubgroup } from '../survey/subgroups.ts';
import type { Recorder } from './recordings.ts';

/** What is asked in one wave, as questions to the machine and rows of survey.csv. */
export interface WavePlan {
  wave: Wave;
  /** Week in which it is asked; undefined when the run ends before. */
  week: number | undefined;
  /** Who may be asked (0 or 1), how likely, and how likely again: three outputs. */
  access: Extract;
  /** What the rows ask. */
  extract: Extract;
  rows: readonly RowPlan[];
}

/** One row of survey.csv; `question` undefined: the model doesn't reach the item. */
export interface RowPlan {
  row: Omit<SurveyRow, 'mode'>;
  question: (AnswerPlan & { mean: boolean }) | undefined;
  /** Who belongs to the subgroup: those whose code equals `code`; undefined: all. */
  split: SplitPlan | undefined;
}

/** Outputs of the extract, and what makes their value the response; `cut`: index of the parameter that cuts a number. */
export interface AnswerPlan {
  base: number;
  value: number;
  response: string;
  cut: number | undefined;
}

/** By answer to another item, or by a group or column of the model. */
export type SplitPlan =
  | (AnswerPlan & { by: 'answer'; gave: boolean })
  | { by: 'label'; value: number; code: number };

/** Type every operator against the model and list what each wave asks. */
export function planWaves(
  model: Model,
  study: Study,
  weeks: number,
  recorder: Recorder,
  groups: readonly string[],
): WavePlan[] {
  checkSubgroups(study, splitLabels(model));
  const splits = model.groups
    .filter(group => groups.includes(group.name))
    .flatMap(({ name, labels }) => labels.map(label => `${name}=${label}`));
  return study.waves.map(wave => planWave(model, study, wave, weeks, recorder, splits));
}

/** Names by which persons may be split: groups, one-of columns and flags of the model, with their labels. */
function splitLabels(model: Model): Map<string, readonly string[]> {
  const labels = new Map<string, readonly string[]>();
  for (const { name, type } of model.columns)
    if (type.kind === 'label' || type.kind === 'flag')
      labels.set(name, type.kind === 'label' ? type.labels : ['no', 'yes']);
  for (const group of model.groups) labels.set(group.name, group.labels);
  return labels;
}

function planWave(
  model: Model,
  study: Study,
  wave: Wave,
  weeks: number,
  recorder: Recorder,
  splits: readonly string[],
): WavePlan {
  const { graph } = model;
  const weekOfWave = weekAsked(wave, model.startDay);
  const week = weekOfWave >= 0 && weekOfWave < weeks ? weekOfWave : undefined;
  /** Looking back further than the run goes leaves an item without an answer. */
  let reached = true;
  const asking = (text: Text): Context => ({
    ...contextOf(model, text),
    recall(how, span, value) {
      const recalled = week === undefined ? undefined : recorder.recall(week, how, span, value);
      reached &&= recalled !== undefined;
      return recalled ?? value.node;
    },
  });
  const outputs: Node[] = [];
  const output = (node: Node): number => {
    const known = outputs.indexOf(node);
    return known >= 0 ? known : outputs.push(node) - 1;
  };
  const eligible = wave.eligible
    ? compileExpression(contextOf(model, wave.eligible), FLAG)
    : graph.flag(true);
  const weight = (text: Text | undefined) =>
    text ? compileExpression(contextOf(model, text), NUMBER) : graph.number(1);

  const questionOf = (item: Item, response: string): RowPlan['question'] => {
    if (!item.operator) return undefined;
    reached = true;
    const base = item.base ? compileExpression(asking(item.base), FLAG) : graph.flag(true);
    const value = operatorOf(model, asking(item.operator));
    const cut = cutOf(model, item, value);
    if (!reached) return undefined;
    return { base: output(base), value: output(value.node), response, cut, mean: false };
  };
  const splitOf = (subgroup: string): SplitPlan | undefined => {
    const split = parseSubgroup(subgroup);
    if (subgroup === ALL || !split) return undefined;
    const item = study.items.find(({ id }) => id === split.name);
    if (!item) return labelSplit(model, split.name, split.label, output);
    const gave = split.label !== 'no';
    const question = questionOf(item, gave ? split.label : item.responses[0]);
    return question && { by: 'answer', ...question, gave };
  };

  const asked = new Map<string, Omit<SurveyRow, 'mode'>>();
  const ask = (item: string, subgroup: string, response: string) =>
    asked.set(`${item}|${subgroup}|${response}`, { wave: wave.id, item, subgroup, response });
  // What is projected is shown by group, too; what was printed stands in the margins.
  const subgroups = wave.planned ? [ALL, ...splits] : [ALL];
  for (const item of study.items)
    for (const response of item.responses) for (const subgroup of subgroups) ask(item.id, subgroup, response);
  for (const margin of study.margins)
    if (margin.wave === wave.id) ask(margin.item, margin.subgroup, margin.response);

  const rows = [...asked.values()].map((row): RowPlan => {
    const item = study.items.find(({ id }) => id === row.item)!;
    return { row, question: questionOf(item, row.response), split: splitOf(row.subgroup) };
  });
  rows.push(...profileRows(model, study, wave, output));
  return {
    wave,
    week,
    access: {
      name: `access of wave ${wave.id}`,
      outputs: [eligible, weight(wave.inclusion), weight(wave.stays)],
    },
    rows,
    extract: { name: `wave ${wave.id}`, outputs },
  };
}

/** The respondents' profile, where a figure says in which wave and by which operator it is found. */
function profileRows(model: Model, study: Study, wave: Wave, output: (node: Node) => number): RowPlan[] {
  const everyone = output(model.graph.flag(true));
  return study.profile
    .filter(figure => figure.wave === wave.id)
    .map(({ variable, category, operator }): RowPlan => {
      const row = { wave: wave.id, item: variable, subgroup: ALL, response: category };
      if (!operator) return { row, question: undefined, split: undefined };
      const value = operatorOf(model, contextOf(model, operator));
      const question = {
        base: everyone,
        value: output(value.node),
        response: category,
        cut: undefined,
        mean: value.type.kind !== 'flag',
      };
      return { row, question, split: undefined };
    });
}

function operatorOf(model: Model, context: Context): Value {
  const { text } = context;
  const value = compileAny(context);
  const { kind } = value.type;
  if (kind === 'flag' || kind === 'number') return value;
  if (kind !== 'label') return { type: NUMBER, node: model.graph.float(value.node) };
  return fail({
    kind: 'type',
    message: 'an operator gives a flag or a number',
    at: positionIn(text, 0),
    found: 'a label',
    hint: 'compare it by ==',
  });
}

/** Index of the parameter that cuts a number; a flag needs none. */
function cutOf(model: Model, { id, cut, operator }: Item, value: Value): number | undefined {
  if (value.type.kind === 'flag') return undefined;
  if (!cut)
    return fail({
      kind: 'shape',
      message: `\`${id}\` is a number, so it needs a cut`,
      at: positionIn(operator!, 0),
      expected: 'the name of a parameter in the column `cut`',
    });
  const names = model.parameters.map(p => p.name);
  const parameter = names.indexOf(cut.text);
  if (parameter >= 0) return parameter;
  return fail({
    kind: 'unknown',
    message: `unknown parameter \`${cut.text}\``,
    at: positionIn(cut, 0),
    hint: didYouMean(cut.text, names),
  });
}

function labelSplit(model: Model, name: string, label: string, output: (node: Node) => number): SplitPlan {
  const group = model.groups.find(g => g.name === name);
  if (group)
    return { by: 'label', value: output(model.graph.float(group.code)), code: group.labels.indexOf(label) };
  const index = model.columns.findIndex(c => c.name === name);
  const { type } = model.columns[index];
  if (type.kind === 'flag')
    return {
      by: 'label',
      value: output(model.graph.column(index, 'own', 'bool')),
      code: label === 'yes' ? 1 : 0,
    };
  const code = type.kind === 'label' ? type.labels.indexOf(label) : -1;
  return { by: 'label', value: output(model.graph.float(model.graph.column(index, 'own', 'i32'))), code };
}

function contextOf({ graph, scope }: Model, text: Text): Context {
  return { graph, scope, text, lets: new Map(), whose: 'own' };
}
