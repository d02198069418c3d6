import type { Diagnostic, Position, Text } from '../core/diagnostics.ts';
import type { Csv, Document } from '../core/located-document.ts';
import type { Discrepancy } from './discrepancy.ts';
import type { TrackRecord } from './track-record.ts';

/** The files of a study folder, read but not yet understood. */
export interface StudyFiles {
  folder: string;
  sources: Csv;
  waves: Csv;
  items: Csv;
  marginals: Csv;
  profile: Csv;
  flows: Csv | undefined;
  relations: Csv | undefined;
  events: Csv | undefined;
  /** backtest.json, where `backtest --record` has written one. */
  trackRecord?: Document;
  /** discrepancy.yaml, where the study declares what its models may be wrong about. */
  discrepancy?: Document;
  /** Rows taken out of these tables, of which nothing is read but which wave, item and source they name. */
  withheld?: readonly Csv[];
}

/** A study understood; operators stay text with position until `observe/` types them against a model. */
export interface Study {
  id: string;
  waves: readonly Wave[];
  items: readonly Item[];
  margins: readonly Margin[];
  sources: ReadonlyMap<string, { title: string; address: string; note: string }>;
  profile: readonly ProfileFigure[];
  flows: readonly FlowFigure[];
  relations: readonly Relation[];
  /** How good projections on this study have been; undefined: nobody has recorded it. */
  trackRecord: TrackRecord | undefined;
  /** What its models may be wrong about; undefined: nothing is declared. */
  discrepancy: Discrepancy | undefined;
  /** What of its tables nothing reads, or contradicts the rest. */
  warnings: readonly Diagnostic[];
}

export interface Wave {
  id: string;
  label: string;
  startDay: number;
  endDay: number;
  /** Day in the middle of the fieldwork; the wave is asked in the week that holds it. */
  askedDay: number;
  respondents: number | undefined;
  /** Respondents taken over from the wave before, which is the row above in waves.csv. */
  panel: number;
  /** Whether the numbers are observed or only planned (a projection). */
  planned: boolean;
  deff: number;
  /** Who may be asked (flag), how likely (weight >= 0), how likely to answer again (weight >= 0); in the language. */
  eligible: Text | undefined;
  inclusion: Text | undefined;
  stays: Text | undefined;
  at: Position;
}

export interface Item {
  id: string;
  construct: string;
  kind: string;
  responses: readonly string[];
  comparableGroup: string;
  /** Who is asked (flag) and what they answer (flag, or number to be compared with the cut); undefined: not reached yet. */
  base: Text | undefined;
  operator: Text | undefined;
  /** Name of the parameter that cuts a number into yes and no; one cut through all waves. */
  cut: Text | undefined;
  hint: string;
  at: Position;
}

/** One printed figure: response `response` of item `item` in wave `wave` among `subgroup`. */
export interface Margin {
  row: string;
  wave: string;
  item: string;
  /** `all` or `name=value`, where name is an item, a group of the model or a column. */
  subgroup: string;
  response: string;
  value: number | undefined;
  /** Bounds of a figure given in words ("the majority"), or undefined. */
  low: number | undefined;
  high: number | undefined;
  /** How the source words the figure: exact, about, nearly, majority, ... */
  qualifier: string;
  n: number;
  sourceId: string;
  use: Use;
  note: string;
  at: Position;
}

/** calibrate: may enter a fit; context: shown only; holdout: neither fitted nor looked at before the fit is final. */
export type Use = 'calibrate' | 'context' | 'holdout';

/** What the respondents are like; `row` is what a population margin refers to. */
export interface ProfileFigure {
  row: string;
  variable: string;
  category: string;
  /** A share 0-1; a mean in units of `category` when the variable's name ends with `_mean`. */
  value: number;
  qualifier: string;
  /** Whom it describes, in words. */
  population: string;
  /** The wave whose respondents it describes, what a model says to it, and how many answered; for survey.csv. */
  wave: string | undefined;
  operator: Text | undefined;
  n: number | undefined;
  sourceId: string;
  note: string;
  at: Position;
}

/** A count of persons over a window of days, or of a stock on a day. */
export interface FlowFigure {
  row: string;
  /** A place of the model, or `all`, and where that is written. */
  place: string;
  placeAt: Position;
  startDay: number;
  endDay: number;
  measure: FlowMeasure;
  /** Who counts as one, in the words of the source. */
  unit: string;
  operator: Text | undefined;
  /** Persons, of a `stock_share` a share 0-1: the figure, or the ends between which it lies (an end may be open), or both; `se` is its standard error. */
  value: number | undefined;
  low: number | undefined;
  high: number | undefined;
  se: number | undefined;
  sourceId: string;
  use: Use;
  note: string;
  at: Position;
}

export type FlowMeasure = 'left' | 'entries' | 'exits' | 'net' | 'stock' | 'stock_share';

/** Whether a measure says who is there at the end of a day, as a count or as a share of others, and not who moves. */
export const isStock = (measure: FlowMeasure) => measure === 'stock' || measure === 'stock_share';

/** A direction that a source states and a model must show. */
export interface Relation {
  id: string;
  cause: string;
  effect: string;
  /** `+`, `-`, `0` (no effect), `timing` or `selection`. */
  sign: string;
  evidence: string;
  statistic: string;
  /** What shows it in a run (observe/relations-formula.ts); undefined: nothing yet. */
  operator: Text | undefined;
  /** What is switched off to see whether the relation stays. */
  mechanism: Text | undefined;
  /** Values no further from 0 than this show neither sign. */
  tolerance: number;
  sourceId: string;
  note: string;
  at: Position;
}
