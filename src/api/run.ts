import { firstDay, isoDay } from '../core/calendar.ts';
import type { Frame, RunResult } from '../engine/program/run-types.ts';
import { denseFlows } from '../observe/series/sparse-flows.ts';
import { seriesName } from './scenario.ts';

/** What one run gave: plain data with typed arrays, which travels between threads as it is. */
export interface Run {
  scenario: string;
  /** Number of the run, from 1: with the scenario's seed it addresses all chance in it. */
  run: number;
  /** Number of the posterior's draw, from 1; undefined: none gave it its parameters. */
  draw: number | undefined;
  /** Values by name that differ from the scenario's in this run. */
  parameters: Readonly<Record<string, number>>;
  agents: number;
  /** Mondays of the weeks, `2022-02-21`. */
  dates: readonly string[];
  /**
   * By series (`abroad`, `abroad:host=north`): a number a week, at its end. Persons or shares; NaN where nobody is in the
   * base.
   */
  series: Readonly<Record<string, Float64Array>>;
  places: readonly string[];
  /** Persons who changed place in a week, [week x from x to] in the order of `places`. */
  flows: Float64Array;
  survey: SurveyShares;
  /** By row id of the study's flows: persons; NaN where the run ends before the window does. */
  flowFigures: Readonly<Record<string, number>>;
  /** Of every column after the last week, 16 hexadecimal digits: equal states, equal hashes, on any machine. */
  stateHash: string;
  /** What it took, where threads do the runs; else 0: nothing here reads a clock. */
  seconds: number;
}

/** Answers to the study's questions, row by row. */
export interface SurveyShares {
  wave: readonly string[];
  item: readonly string[];
  subgroup: readonly string[];
  response: readonly string[];
  /** `drawn`: of as many respondents as were asked; `expected`: over all who might have been. */
  mode: readonly ('drawn' | 'expected')[];
  /** 0 to 1, or the mean of a number; NaN: the wave is not reached, or nobody answers. */
  share: Float64Array;
  /** Respondents in the base of a drawn share; NaN of an expected one. */
  respondents: Float64Array;
}

/** A result of the engine as users see it. */
export function runOf(frame: Frame, result: RunResult): Run {
  const { key, agents, trajectories, flows, surveyValues, surveyRespondents, figures } = result;
  const { weeks, places, survey } = frame;
  const column = (k: number) =>
    Float64Array.from({ length: weeks }, (_, week) => trajectories[week * frame.series.length + k]);
  return {
    scenario: key.scenario,
    run: key.replicate,
    draw: key.draw,
    parameters: key.parameters ?? {},
    agents,
    dates: Array.from({ length: weeks }, (_, week) => isoDay(firstDay(frame, week))),
    series: Object.fromEntries(
      frame.series.map(({ metric, group }, k) => [seriesName(metric, group), column(k)]),
    ),
    places,
    flows: denseFlows(flows, weeks, places.length),
    survey: {
      wave: survey.map(row => row.wave),
      item: survey.map(row => row.item),
      subgroup: survey.map(row => row.subgroup),
      response: survey.map(row => row.response),
      mode: survey.map(row => row.mode),
      share: surveyValues.slice(),
      respondents: surveyRespondents.slice(),
    },
    flowFigures: Object.fromEntries(frame.figures.map((id, k) => [id, figures[k]])),
    stateHash: result.stateHash,
    seconds: result.wallSeconds,
  };
}
