import type { Csv } from '../document.ts';
import type { Position, Text } from '../problem.ts';

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
}

/** A study understood; operators stay text with position until `observe/` types them against a model. */
export interface Study {
  id: string;
  waves: readonly Wave[];
  items: readonly Item[];
  margins: readonly Margin[];
  sources: ReadonlyMap<string, { title: string; address: string; note: string }>;
}

export interface Wave {
  id: string;
  label: string;
  startDay: number;
  endDay: number;
  /** Day in the middle of the fieldwork; the wave is asked in the week that holds it. */
  askedDay: number;
  respondents: number | undefined;
  /** Respondents taken over from the wave before. */
  panel: number;
  /** Whether the numbers are observed or only planned (a projection). */
  planned: boolean;
  deff: number;
  /** Who may be asked (flag), how likely (weight >= 0), how likely to answer again (weight >= 0); in the language. */
  eligible: Text | undefined;
  inclusion: Text | undefined;
  stays: Text | undefined;
}

export interface Item {
  id: string;
  construct: string;
  kind: string;
  responses: readonly string[];
  comparableGroup: string;
  /** Who is asked (flag) and what they answer (flag, or number to be held against the cut); undefined: not reached yet. */
  base: Text | undefined;
  operator: Text | undefined;
  /** Name of the parameter that cuts a number into yes and no; one cut through all waves. */
  cut: Text | undefined;
  hint: string;
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
  n: number;
  sourceId: string;
  use: 'calibrate' | 'context' | 'holdout';
  note: string;
  at: Position;
}
