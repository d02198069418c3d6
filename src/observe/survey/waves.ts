import { positionIn, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import type { ExtractSpec } from '../../engine/program/compiled-model.ts';
import type { SurveyRow } from '../../engine/program/run-types.ts';
import type { Context } from '../../language/context.ts';
import type { Node } from '../../language/graph.ts';
import { compileExpression } from '../../language/lower.ts';
import { FLAG, NUMBER } from '../../language/type.ts';
import type { Model } from '../../model/model.ts';
import { weekAsked } from '../../survey/lookup.ts';
import { DID_NOT, GAVE } from '../../survey/shares.ts';
import type { Item, ProfileFigure, Study, Wave } from '../../survey/study.ts';
import { ALL, checkSubgroups, parseSubgroup, type Subgroup } from '../../survey/subgroups.ts';
import type { LaggedColumns } from './lagged-columns.ts';
import { answerOf, answersGiven, checkResponses, contextOf, cutOf, operatorOf, packed } from './questions.ts';

/** What is asked in one wave, as questions to the machine and rows of survey.csv. */
export interface WavePlan {
  wave: Wave;
  /** Week in which it is asked; undefined when the run ends before. */
  week: number | undefined;
  /**
   * What the machine can be asked, in this order: who may be asked (0 or 1); of those how likely, and how likely again; and
   * what the rows ask, first this many answers, DIGITS in an output, then numbers and labels.
   */
  extracts: readonly [eligible: ExtractSpec, inclusion: ExtractSpec, questions: ExtractSpec];
  answers: number;
  rows: readonly RowPlan[];
}

/** How many extracts each wave has; they come first among the machine's, wave by wave. */
export const EXTRACTS_PER_WAVE = 3;

/** One row of survey.csv; `question` undefined: the model doesn't reach the item. */
export interface RowPlan {
  row: Omit<SurveyRow, 'mode'>;
  question: QuestionPlan | undefined;
  /** Who belongs to the subgroup; undefined: all. */
  split: SplitPlan | undefined;
}

/** Which answer (GAVE, DID_NOT, NOT_ASKED), or which number, of which the mean is wanted. */
interface QuestionPlan {
  index: number;
  mean: boolean;
}

/** By answer to another item, or by a group or column of the model: those for whom it equals `label`, one of `labels`. */
export interface SplitPlan {
  by: 'answer' | 'label';
  index: number;
  label: number;
  labels: number;
}

/** Type every operator against the model and list what each wave asks. */
export function planWaves(
  model: Model,
  study: Study,
  weeks: number,
  recorder: LaggedColumns,
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
  recorder: LaggedColumns,
  splits: readonly string[],
): WavePlan {
  const { graph } = model;
  const stepOfWave = weekAsked(wave, model);
  const week = stepOfWave >= 0 && stepOfWave < weeks ? stepOfWave : undefined;
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
  const answers: Node[] = [];
  const numbers: Node[] = [];
  const indexIn = (all: Node[]) => (node: Node) => {
    const known = all.indexOf(node);
    return known >= 0 ? known : all.push(node) - 1;
  };
  const [answer, number] = [answers, numbers].map(indexIn);
  const mayBe = wave.eligible ? compileExpression(contextOf(model, wave.eligible), FLAG) : graph.flag(true);
  const eligible = model.lives ? graph.and(model.lives.nodes.alive, mayBe) : mayBe;
  const weight = (text: Text | undefined) =>
    text ? compileExpression(contextOf(model, text), NUMBER) : graph.number(1);

  /** By item and response: a question is asked again for each subgroup. */
  const known = new Map<string, QuestionPlan | undefined>();
  const questionOf = (item: Item, response: string): QuestionPlan | undefined => {
    const key = `${item.id}|${response}`;
    if (!known.has(key)) known.set(key, planQuestion(item, response));
    return known.get(key);
  };
  const planQuestion = (item: Item, response: string): QuestionPlan | undefined => {
    if (!item.operator) return undefined;
    reached = true;
    const base = item.base ? compileExpression(asking(item.base), FLAG) : graph.flag(true);
    const value = operatorOf(model, asking(item.operator));
    checkResponses(item, value);
    const gave = answersGiven(model, value, response, cutOf(model, item, value));
    return reached ? { index: answer(answerOf(graph, base, gave)), mean: false } : undefined;
  };
  /** Undefined: everybody; `unreached`: the model doesn't reach the item that splits. */
  const splitOf = (subgroup: string): SplitPlan | undefined | 'unreached' => {
    const parts = parseSubgroup(subgroup);
    if (subgroup === ALL || !parts) return undefined;
    const split = parts.map(partOf);
    if (split.some(part => part === 'unreached')) return 'unreached';
    const all = split as PartPlan[];
    const [{ by, code, label, labels }] = all;
    if (all.length > 1) return crossed(all, subgroup);
    return { by, index: by === 'answer' ? answers.indexOf(code) : number(code), label, labels };
  };
  const partOf = ({ name, label }: Subgroup): PartPlan | 'unreached' => {
    const item = study.items.find(({ id }) => id === name);
    if (!item) return labelPart(model, name, label);
    // `no` is those who gave another answer, unless it is an answer itself.
    const gave = item.responses.includes(label);
    const question = questionOf(item, gave ? label : item.responses[0]);
    if (!question) return 'unreached';
    return { by: 'answer', code: answers[question.index], label: gave ? GAVE : DID_NOT, labels: 4 };
  };
  /** Those who belong to every part: labels of all parts make one number. */
  const crossed = (parts: readonly PartPlan[], subgroup: string): SplitPlan => {
    const labels = parts.reduce((product, part) => product * part.labels, 1);
    if (labels > MOST_LABELS)
      throwDiagnostic({
        kind: 'value',
        message: `the subgroup \`${subgroup}\` is of too many`,
        at: study.margins.find(margin => margin.subgroup === subgroup)?.at,
        found: `${labels} combinations of labels`,
        expected: `at most ${MOST_LABELS}`,
      });
    const asNumber = (code: Node) =>
      code.machine === 'bool' ? graph.select(code, graph.number(1), graph.number(0)) : code;
    const code = parts.reduce(
      (sum, part) => graph.add(graph.mul(sum, graph.number(part.labels)), asNumber(part.code)),
      graph.number(0),
    );
    const label = parts.reduce((sum, part) => sum * part.labels + part.label, 0);
    return { by: 'label', index: number(code), label, labels };
  };

  const asked = new Map<string, Omit<SurveyRow, 'mode'>>();
  const ask = (item: string, subgroup: string, response: string) =>
    asked.set(`${item}|${subgroup}|${response}`, { wave: wave.id, item, subgroup, response });
  // What is projected is shown by group, too; what was printed is in the margins.
  const subgroups = wave.planned ? [ALL, ...splits] : [ALL];
  for (const item of study.items)
    for (const response of item.responses) for (const subgroup of subgroups) ask(item.id, subgroup, response);
  for (const margin of study.margins)
    if (margin.wave === wave.id) ask(margin.item, margin.subgroup, margin.response);

  const rows = [...asked.values()].map((row): RowPlan => {
    const item = study.items.find(({ id }) => id === row.item)!;
    const question = questionOf(item, row.response);
    const split = splitOf(row.subgroup);
    if (split === 'unreached') return { row, question: undefined, split: undefined };
    return { row, question, split };
  });
  rows.push(...profileRows(model, study, wave, answer, number));
  return {
    wave,
    week,
    extracts: [
      { name: `who may be asked in wave ${wave.id}`, outputs: [eligible] },
      { name: `inclusion in wave ${wave.id}`, outputs: [weight(wave.inclusion), weight(wave.stays)] },
      { name: `wave ${wave.id}`, outputs: [...packed(graph, answers), ...numbers] },
    ],
    rows,
    answers: answers.length,
  };
}

/** The respondents' profile, where a figure says in which wave and by which operator it is found. */
function profileRows(
  model: Model,
  study: Study,
  wave: Wave,
  answer: (node: Node) => number,
  number: (node: Node) => number,
): RowPlan[] {
  const { graph } = model;
  const figures = study.profile.filter(figure => figure.wave === wave.id);
  checkCategories(figures);
  return figures.map(({ variable, category, operator }): RowPlan => {
    const row = { wave: wave.id, item: variable, subgroup: ALL, response: category };
    if (!operator) return { row, question: undefined, split: undefined };
    const { type, node } = operatorOf(model, contextOf(model, operator));
    const mean = type.kind !== 'flag';
    const index = mean ? number(node) : answer(answerOf(graph, graph.flag(true), [node, graph.not(node)]));
    return { row, question: { index, mean }, split: undefined };
  });
}

/** Two categories of a variable can't be one and the same answer. */
function checkCategories(figures: readonly ProfileFigure[]): void {
  for (const [k, { row, variable, category, operator }] of figures.entries()) {
    const twin = figures
      .slice(0, k)
      .find(
        other =>
          other.variable === variable &&
          other.category !== category &&
          operator !== undefined &&
          other.operator?.text.trim() === operator.text.trim(),
      );
    if (twin)
      throwDiagnostic({
        kind: 'conflict',
        message: `\`${row}\` and \`${twin.row}\` are different categories of \`${variable}\` with one operator`,
        at: positionIn(operator!, 0),
        found: operator!.text,
        expected: `what a model says to \`${category}\``,
      });
  }
}

/** Labels of one split: they are counted as bytes. */
const MOST_LABELS = 256;

/** One part of a subgroup: what holds the labels (f32, or a condition), which is meant, and of how many. */
type PartPlan = Omit<SplitPlan, 'index'> & { code: Node };

function labelPart(model: Model, name: string, label: string): PartPlan {
  const { graph } = model;
  const by = 'label';
  const group = model.groups.find(g => g.name === name);
  if (group) {
    const { code, labels } = group;
    return { by, code: graph.float(code), label: labels.indexOf(label), labels: labels.length };
  }
  const k = model.columns.findIndex(c => c.name === name);
  const { type } = model.columns[k];
  const labels = type.kind === 'label' ? type.labels : ['no', 'yes'];
  const isFlag = type.kind === 'flag';
  const column = graph.column(k, 'own', isFlag ? 'bool' : 'i32');
  return {
    by,
    code: isFlag ? column : graph.float(column),
    label: labels.indexOf(label),
    labels: labels.length,
  };
}
