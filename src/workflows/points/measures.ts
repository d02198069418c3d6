import { firstDay, isoDay } from '../../core/calendar.ts';
import { didYouMean, someOf, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Frame, Inputs, RunResult, SurveyRow } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import { type ResolvedScenario, resolveScenario } from '../../simulate/resolve.ts';
import { weekAsked } from '../../survey/lookup.ts';
import type { FlowFigure, Study } from '../../survey/study.ts';
import { askFor, valuesOf } from '../run/outcomes.ts';

/** One number of a run: a metric in one week, a share of a survey's answers, or a count of the study's flows. */
export interface Measure {
  /** As `--outcomes` names it; unlike those of all others. */
  name: string;
  kind: 'metric' | 'survey' | 'flow';
  /** Monday of the week of a metric or wave; last day of a flow's window. */
  date: string;
  /** Of an answer; else ''. */
  wave: string;
  /** `all`, `name=label`, or the place of a flow. */
  group: string;
  unit: string;
  /** NaN: nobody is in its base, or the run doesn't reach it. */
  of(result: RunResult): number;
}

/** What will be run for some measures. */
export interface Measured {
  /** The inputs, run no longer and split no further than they need. */
  inputs: Inputs;
  resolved: ResolvedScenario;
  measures: readonly Measure[];
}

/** Names that mean many measures. */
export const CLASSES = {
  survey: 'every answer of every wave, expected: without sampling noise',
  drawn: 'the same of a sample of the printed size',
  metrics: 'every metric in the week of every wave and at the end',
  headlines: "the model's headlines at the end",
  flows: "every count of the study's flows",
} as const;

const USUAL_CLASSES: readonly string[] = ['survey', 'metrics'];

type Row = SurveyRow & { week: number };

/**
 * The measures that some texts name: METRIC, METRIC@DATE or METRIC:GROUP=LABEL@DATE; ITEM.RESPONSE@WAVE, with :SUBGROUP before the @ and
 * /drawn behind; flow:ROW; or one of `CLASSES`. Throws a DiagnosticError with what there is.
 */
export function measuresFor(inputs: Inputs, texts: readonly string[] = USUAL_CLASSES): Measured {
  const { scenario } = inputs;
  const { model, study, frame } = resolveScenario(inputs);
  const rows = rowsIn(frame, study, model);
  const answers = new Map(rows.map(row => [answerName(row), row]));
  const flows = new Map(study.flows.map(figure => [`flow:${figure.row}`, figure]));
  const metrics = new Set(model.metrics.map(({ name }) => name));
  const chosen = new Set<string>();
  for (const text of texts.map(one => one.trim())) {
    const named = metrics.has(text) ? undefined : classOf(text, { model, frame, rows, flows });
    for (const name of named ?? [text]) chosen.add(name);
    if (!named && !answers.has(text) && !flows.has(text) && !metrics.has(text.split(/[:@]/)[0]))
      refuse(text, [...metrics, ...Object.keys(CLASSES), ...answers.keys(), ...flows.keys()]);
  }
  const asked = [...chosen];
  const ownRows = asked.flatMap(name => answers.get(name) ?? []);
  const ownFlows = asked.flatMap(name => flows.get(name) ?? []);
  const ofMetrics = asked.filter(name => !answers.has(name) && !flows.has(name));
  const groups = new Set(ownRows.map(({ subgroup }) => subgroup.split('=')[0]));
  const made = askFor(inputs, ofMetrics, {
    weeks: ownFlows.length ? scenario.weeks : Math.max(0, ...ownRows.map(({ week }) => week + 1)),
    groups: scenario.groups.filter(name => groups.has(name)),
    flows: ownFlows.length > 0,
  });
  const { resolved } = made;
  return {
    inputs: made.inputs,
    resolved,
    measures: [
      ...made.outcomes.map(
        (outcome): Measure => ({
          ...{ name: outcome.name, kind: 'metric', date: outcome.date, wave: '', group: outcome.group },
          unit: outcome.metric.unit,
          of: result => valuesOf([outcome], resolved.frame, result)[0],
        }),
      ),
      ...ownRows.map(row => answerMeasure(row, resolved.frame)),
      ...ownFlows.map(figure => flowMeasure(figure, resolved.frame)),
    ],
  };
}

/** The answers that a run reaches. */
function rowsIn(frame: Frame, study: Study, model: Pick<Model, 'startDay' | 'step'>): Row[] {
  const weeks = new Map(study.waves.map(wave => [wave.id, weekAsked(wave, model)]));
  const silent = new Set(study.items.flatMap(({ id, operator }) => (operator ? [] : id)));
  return frame.survey.flatMap(row => {
    const week = weeks.get(row.wave) ?? -1;
    return week >= 0 && week < frame.weeks && !silent.has(row.item) ? { ...row, week } : [];
  });
}

interface World {
  model: Model;
  frame: Frame;
  rows: readonly Row[];
  flows: ReadonlyMap<string, FlowFigure>;
}

/** The names that a class means; undefined: the text is none. */
function classOf(text: string, { model, frame, rows, flows }: World): string[] | undefined {
  const last = frame.weeks - 1;
  const at = (name: string, week: number) => `${name}@${isoDay(firstDay(frame, week))}`;
  const weeks = [...new Set([...rows.map(({ week }) => week), last])].sort((a, b) => a - b);
  switch (text as keyof typeof CLASSES) {
    case 'survey':
      return rows.filter(({ mode }) => mode === 'expected').map(answerName);
    case 'drawn':
      return rows.filter(({ mode }) => mode === 'drawn').map(answerName);
    case 'metrics':
      return model.metrics.flatMap(({ name }) => weeks.map(week => at(name, week)));
    case 'headlines':
      return model.metrics.flatMap(({ name, headline }) => (headline ? at(name, last) : []));
    case 'flows':
      return [...flows.keys()];
    default:
      return undefined;
  }
}

function answerName({ item, response, subgroup, wave, mode }: SurveyRow): string {
  const among = subgroup === 'all' ? '' : `:${subgroup}`;
  return `${item}.${response}${among}@${wave}${mode === 'drawn' ? '/drawn' : ''}`;
}

function answerMeasure(row: Row, frame: Frame): Measure {
  const name = answerName(row);
  const at = frame.survey.findIndex(one => answerName(one) === name);
  const date = isoDay(firstDay(frame, row.week));
  return {
    ...{ name, kind: 'survey', date, wave: row.wave, group: row.subgroup, unit: 'share' },
    of: ({ surveyValues }) => surveyValues[at],
  };
}

function flowMeasure({ row, place, endDay }: FlowFigure, frame: Frame): Measure {
  const at = frame.figures.indexOf(row);
  return {
    ...{ name: `flow:${row}`, kind: 'flow', date: isoDay(endDay), wave: '', group: place, unit: 'persons' },
    of: ({ figures }) => figures[at],
  };
}

function refuse(text: string, known: readonly string[]): never {
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown outcome \`${text}\``,
    expected: someOf(known),
    hint: didYouMean(text, known),
  });
}
