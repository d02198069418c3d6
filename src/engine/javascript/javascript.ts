import type { SlotNetwork, WeightChange } from '../../model/network.ts';
import {
  type CompiledModel,
  type Memory,
  type Program,
  TIE_QUESTIONS,
  type TieAnswers,
  type WeightAnswers,
} from '../program/compiled-model.ts';
import { STRETCH } from '../program/layout.ts';
import { partsOf } from '../program/plan-parts.ts';
import { type Arrays, openArrays } from './arrays.ts';
import { extractSource, pairsSource, ruleSource, takersSource, tallySource } from './functions.ts';
import { body } from './runtime.ts';
import { roomFor, sharedSums } from './shared-sums.ts';

/** The executable reference: a program as JavaScript functions, f32 rounding at every operation. */
export function javascript(program: Program, memory: Memory): CompiledModel {
  const buffer =
    memory instanceof WebAssembly.Memory ? (memory.buffer as unknown as SharedArrayBuffer) : memory;
  const { model, layout } = program;
  const initial = model.initial.map(rule => body(ruleSource(program, rule)));
  const parts = partsOf(model.plan).map(plan => {
    const shared = sharedSums(plan);
    return {
      sums: roomFor(shared),
      // They are written as answers to questions are.
      sum: shared.length && body(extractSource(program, { name: 'sums', outputs: shared }), 'outputs'),
      rules: plan.map(rule => body(ruleSource(program, rule, shared), 'sums')),
    };
  });
  const tallies = program.tallies.map(tally => body(tallySource(program, tally), 'sums'));
  const extracts = program.extracts.map(extract => body(extractSource(program, extract), 'outputs'));
  const extractsOf = program.extracts.map(extract =>
    body(extractSource(program, extract, true), 'agents', 'outputs'),
  );
  const carried = layout.columns.flatMap((column, k) => (column.published && !column.common ? [k] : []));

  const opened = new Map<number, [Arrays, Arrays]>();
  /** Arrays of a slot as seen at the end of, or during, a week; -1 is the moment before the first. */
  const arraysOf = (slot: number, week: number): Arrays => {
    let pair = opened.get(slot);
    if (!pair) {
      pair = [openArrays(program, buffer, slot, 0), openArrays(program, buffer, slot, 1)];
      opened.set(slot, pair);
    }
    return pair[(week + 1) & 1];
  };

  /** A part of a week's plan, then the tallies that have sums, for a stretch of agents before the next stretch comes. */
  const live: CompiledModel['stepAndTally'] = (slot, week, begin, end, sums, onPhase, part = 0) => {
    const arrays = arraysOf(slot, week);
    for (let from = begin; from < end; from += STRETCH) {
      const to = Math.min(end, from + STRETCH);
      if (part === 0) for (const k of carried) arrays.own[k].set(arrays.before[k].subarray(from, to), from);
      const { rules, sum, sums: shared } = parts[part];
      if (sum) sum(arrays, week, from, to, shared);
      for (const run of rules) {
        const failure = run(arrays, week, from, to, shared);
        if (failure) return failure;
      }
      onPhase?.('rules');
      for (const [k, own] of sums.entries()) {
        const failure = tallies[k](arrays, week, from, to, own);
        if (failure) return failure;
      }
      onPhase?.('tallies');
    }
    return undefined;
  };

  return {
    initialise(slot, begin, end) {
      const arrays = arraysOf(slot, -1);
      for (const run of initial) {
        const failure = run(arrays, 0, begin, end);
        if (failure) return failure;
      }
      for (const k of carried) arrays.before[k].set(arrays.own[k].subarray(begin, end), begin);
      return undefined;
    },
    step: (slot, week, begin, end, part) => live(slot, week, begin, end, [], undefined, part),
    stepAndTally: live,
    tally: (slot, k, week, begin, end, sums) => tallies[k](arraysOf(slot, week), week, begin, end, sums),
    extract(slot, k, week, begin, end, outputs) {
      extracts[k](arraysOf(slot, week), week, begin, end, outputs);
    },
    extractOf(slot, k, week, agents, outputs) {
      extractsOf[k](arraysOf(slot, week), week, 0, agents.length, agents, outputs);
    },
    ties: model.slotNetworks.map(network => tieAnswers(program, network, arraysOf)),
    weights: model.weightChanges.map(change => weightAnswers(program, change, arraysOf)),
  };
}

function tieAnswers(
  program: Program,
  network: SlotNetwork,
  arraysOf: (slot: number, week: number) => Arrays,
): TieAnswers {
  const takers = body(takersSource(program, network.among), 'found') as unknown as (
    ...given: [Arrays, number, number, number, Uint32Array]
  ) => number;
  const [agents, others] = [new Uint32Array(STRETCH), new Uint32Array(STRETCH)];
  const answers = new Float32Array(STRETCH);
  const bodies = new Map(
    TIE_QUESTIONS.map(question => [
      question,
      body(pairsSource(program, network[question]), 'agents', 'others', 'answers'),
    ]),
  );
  /** At the end of a week others, too, are as the week has left them. */
  const now = (slot: number, week: number): Arrays => {
    const arrays = arraysOf(slot, week);
    return { ...arrays, before: arrays.own };
  };
  return {
    agents,
    others,
    takers: (slot, week, begin, end) => takers(now(slot, week), week, begin, end, agents),
    ask(slot, week, question, count) {
      bodies.get(question)!(now(slot, week), week, 0, count, agents, others, answers);
      return answers;
    },
  };
}

function weightAnswers(
  program: Program,
  { value }: WeightChange,
  arraysOf: (slot: number, week: number) => Arrays,
): WeightAnswers {
  const run = body(pairsSource(program, value), 'agents', 'others', 'answers');
  const [agents, others] = [new Uint32Array(STRETCH), new Uint32Array(STRETCH)];
  const weights = new Float32Array(STRETCH);
  return {
    agents,
    others,
    weights,
    ask(slot, week, count) {
      const arrays = arraysOf(slot, week);
      run({ ...arrays, before: arrays.own }, week, 0, count, agents, others, weights);
    },
  };
}

/** The JavaScript text of a rule, for `check --explain`. */
export function explainJavascript(program: Program, ruleId: string): string {
  const rule = program.model.plan.find(({ id }) => id === ruleId);
  return rule ? ruleSource(program, rule) : '';
}
