import type { Step } from '../core/calendar.ts';
import type { Diagnostic, Position, Text } from '../core/diagnostics.ts';
import type { Csv, Document } from '../core/located-document.ts';
import type { Steps } from '../core/math/quantisation.ts';
import type { Graph, Node } from '../language/graph.ts';
import type { Scope } from '../language/scope.ts';
import type { DeclareTotal, Total } from '../language/total.ts';
import type { Type } from '../language/type.ts';
import type { Chart } from './chart.ts';
import type { Household } from './households.ts';
import type { Lever } from './lever.ts';
import type { Network, SlotNetwork, TieList, WeightChange } from './network.ts';
import type { Births, Lives } from './newcomers.ts';

/** The files of a model folder, read but not yet understood. */
export interface ModelFiles {
  folder: string;
  model: Document; // model.yaml
  rules: readonly Document[]; // every document of rules/*.yaml, files in name order
  places: Csv;
  tables: Csv | undefined;
  parameters: Csv;
  networks: Document | undefined;
  /** Ties that networks.yaml takes from files. */
  tieLists?: readonly TieList[];
  metrics: Document | undefined;
  /** What each field means to those who drive it; not every model says so. */
  levers?: Document;
  population: Document | undefined;
  margins: Csv | undefined;
  /** Rows of people with weights; few models have them. */
  people?: Csv;
  /** Who comes from outside; not every model says so. */
  entrants?: Csv;
  /** Keys of model.yaml that name no file, although the folder has one of the usual name. */
  unnamed?: readonly string[];
}

/** A model understood: names resolved, expressions typed and in one graph, rules in plan order. */
export interface Model {
  name: string;
  /** Day number (days since 1970-01-01) on which step 0 begins: of weeks, a Monday. */
  startDay: number;
  step: Step;
  places: Places;
  columns: readonly Column[];
  parameters: readonly Parameter[];
  fields: readonly Field[];
  /** Fields that act on some agents only; none unless the scenario has events with `who`. */
  targets: readonly Target[];
  /** What levers.yaml says of the fields, in their order; none when there is no such file. */
  levers: readonly Lever[];
  tables: readonly Table[];
  /** Sums over all agents that expressions ask for; their tables come last. */
  totals: readonly Total[];
  /** Takes in totals that expressions from outside the model's files ask for; before memory is laid out. */
  declareTotal: DeclareTotal;
  networks: readonly Network[];
  slotNetworks: readonly SlotNetwork[];
  weightChanges: readonly WeightChange[];
  /** Named expressions, put in wherever they are named. */
  filters: ReadonlyMap<string, Text>;
  groups: readonly Group[];
  /** Names of the streams of draws; a stream's index is its place here. */
  streams: readonly string[];
  /** Initial values in column order; each like a rule with one branch. */
  initial: readonly Rule[];
  /** The rules of the plan, in the order of a week. */
  plan: readonly Rule[];
  metrics: readonly Metric[];
  /** What a report shows, section by section; by default the headlines. */
  charts: readonly Chart[];
  /** What the model leaves out, in words for its readers. */
  limits: readonly string[];
  /** What of its files nothing reads, or contradicts the rest. */
  warnings: readonly Diagnostic[];
  /** Of a model in which people enter, are born or die. */
  lives: Lives | undefined;
  /** Of a model in which people live in households. */
  household: Household | undefined;
  graph: Graph;
  /** What further expressions (survey operators, groups) may name. */
  scope: Scope;
}

export interface Places {
  labels: readonly string[];
  titles: readonly string[];
  /** ISO 3166-1 alpha-3 codes of countries; empty: the place is none. Maps and tables of others know a place by it. */
  iso: readonly string[];
  /** Index of the place where everybody starts. */
  origin: number;
}

export interface Column {
  name: string;
  type: Type;
  /** Bytes in memory: a number is f32 (4) or steps u16 (2), an integer u16 or up to 255 u8, a week u16, a flag u8, a label u8, of more than 255 u16. */
  width: 1 | 2 | 4;
  /** Of a number in 16 bits, the values it can have. */
  steps: Steps | undefined;
  published: boolean;
  /** Of a week that may lie before the first one: the week (below 0) that is stored as 0. */
  earliest?: number;
  /** Declared range of a number or integer; writes are clamped to it. */
  range: readonly [number, number] | undefined;
  /** Taken from the population of the same name instead of an initial expression. */
  fromPopulation: boolean;
  /** Made for a quota, or for who comes and goes: no expression can name it, no list shows it. */
  hidden?: boolean;
  text: string;
  at: Position;
}

export interface Parameter {
  name: string;
  value: number;
  prior: string;
  unit: string;
  low: number | undefined;
  high: number | undefined;
  sourceId: string;
  text: string;
  /** Whether a calibration may move it. */
  fit: boolean;
  /** No figure tells it: it keeps its prior through every fit, and every run on a posterior has a draw from that. */
  priorOnly: boolean;
  at: Position;
}

