import { stepOf, stepsIn } from '../../core/calendar.ts';
import type { Position } from '../../core/diagnostics.ts';
import type { Csv, CsvRow } from '../../core/located-document.ts';
import type { Frame, Inputs, RunOutline } from '../../engine/program/run-types.ts';
import type { FitTarget, Summary } from '../../inference/problem/target.ts';
import { isBefore, weeksWatched } from '../../observe/series/flow-targets.ts';
import type { WavePlan } from '../../observe/survey/waves.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import { weekAsked } from '../../survey/lookup.ts';
import type { FlowFigure, Margin, Study } from '../../survey/study.ts';
import { ALL } from '../../survey/subgroups.ts';
import { targetOf } from '../../survey/targets.ts';

/** The figures that a fit is compared with, and how a run answers them. */
export interface FitTargets {
  targets: readonly FitTarget[];
  /** One a target. */
  asked: readonly AskedOf[];
  /** What is so in a run, without the error of a survey: the method adds that. */
  summaries(result: RunOutline): Summary[];
  /** Figures meant for a fit that can't be targets, and why. */
  leftOut: readonly { row: string; reason: string }[];
  /** Weeks that a run needs to answer all. */
  weeks: number;
}

/** What a target asks of the model, in words, and where that is written. */
export interface AskedOf {
  at: Position;
  base: string;
  /** Where to look when nobody answers. */
  mend: string;
}

/** One target with the row of a run's result that answers it. */
interface Answered {
  target: FitTarget;
  asked: AskedOf;
  read(result: RunOutline): Summary;
  weeks: number;
}

/** A bound that a source gives without an error ("at least half a million") is taken to be known this well. */
const BOUND_ERROR = 0.05;

/**
 * The inputs as a fit sees them: without the rows held out. Nothing that is held out is there to be fitted, be it by
 * mistake; nor how well earlier fits foresaw them.
 */
export function withoutHoldout(inputs: Inputs): Inputs {
  const { study } = inputs;
  const isHeld = ({ cells }: CsvRow) => cells.use?.trim() === 'holdout';
  const part = <T extends Csv | undefined>(csv: T, held: boolean): T =>
    csv && { ...csv, rows: csv.rows.filter(row => isHeld(row) === held) };
  const withheld = [study.marginals, study.flows].flatMap(csv => part(csv, true) ?? []);
  const [marginals, flows] = [part(study.marginals, false), part(study.flows, false)];
  return { ...inputs, study: { ...study, marginals, flows, withheld, trackRecord: undefined } };
}

/**
 * The one place where figures of a study become targets: the rows with `use = calibrate`, less those from which the
 * population is made (they are met from the start and would count twice).
 */
export function fitTargets(
  { study, frame, waves }: Pick<ResolvedScenario, 'study' | 'frame' | 'waves'>,
  { margins: given }: Inputs['model'],
  personsPerAgent: number,
): FitTargets {
  const made = new Set(given?.rows.map(row => row.cells.survey_row).filter(Boolean));
  const leftOut: { row: string; reason: string }[] = [];
  const answered = [
    ...study.margins.map(margin => ({ ...margin, answer: () => answerOf(study, frame, waves, margin) })),
    ...study.flows.map(figure => ({ ...figure, answer: () => flowAnswer(frame, figure, personsPerAgent) })),
  ].flatMap(({ row, use, answer }): Answered[] => {
    if (use !== 'calibrate') return [];
    const found = made.has(row) ? 'the population is made from it' : answer();
    if (typeof found !== 'string') return [found];
    leftOut.push({ row, reason: found });
    return [];
  });
  return {
    targets: answered.map(({ target }) => target),
    asked: answered.map(({ asked }) => asked),
    summaries: result => answered.map(({ read }) => read(result)),
    leftOut,
    weeks: Math.max(0, ...answered.map(({ weeks }) => weeks)),
  };
}

function answerOf(study: Study, frame: Frame, plans: readonly WavePlan[], margin: Margin): Answered | string {
  const wave = study.waves.find(({ id }) => id === margin.wave);
  const expected = frame.survey.findIndex(
    row =>
      row.mode === 'expected' &&
      row.wave === margin.wave &&
      row.item === margin.item &&
      row.subgroup === margin.subgroup &&
      row.response === margin.response,
  );
  const item = study.items.find(({ id }) => id === margin.item);
  if (!wave || !item?.operator || expected < 0) return 'no operator says what the model answers';
  const week = weekAsked(wave, frame);
  if (week < 0) return 'it was asked before the model begins';
  const plan = plans.find(({ wave: { id } }) => id === wave.id);
  const row = plan?.rows.find(
    ({ row: { item, subgroup, response } }) =>
      item === margin.item && subgroup === margin.subgroup && response === margin.response,
  );
  // A wave after the end of these weeks is reached by the fit's own.
  if (week < frame.weeks && !row?.question)
    return margin.subgroup === ALL
      ? 'it looks back to before the model begins'
      : 'it, or its subgroup, has no operator or looks back to before the model begins';
  const subgroup = margin.subgroup === ALL ? undefined : margin.subgroup;
  const conditions = new Set(
    [wave.eligible?.text, item.base?.text, subgroup].filter(text => text !== undefined),
  );
  const listed = [...conditions].map(text => `\`${text}\``).join(' and ');
  const { observed, low, high, se } = targetOf(margin, wave);
  if (observed === undefined && low === undefined && high === undefined) return 'it has no number';
  return {
    target: {
      id: margin.row,
      kind: 'proportion',
      observed,
      low,
      high,
      variance: se * se,
      size: margin.n / wave.deff,
    },
    asked: {
      at: margin.at,
      base: `\`${item.id}\` is asked in ${wave.id} of ${conditions.size ? `those with ${listed}` : 'everybody'}`,
      mend: `look at \`base\` of \`${item.id}\` in items.csv and \`eligible\` of \`${wave.id}\` in waves.csv`,
    },
    read: ({ surveyValues, surveyAgents }) => ({
      value: surveyValues[expected],
      size: surveyAgents[expected],
    }),
    weeks: week + 1,
  };
}

function flowAnswer(frame: Frame, figure: FlowFigure, personsPerAgent: number): Answered | string {
  const { row, value, low, high, operator, measure, endDay } = figure;
  if (!operator) return 'no operator says what the model answers';
  const bound = low ?? high;
  if (value === undefined && bound === undefined) return 'it has no number';
  if (isBefore(figure, frame.startDay)) return 'its window lies before the model begins';
  const se = figure.se ?? BOUND_ERROR * Math.abs(value ?? bound!);
  const index = frame.figures.indexOf(row);
  return {
    // Of a balance either side may be the larger, and a share of stocks is no count; all else is counted.
    target: {
      id: row,
      kind: measure === 'net' || measure === 'stock_share' ? 'mean' : 'count',
      observed: value,
      low: value === undefined ? low : undefined,
      high: value === undefined ? high : undefined,
      variance: se * se,
    },
    asked: {
      at: figure.at,
      base: `counted by \`${operator.text}\``,
      mend: 'look at its `operator` and window',
    },
    read: ({ figures }) => ({ value: figures[index], size: personsPerAgent }),
    weeks: stepOf(endDay, frame) + 1 + stepsIn(weeksWatched(figure), frame),
  };
}
