import type { Clock } from '../core/calendar.ts';
import type { Diagnostic, Position, Text } from '../core/diagnostics.ts';
import type { Document } from '../core/located-document.ts';
import type { Microdata } from './microdata.ts';

/** A scenario understood: its `extends` chain merged, its dates turned into days (since 1970-01-01). */
export interface Scenario extends Clock {
  /** The file's name without ending: names the output folder and the first column of every output. */
  name: string;
  title: string;
  assumes: string;
  /** The file and those it extends, nearest first. */
  files: readonly string[];
  /** SHA-256 of these files by name, where they were read from files. */
  sources?: ReadonlyMap<string, string>;
  /** Folder of the model and of the study, relative to the project (`models/rhizome`, `surveys/outrush-2022`). */
  model: string;
  study: string;
  /** Last day that is simulated; the run ends with the step that holds it. */
  untilDay: number;
  /** Steps that are simulated. */
  weeks: number;
  replicates: number;
  personsPerAgent: number;
  seed: string;
  /** The study's events that are on, then the scenario's own; those in `without` left out. */
  events: readonly Event[];
  /** Mechanisms (rule files) taken out of the plan: every name in `without` that is no event's id. */
  withoutMechanisms: readonly string[];
  /** Names in `with` that are no event's id: mechanisms that an extended file had taken out. */
  withMechanisms: readonly string[];
  /** Ids of all events that the study and the files declare, on or off. */
  eventIds: readonly string[];
  /** Chosen variant by name. */
  choose: Readonly<Record<string, string>>;
  /** Values of the scenario's own, in every run. */
  parameters: Readonly<Record<string, number>>;
  /** Values that the command line gave in place of those of the files, by name and sorted; they are in `parameters` and `events`, too. */
  set?: Readonly<Record<string, number | string>>;
  /** Where all other values come from; undefined: from a posterior where the project ships one, else defaults. */
  parametersFrom?: ParametersFrom;
  /** Names of the model's groups; `all` is always there. */
  groups: readonly string[];
  /** Tables of agents, respondents and ties that are wanted besides. */
  outputs?: Microdata;
  document: Document;
  /** Where the files say `until`, switch an event (`event.x`) and name what a model must know: `parameters.x`, `choose.x`, `groups.x`, `without.x`, `with.x`. */
  positions: ReadonlyMap<string, Position>;
  /** What of its files has no effect. */
  warnings?: readonly Diagnostic[];
}

/** Something dated that happens to places: it acts through the fields of its kind. */
export interface Event {
  id: string | undefined;
  kind: string;
  fromDay: number;
  /** Last day on which it acts; undefined: it never ends. */
  toDay: number | undefined;
  /** 1 = as large as the event of September 2022, or full closure. Of one whose size answers, what the answer multiplies: 1. */
  size: number;
  /** Of an event whose size is an expression: evaluated once a week (`compileAnswers`). */
  answer?: SizeAnswer;
  /** Of an event whose size is a named step: from its first to its last day this step holds. `size` is its number. */
  step?: SizeStep;
  /** On which agents it acts: those of whom this holds; undefined: on everybody. */
  who?: Text;
  halfLifeWeeks: number | undefined;
  /** Weeks over which it builds up before `fromDay`. */
  leadWeeks: number;
  /** Labels of places; empty: everywhere. */
  places: readonly string[];
  /** Of a field by a one-of column, labels of that: for whom it acts; undefined: for all. */
  labels?: readonly string[];
  at: Position;
}

/** A size that is an expression, with numbers of its own that it names. */
export interface SizeAnswer {
  text: Text;
  numbers: Readonly<Record<string, number>>;
}

/** A named step of a lever, and by place what it changes of the usual one; '' of a lever that isn't by place. */
export interface SizeStep {
  name: string;
  changes: Readonly<Record<string, number>>;
}

/** `posterior`: draws of a calibration of this model on this study; `defaults`: the model's parameters.csv. */
export type ParametersFrom = 'posterior' | 'defaults';

/** The cells of a field in which an event acts, by label; none: in all. */
export const cellsOf = ({ labels, places }: Pick<Event, 'labels' | 'places'>): readonly string[] =>
  labels ?? places;
