import { firstDay, isoDay, lastDay, parseDay, stepOf } from '../../core/calendar.ts';
import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Frame, Inputs, RunResult } from '../../engine/program/run-types.ts';
import { buildModel } from '../../model/build.ts';
import type { Metric } from '../../model/model.ts';
import { answerMetrics } from '../../scenario/answers.ts';
import { type ResolvedScenario, resolveScenario } from '../../simulate/resolve.ts';

/** One number of a run: a metric among a group in one week. */
export interface Outcome {
  /** `metric@2023-06-26`, or `metric:group=label@2023-06-26`; the day is the week's Monday. */
  name: string;
  metric: Metric;
  group: string;
  week: number;
  /** Monday of the week. */
  date: string;
  /** Its place among the series of the frame. */
  series: number;
}

export interface Asked {
  /** The inputs, run no longer than the last outcome needs, split by no other groups, counting nothing else. */
  inputs: Inputs;
  resolved: ResolvedScenario;
  outcomes: Outcome[];
}

/** What else is looked at in the same runs; then headlines are not meant where no text is given. */
export interface Besides {
  /** As many weeks are run at least; 0: as the texts need. */
  weeks: number;
  /** Groups by which answers of planned waves are split. */
  groups: readonly string[];
  /** The study's flows, which may count any metric. */
  flows: boolean;
}

const FORM = /^([A-Za-z_]\w*)(?::([A-Za-z_]\w*=[^@]+))?(?:@(.+))?$/;
const EXAMPLE = 'METRIC, METRIC@2023-06-26 or METRIC:GROUP=LABEL@2023-06-26';

/**
 * Understand outcomes as they are written; without any, the model's headlines. One without a day is that of the last week.
 * Throws a DiagnosticError with what there is.
 */
export function askFor(inputs: Inputs, texts: readonly string[], besides?: Besides): Asked {
  const { scenario } = inputs;
  const parts = texts.map(text => {
    const [, metric, group = 'all', date] = FORM.exec(text.trim()) ?? refuse(text);
    return {
      text,
      metric,
      group,
      week: date === undefined ? scenario.weeks - 1 : weekIn(inputs, text, date),
    };
  });
  const split = parts.flatMap(({ group }) => (group === 'all' ? [] : group.split('=')[0]));
  const groups = [...new Set([...split, ...(besides?.groups ?? [])])];
  const least = besides?.weeks || (parts.length ? 1 : scenario.weeks);
  const weeks = Math.max(...parts.map(({ week }) => week + 1), least);
  const untilDay = lastDay(scenario, weeks - 1);
  const { choose, withoutMechanisms: without, parameters } = scenario;
  const model = buildModel(inputs.model, { choose, without, parameters });
  const all = [...model.metrics, ...answerMetrics(model, scenario.events)];
  const wanted =
    parts.length || besides
      ? parts
      : all
          .filter(({ headline }) => headline)
          .map(({ name }) => ({ text: name, metric: name, group: 'all', week: weeks - 1 }));
  for (const { metric, text } of wanted)
    find(
      all.map(({ name }) => name),
      metric,
      'metric',
      text,
    );
  const whole = { ...inputs, scenario: { ...scenario, groups, weeks, untilDay } };
  const asked = besides?.flows ? whole : only(whole, wanted);
  const resolved = resolveScenario(asked);
  const { metrics } = resolved.model;
  const { frame } = resolved;
  const outcomes = wanted.map(({ text, metric, group, week }): Outcome => {
    const labels = frame.series.filter(series => series.metric === metric).map(series => series.group);
    find(labels, group, 'group', text);
    const date = isoDay(firstDay(frame, week));
    return {
      name: `${metric}${group === 'all' ? '' : `:${group}`}@${date}`,
      metric: metrics.find(one => one.name === metric)!,
      group,
      week,
      date,
      series: frame.series.findIndex(series => series.metric === metric && series.group === group),
    };
  });
  const twice = outcomes.find(({ name }, k) => outcomes.findIndex(other => other.name === name) < k);
  if (twice)
    throwDiagnostic({
      kind: 'conflict',
      message: `the outcome \`${twice.name}\` is asked for twice`,
      hint: 'leave one of them out',
    });
  return { inputs: asked, resolved, outcomes };
}

/** Inputs whose model has no metrics but these, and nothing that names others: what is not asked for takes no time. */
function only(inputs: Inputs, wanted: readonly { metric: string }[]): Inputs {
  const { metrics, model } = inputs.model;
  if (!metrics) return inputs;
  const kept = Object.entries(metrics.value as object).filter(([name]) =>
    wanted.some(({ metric }) => metric === name),
  );
  const plain = { ...model, value: { ...(model.value as object), charts: undefined } };
  const fewer = { ...metrics, value: Object.fromEntries(kept) };
  return {
    ...inputs,
    model: { ...inputs.model, model: plain, metrics: fewer },
    study: { ...inputs.study, flows: undefined },
  };
}

/** The value of each outcome in one run. */
export function valuesOf(
  outcomes: readonly Outcome[],
  { series }: Frame,
  { trajectories }: RunResult,
): number[] {
  return outcomes.map(outcome => trajectories[outcome.week * series.length + outcome.series]);
}

function weekIn({ scenario }: Inputs, text: string, date: string): number {
  const day = parseDay(date);
  const week = day === undefined ? Number.NaN : stepOf(day, scenario);
  if (week >= 0 && week < scenario.weeks) return week;
  return throwDiagnostic({
    kind: 'value',
    message: `the outcome \`${text}\` has no day of the run`,
    found: `\`${date}\``,
    expected: `${isoDay(scenario.startDay)} to ${isoDay(scenario.untilDay)}`,
  });
}

function find(known: readonly string[], name: string, what: string, text: string): string {
  if (known.includes(name)) return name;
  return throwDiagnostic({
    kind: 'unknown',
    message: `the outcome \`${text}\` names an unknown ${what} \`${name}\``,
    expected: known.length <= 20 ? known.join(', ') : undefined,
    hint: didYouMean(name, known),
  });
}

function refuse(text: string): never {
  return throwDiagnostic({ kind: 'syntax', message: `\`${text}\` is no outcome`, expected: EXAMPLE });
}
