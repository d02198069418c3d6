import { weekOf } from '../calendar.ts';
import type { Csv } from '../document.ts';
import type { Summary, Target } from '../inference/question/target.ts';
import { weeksWatched } from '../observe/figures.ts';
import type { Frame, Inputs, RunResult } from '../run.ts';
import { weekAsked } from '../survey/lookup.ts';
import type { FlowFigure, Margin, Study } from '../survey/study.ts';
import { targetOf } from '../survey/targets.ts';

/** The figures that a fit is held against, and how a run answers them. */
export interface FitTargets {
  targets: readonly Target[];
  /** What a run says to each; `drawn`: as a survey of the printed size would have found it, not as it is. */
  summaries(result: RunResult, drawn: boolean): Summary[];
  /** Figures meant for a fit that can't be targets, and why. */
  leftOut: readonly { row: string; reason: string }[];
  /** Weeks that a run needs to answer all. */
  weeks: number;
}

/** One target with the row of a run's result that answers it. */
interface Answered {
  target: Target;
  read(result: RunResult, drawn: boolean): Summary;
  weeks: number;
}

/** A bound that a source gives without an error ("at least half a million") is taken to be known this well. */
const BOUND_ERROR = 0.05;

/**
 * The inputs as a fit sees them: without the rows held out. Nothing that is held out is there to be fitted, be it by
 * mistake.
 */
export function withoutHoldout(inputs: Inputs): Inputs {
  const seen = <T extends Csv | undefined>(csv: T): T =>
    csv && { ...csv, rows: csv.rows.filter(row => row.cells.use?.trim() !== 'holdout') };
  const { study } = inputs;
  return { ...inputs, study: { ...study, marginals: seen(study.marginals), flows: seen(study.flows) } };
}

/**
 * The one place where figures of a study become targets: the rows with `use = calibrate`, less those from which the
 * population is made (they are met from the start and would count twice).
 */
export function fitTargets(
  study: Study,
  frame: Frame,
  { margins: given }: Inputs['model'],
  personsPerAgent: number,
): FitTargets {
  const made = new Set(given?.rows.map(row => row.cells.survey_row).filter(Boolean));
  const leftOut: { row: string; reason: string }[] = [];
  const answered = [
    ...study.margins.map(margin => ({ ...margin, answer: () => answerOf(study, frame, margin) })),
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
    summaries: (result, drawn) => answered.map(({ read }) => read(result, drawn)),
    leftOut,
    weeks: Math.max(0, ...answered.map(({ weeks }) => weeks)),
  };
}

function answerOf(study: Study, frame: Frame, margin: Margin): Answered | string {
  const wave = study.waves.find(({ id }) => id === margin.wave);
  const [drawn, expected] = (['drawn', 'expected'] as const).map(mode =>
    frame.survey.findIndex(
      row =>
        row.mode === mode &&
        row.wave === margin.wave &&
        row.item === margin.item &&
        row.subgroup === margin.subgroup &&
        row.response === margin.response,
    ),
  );
  const item = study.items.find(({ id }) => id === margin.item);
  if (!wave || !item?.operator || expected < 0) return 'no operator says what the model answers';
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
    read: ({ surveyValues, surveyAgents, surveyRespondents }, asDrawn) =>
      asDrawn
        ? { value: surveyValues[drawn], size: surveyRespondents[drawn] }
        : { value: surveyValues[expected], size: surveyAgents[expected] },
    weeks: weekAsked(wave, frame.startDay) + 1,
  };
}

function flowAnswer(frame: Frame, figure: FlowFigure, personsPerAgent: number): Answered | string {
  const { row, value, low, high, operator, measure, endDay } = figure;
  if (!operator) return 'no operator says what the model answers';
  const bound = low ?? high;
  if (value === undefined && bound === undefined) return 'it has no number';
  const se = figure.se ?? BOUND_ERROR * Math.abs(value ?? bound!);
  const index = frame.figures.indexOf(row);
  return {
    // Of a balance either side may be the larger; all else is counted.
    target: {
      id: row,
      kind: measure === 'net' ? 'mean' : 'count',
      observed: value,
      low: value === undefined ? low : undefined,
      high: value === undefined ? high : undefined,
      variance: se * se,
    },
    read: ({ figures }) => ({ value: figures[index], size: personsPerAgent }),
    weeks: weekOf(endDay, frame.startDay) + 1 + weeksWatched(figure),
  };
}
