import type { Node } from '../../language/graph.ts';
import type { Model } from '../../model/model.ts';
import type { Layout } from './layout.ts';

/** Everything a backend turns into code, once per model, layout and set of observers. */
export interface Program {
  model: Model;
  layout: Layout;
  tallies: readonly Tally[];
  extracts: readonly ExtractSpec[];
}

/**
 * A weekly count: agents that meet `base` add each of `values` to their `cell`: a condition 0 or 1, an integer of up to 27
 * bits itself, so that sums are exact below 2^53 and don't depend on the order of agents.
 */
export interface Tally {
  name: string;
  base: Node; // bool
  cell: Node; // i32, 0..cells-1
  cells: number;
  values: readonly Node[]; // bool or i32
  /** Of agents that meet `base`, what breaks the run. */
  checks: readonly TallyCheck[];
}

export interface TallyCheck {
  metric: string;
  /** The value, f32, and whether it can't be counted. */
  found: Node;
  bad: Node;
}

/** A question asked of agents: each output is written agent by agent as f32 (a condition as 0 or 1), whatever it comes to. */
export interface ExtractSpec {
  name: string;
  outputs: readonly Node[];
}

/** Why a run broke: a value that is not finite, or an integer outside 0..65535. */
export interface Failure {
  /** Rule id, or the metric's name. */
  where: string;
  /** The column, what else of a rule is no number (`Check.what`), or empty for a metric. */
  column: string;
  agent: number; // permanent id
  week: number;
  found: number;
}

/**
 * What the ends of ties make of their weights; everybody is seen as of now. Who is asked is in lists of the machine's own, up
 * to STRETCH at a time: storage indices, and beside them the weights, in whose place the answers come.
 */
export interface WeightAnswers {
  agents: Uint32Array;
  others: Uint32Array;
  weights: Float32Array;
  ask(slot: number, week: number, count: number): void;
}

/**
 * What is wanted of people who may tie or part, in a network whose ties come and go; everybody is seen as of now. Who is
 * asked is in lists of the machine's own, up to STRETCH at a time: storage indices.
 */
export interface TieAnswers {
  agents: Uint32Array;
  /** Where a question is about pairs. */
  others: Uint32Array;
  /** Lists as `agents` those of [begin, end), a stretch at most, who take part, and tells how many they are. */
  takers(slot: number, week: number, begin: number, end: number): number;
  /** An answer for each of the first `count` agents, or pairs; valid until the next question. */
  ask(slot: number, week: number, question: TieQuestion, count: number): Float32Array;
}

export const TIE_QUESTIONS = ['order', 'form', 'formDraw', 'drop', 'dropDraw'] as const;
export type TieQuestion = (typeof TIE_QUESTIONS)[number];

/**
 * A compiled program over one shared memory. `slot` chooses the run's part of the memory; agents are a range of storage
 * indices [begin, end), begin a multiple of BLOCK. Scalars, tables and keys must be in the slot before a call.
 */
export interface CompiledModel {
  /** Fill the columns' first buffers (and the second ones of published columns) from their initial expressions. */
  initialise(slot: number, begin: number, end: number): Failure | undefined;
  /** One part of a week's plan (`partsOf`, the first one unless said) for a range of agents. */
  step(slot: number, week: number, begin: number, end: number, part?: number): Failure | undefined;
  /**
   * A part of a week's plan and then all tallies, as `step` and `tally` do, but a stretch of agents after the other, while
   * its columns are in the processor's cache. `sums`: one array for each tally, or for the first ones only. `onPhase` hears of every phase
   * of every stretch when it is done.
   */
  stepAndTally(
    slot: number,
    week: number,
    begin: number,
    end: number,
    sums: readonly Float64Array[],
    onPhase?: (part: 'rules' | 'tallies') => void,
    part?: number,
  ): Failure | undefined;
  /** Add tally `k` at the end of `week` over a range into `sums` [value x cell]. */
  tally(
    slot: number,
    k: number,
    week: number,
    begin: number,
    end: number,
    sums: Float64Array,
  ): Failure | undefined;
  /** Write outputs of extract `k` at the end of `week` for a range; the first agent of the range comes first. */
  extract(
    slot: number,
    k: number,
    week: number,
    begin: number,
    end: number,
    outputs: readonly Float32Array[],
  ): void;
  /** The same for some agents, in their order; storage indices. */
  extractOf(
    slot: number,
    k: number,
    week: number,
    agents: Uint32Array,
    outputs: readonly Float32Array[],
  ): void;
  /** By network whose ties come and go, in the order of the model. */
  ties: readonly TieAnswers[];
  /** By change of weights, in the order of the model. */
  weights: readonly WeightAnswers[];
}

/** One shared memory for everything; the SIMD backend needs WebAssembly's own. */
export type Memory = SharedArrayBuffer | WebAssembly.Memory;

/** What a backend is: text or bytes made from the program, bound to a memory. */
export type Backend = (program: Program, memory: Memory) => CompiledModel;