/** A weekly quantity made of the scenario's events of the kind that bears its name. */
export interface Field {
  name: string;
  /** Set of the labels by which it has a number each, `place` or a one-of column; undefined: one number. */
  by: string | undefined;
  /** These labels; none of a field that is one number. */
  labels: readonly string[];
  /** By label: the index of the table that holds this week's values; else its index among the scalars. */
  index: number;
}

/** What a scenario's events of one kind do to some agents only; a field of its own, of the same name. */
export interface Target extends Field {
  /** A condition of the agent. */
  who: Text;
  /**
   * Of named steps that begin on one day and hold for some: `size` is what the step changes, times the share of the week's days
   * on which it holds; `kept` the share of days on which all else acts. The index is that of `kept`.
   */
  step?: { fromDay: number; part: 'size' | 'kept'; kept: number };
}

/** Numbers by label: one place, one label of a one-of column, or a pair of these. */
export interface Table {
  name: string;
  index: readonly Type[];
  /** Row-major, f32; undefined for a field by label and for a total, which the run fills each week. */
  values: Float32Array | undefined;
  /** Cells that are a parameter, by its index: each run fills in its own value. */
  tied?: readonly { cell: number; parameter: number }[];
  /** Of a total, between which numbers its own lie. */
  range?: readonly [low: number, high: number];
  size: number;
  sourceId: string;
  text: string;
}

/** A way to split trajectories and survey tables: `group=label`. */
export interface Group {
  name: string;
  labels: readonly string[];
  /** Index of the label, i32. */
  code: Node;
}

export interface Rule {
  id: string;
  title: string;
  why: string;
  /** The file's name without ending: the mechanism a scenario may switch off. */
  mechanism: string;
  at: Position;
  /** The equations as written, in order: `who`, `let x`, `set y`, ... */
  equations: readonly { label: string; text: Text }[];
  who: Node;
  /** What must hold of everybody in `who`, besides what is written being sound. */
  checks: readonly Check[];
  /** Holds for everybody in `who` for whom one of several `checks` fails: one look instead of many. */
  alarm: Node | undefined;
  /** They exclude each other; all right-hand sides are read before any write. */
  branches: readonly Branch[];
  /** Streams drawn from, by index. */
  streams: readonly number[];
  /** The rule before this one in the plan, in which those ask to whom it may happen, where a quota limits how many. */
  asks?: Rule;
  /** Its children, and the rules behind it in the plan that make persons of them. */
  births?: Births;
  born?: readonly Rule[];
  /** A flag that heads set to whom it happens; when all have decided, the next rule is for the members who follow. */
  announces?: number;
  follow?: Rule;
  /** Made for first values of those who come: no list shows it. */
  hidden?: boolean;
  /** Of a rule in which agents ask: who of them is served, when all have asked. */
  quota?: Quota;
}

/** How many of those who ask in a week are served, cell by cell. */
export interface Quota {
  /** The rule that happens to those who are served. */
  rule: string;
  /**
   * A column, 0 before agents ask. Whoever asks writes its cell + 1 there; when all have asked, SERVED or TURNED_AWAY is
   * put in its place.
   */
  turn: number;
  /** A column with what comes first, the greatest before others; undefined: chance alone decides. */
  first: number | undefined;
  /** The stream that orders those who are equal. */
  stream: number;
  /** Of agents who rank labels: columns of what they wish, and of what comes first there, by label. */
  match?: { wishes: readonly number[]; firsts: readonly number[] };
  /** Most persons, by cell: values without an agent, f32. */
  most: readonly Node[];
  at: Position;
}

export const SERVED = 1;
export const TURNED_AWAY = 2;

/** In `turn`, of who is matched with the first label. Others follow. */
export const MATCHED = 3;
/** A wish for a label that can't be had; any other is above. */
export const NEVER = -3.4028234663852886e38;

/** A value that must be a number. */
export interface Check {
  /** In words, with a blank in them: `the chance`. */
  what: string;
  /** The value, f32. */
  found: Node;
  /** For whom it is none. */
  bad: Node;
  at: Position;
}

export interface Branch {
  label: string;
  when: Node;
  /** Of those in `who` for whom it would happen. */
  checks: readonly Check[];
  writes: readonly Write[];
}

interface Write {
  column: number;
  value: Node;
  at: Position;
}

/** persons: how many meet `value`; share: of those in `base` who meet it; mean: of `value` over `base`. */
export interface Metric {
  /** It tells what the scenario does, not what comes of it. */
  ofScenario?: true;
  name: string;
  /** A few words, for a label. */
  title: string;
  measure: 'persons' | 'share' | 'mean';
  /** Shown in the summary at the end of a run. */
  headline: boolean;
  base: Node;
  value: Node;
  unit: string;
  text: string;
  /** As written, for `explain`. */
  expression: string;
  baseExpression: string;
}
