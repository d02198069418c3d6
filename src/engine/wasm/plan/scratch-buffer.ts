import { type Node, reachable } from '../../../language/graph.ts';
import { isTieSum } from '../../../language/tie-sum.ts';
import { type Program, TIE_QUESTIONS } from '../../program/compiled-model.ts';
import { STRETCH } from '../../program/layout.ts';
import { copiesOf, rowsOf, sumRow } from '../emit/sum-rows.ts';
import { type KeptWeights, keepWeights } from './kept-weights.ts';
import { rootsOf } from './scheduling.ts';

/**
 * The private memory of one machine: what its functions pass to each other and to JavaScript. Offsets in bytes.
 */
export interface Scratch {
  /** For each set of four lanes (a bit each) the order of bytes that moves them to the front. */
  moves: number;
  /** Lists of agents, u32 storage indices: one for each group of rules that concerns some, then those who may meet a guard, those who do. */
  concerned: readonly number[];
  screened: number;
  choosing: number;
  /** The others of the pairs whose first ones are listed at `choosing`. */
  others: number;
  /** Candidates of the choice that is being made, CANDIDATE_BYTES each. */
  candidates: number;
  /** Choices whose weights agents share. */
  weights: ReadonlyMap<Node, KeptWeights>;
  /** Sums over ties of a stretch, up to MOST_SUMS of them. */
  totals: number;
  /** What a diagnosis found, CHECK_BYTES a check. */
  notes: number;
  /** For each tally the list of those who count, and at `counts` how many they are, i32 each. */
  counted: readonly number[];
  counts: number;
  /** Sums of each tally, [copy x cell] of rows (`sumRow`). */
  sums: readonly number[];
  /** f32 outputs of an extract, [output x agent of a stretch]. */
  answers: number;
  bytes: number;
}

/** Sums over ties that a function may have computed beforehand. */
export const MOST_SUMS = 16;

export const CANDIDATE_SHIFT = 5;
const CANDIDATE_BYTES = 1 << CANDIDATE_SHIFT;
export const CHECK_BYTES = 32;

/** What is at `moves`. */
export function lanesToFront(): Uint8Array {
  return Uint8Array.from({ length: 16 * 16 }, (_, at) => {
    const [set, byte] = [at >> 4, at & 15];
    const lanes = [0, 1, 2, 3].filter(lane => set & (1 << lane));
    return 4 * (lanes[byte >> 2] ?? 0) + (byte & 3);
  });
}

export function layScratch({ model, tallies, extracts }: Program): Scratch {
  let end = 64;
  const take = (bytes: number) => {
    const at = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return at;
  };
  const rules = [...model.initial, ...model.plan];
  const questions = [
    ...model.slotNetworks.flatMap(network => TIE_QUESTIONS.map(question => network[question])),
    ...model.weightChanges.map(({ value }) => value),
  ];
  const nodes = reachable([
    ...rules.flatMap(rootsOf),
    ...tallies.flatMap(({ base, cell, values, checks }) => [
      base,
      cell,
      ...values,
      ...checks.map(c => c.bad),
    ]),
    ...extracts.flatMap(({ outputs }) => outputs),
    ...questions,
  ]);
  const list = 4 * STRETCH + 16; // filled up to a multiple of four
  const most = <T>(all: readonly T[], count: (one: T) => number) =>
    all.reduce((m, one) => Math.max(m, count(one)), 0);
  return {
    moves: take(16 * 16),
    concerned: model.plan.map(() => take(list)),
    screened: take(list),
    choosing: take(list),
    others: take(list),
    candidates: take(CANDIDATE_BYTES * most(nodes, candidatesOf)),
    weights: new Map(
      reachable(rules.flatMap(rootsOf)).flatMap(node => {
        const kept = node.op === 'choose' && keepWeights(model, node, take);
        return kept ? [[node, kept] as const] : [];
      }),
    ),
    totals: take(4 * STRETCH * Math.min(MOST_SUMS, nodes.filter(isTieSum).length) + 16),
    notes: take(
      CHECK_BYTES *
        (most(tallies, t => t.checks.length) + rules.reduce((sum, rule) => sum + checksOf(rule), 0)),
    ),
    counted: tallies.map(() => take(list)),
    counts: take(4 * tallies.length),
    sums: tallies.map(tally => take(copiesOf(tally) * rowsOf(tally) * sumRow(tally).bytes)),
    answers: take(
      4 *
        STRETCH *
        Math.max(
          1,
          most(extracts, ({ outputs }) => outputs.length),
        ),
    ),
    get bytes() {
      return end;
    },
  };
}

const candidatesOf = (node: Node) => (node.op === 'choose' ? node.candidates : 0);
const checksOf = ({ checks, branches }: Program['model']['plan'][number]) =>
  branches.reduce((sum, branch) => sum + branch.checks.length + branch.writes.length, checks.length);
