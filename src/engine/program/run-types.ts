import type { Clock, Step } from '../../core/calendar.ts';
import type { Diagnostic, Text } from '../../core/diagnostics.ts';
import type { ModelFiles } from '../../model/model.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { StudyFiles } from '../../survey/study.ts';
import type { Layout } from './layout.ts';

/**
 * What runs are asked and what they answer, as plain data that travels between threads. Rows and columns of the results
 * are named once per scenario in a `Frame`; a run returns bare numbers.
 */

/** All that a scenario's runs read, as located data. */
export interface Inputs {
  scenario: Scenario;
  model: ModelFiles;
  study: StudyFiles;
  /** Statistics that are wanted of each run besides (observe/relations.ts), each one call of the language of relations. */
  statistics?: readonly Text[];
  /** Where the parameters' values come from; undefined: the model's own values and the scenario's. */
  posterior?: PosteriorDraws;
  /** Rival theories among which the runs are shared out; undefined: all runs are of the scenario's own. */
  theories?: RivalTheories;
}

/** Options of a variant of the model that are projected together, each on what was fitted under it. */
export interface RivalTheories {
  variant: string;
  /** In the order of the model. */
  options: readonly RivalTheory[];
  /** The file of their weights, and the SHA-256 of that and of all files of posteriors, by name. */
  file: string;
  sources: ReadonlyMap<string, string>;
  /** What the weights rest on, in words. */
  basis: string;
}

export interface RivalTheory {
  name: string;
  /** At least 0; all add up to 1. */
  weight: number;
  /** What a scenario of it chooses. */
  choose: Readonly<Record<string, string>>;
  /** Undefined: its weight is 0, and nothing was fitted. */
  posterior: PosteriorDraws | undefined;
}

/** What a calibration knows of some parameters: draws of their values, jointly. Plain data. */
export interface PosteriorDraws {
  /** The file they were read from, and the SHA-256 of all files behind them, by name. */
  file: string;
  sources: ReadonlyMap<string, string>;
  names: readonly string[];
  /** [draw][name], in the order of the file: draw k of a run is `values[k - 1]`. */
  values: readonly (readonly number[])[];
  /** By name: standard deviation of the parameter's prior, the unit in which draws are near or far. */
  priorSd: readonly number[];
  /** One a draw, at least 0; equal where each draw counts the same. */
  weights: readonly number[];
  /** Parameters that were fitted, and under what, `fitConditions`; undefined: the fit didn't say. */
  under?: { names: readonly string[]; conditions: string };
  /** What the fit doesn't share with the inputs it is used for, though its draws may serve. */
  warnings?: readonly Diagnostic[];
}

export type BackendName = 'js' | 'wasm';

/** Both give the same bits; this one is faster. */
export const DEFAULT_BACKEND: BackendName = 'wasm';

/** Everything a thread needs to do runs of one scenario: the inputs, and a memory that already holds the population. */
export interface Task {
  inputs: Inputs;
  backend: BackendName;
  layout: Layout;
  memory: WebAssembly.Memory;
  /** Population columns that rules write, by index: what each run starts with. */
  startColumns: ReadonlyMap<number, Uint8Array>;
  /** Numbers that members of a team share: sums of a week's tallies, or hashes of a state. */
  sums: number;
}

export interface RunKey {
  scenario: string;
  /** Number of the run, from 1; it addresses chance. */
  replicate: number;
  /** Number of the posterior draw that gave the run its parameters, from 1; undefined: none did. */
  draw?: number;
  /** Which of rival theories it is of; undefined: the scenario's own. */
  theory?: string;
  /** Values that differ from the scenario's in this run (a draw, a proposal); ties and people stay as prepared. */
  parameters?: Readonly<Record<string, number>>;
  /** A run for a few statistics: it ends after `weeks` and looks at nothing else; all else of its result is empty. */
  only?: { weeks: number; statistics: readonly number[] };
}

/** Which of the chosen draws a run belongs to, from 0: runs are numbered draw by draw, seed by seed. */
export const drawIndex = ({ replicate }: RunKey, seeds: number) => Math.floor((replicate - 1) / seeds);

/** What the numbers of a run mean; the same for every run of a scenario. */
export interface Frame extends Clock {
  /** Steps that are simulated. */
  weeks: number;
  places: readonly string[];
  series: readonly { metric: string; group: string }[];
  survey: readonly SurveyRow[];
  /** Row ids of the study's flows. */
  figures: readonly string[];
  /** Tables of single agents, respondents and ties, where the scenario asks for some. */
  microdata?: readonly MicrodataTable[];
}

/** A table whose rows are single agents, respondents or ties. */
export interface MicrodataTable {
  name: 'agents' | 'respondents' | 'ties';
  /** When rows are taken, in this order: at the end of a week, of a wave or of a network by name. */
  snapshots: readonly { week: number; of?: string }[];
  /** Whole numbers of a row before its values: the agent's id; the respondent's, and whether it is of the panel; ids of both ends. */
  ids: number;
  columns: readonly MicrodataColumn[];
}

export interface MicrodataColumn {
  name: string;
  type: 'number' | 'integer' | 'date' | 'flag' | 'label' | 'answer';
  /** Of a date: the unit of its numbers. */
  unit?: Step;
  /** Of a label. */
  labels?: readonly string[];
  /** What it says, for readers. */
  text: string;
}

export interface SurveyRow {
  wave: string;
  item: string;
  subgroup: string;
  response: string;
  mode: 'drawn' | 'expected';
}

export interface RunResult {
  key: RunKey;
  agents: number;
  weeks: number;
  /** [week x series]: persons or shares; NaN where nobody is in the base. */
  trajectories: Float64Array;
  /** Persons who changed place in a week, without zeros (`SparseFlows`): cell of [week x from x to], persons, cell, persons, ... */
  flows: Float64Array;
  /** [week x (entered, born, died) x place]: persons, by place at the end of the week; only of a model that has them. */
  vitals?: Float64Array;
  /** By row of `Frame.survey`: share, and number of respondents in the base (drawn) or NaN (expected). NaN: not reached. */
  surveyValues: Float64Array;
  surveyRespondents: Float64Array;
  /** By row, of expected shares: agents in the base, whatever their weight; else NaN. How much chance a share has depends on it. */
  surveyAgents: Float64Array;
  /** By row of the study's flows: persons; NaN where the run ends before the window does. */
  figures: Float64Array;
  /** Rows of `Frame.microdata`, as bytes: see `observe/microdata/rows.ts`. */
  microdata?: Float64Array;
  /** By statistic of `Inputs.statistics`; NaN where the run ends before it or nobody is in its base. */
  statistics: Float64Array;
  /** Hash of every column after the last week, in the order of permanent ids: equal states, equal hashes. */
  stateHash: string;
  wallSeconds: number;
}

/** A run without its long columns: so small that thousands are held. */
export type RunOutline = Omit<RunResult, LongColumn>;

/** Columns of a result that are long: numbers by week, and by agent. */
export type LongColumn = 'trajectories' | 'flows' | 'microdata';

/** The long columns of some runs, wherever they are kept: only what is asked for is in memory. */
export interface Courses {
  /** Fill `into` with the numbers of a column of the `run`-th run, from the number `from` on. */
  read(run: number, column: LongColumn, from: number, into: Float64Array): void;
  /** How many numbers a column of the `run`-th run has. */
  length(run: number, column: LongColumn): number;
}
