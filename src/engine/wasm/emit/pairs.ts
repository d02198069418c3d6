import { NEIGHBOUR, type Node, reachable } from '../../../language/graph.ts';
import type { SlotNetwork, WeightChange } from '../../../model/network.ts';
import { TIE_QUESTIONS, type TieAnswers, type WeightAnswers } from '../../program/compiled-model.ts';
import { type Layout, STRETCH } from '../../program/layout.ts';
import type { Routine } from '../encode/encoder.ts';
import type { CodegenContext } from '../plan/codegen-context.ts';
import { closeKernel, emit, get, type KernelOptions, keep, openKernel, openScope, within } from './kernel.ts';
import { sumsFirst } from './neighbour-sums.ts';
import { listFunction } from './rules.ts';
import { hold } from './values.ts';

/** Ties that come and go: lists and answers are in the scratch. */
export function openTies(layout: Layout, bench: CodegenContext, network: SlotNetwork): TieAnswers {
  const { scratch, notes, lazy } = bench;
  const options: KernelOptions = { ...bench.options, parity: 'end' };
  const { name } = options.model.networks[network.network];
  const area = (at: number) => new Uint32Array(notes, at, STRETCH + 4);
  const [agents, others] = [area(scratch.choosing), area(scratch.others)];
  const answers = new Float32Array(notes, scratch.answers, STRETCH);
  const list = lazy(() =>
    listFunction(options, `who takes part in ${name}`, [[network.among]], scratch.choosing),
  );
  const asking = { ...options, list: scratch.choosing };
  const questions = new Map(
    TIE_QUESTIONS.map(question => [
      question,
      lazy(() => pairFunction(asking, `${question} of ${name}`, network[question])),
    ]),
  );
  const baseOf = (slot: number) => layout.slotBase + slot * layout.slotBytes;

  return {
    agents,
    others,
    takers: (slot, week, begin, end) => list(baseOf(slot), week, begin, end),
    ask(slot, week, question, count) {
      if (!count) return answers;
      // The last ones are asked again to make up four.
      agents.fill(agents[count - 1], count, count + 4);
      others.fill(others[count - 1], count, count + 4);
      questions.get(question)!(baseOf(slot), week, 0, count);
      return answers;
    },
  };
}

/** Weights of ties: lists, weights and answers are in the scratch. */
export function openWeights(
  layout: Layout,
  bench: CodegenContext,
  { network, value }: WeightChange,
): WeightAnswers {
  const { scratch, notes, lazy } = bench;
  const options: KernelOptions = { ...bench.options, parity: 'end', list: scratch.choosing };
  const { name } = options.model.networks[network];
  const area = (at: number) => new Uint32Array(notes, at, STRETCH + 4);
  const [agents, others] = [area(scratch.choosing), area(scratch.others)];
  const change = lazy(() => pairFunction(options, `weights of ${name}`, value));
  return {
    agents,
    others,
    weights: new Float32Array(notes, scratch.answers, STRETCH),
    ask(slot, week, count) {
      if (!count) return;
      agents.fill(agents[count - 1], count, count + 4);
      others.fill(others[count - 1], count, count + 4);
      change(layout.slotBase + slot * layout.slotBytes, week, 0, count);
    },
  };
}

/** Answers of pairs of a stretch, in the scratch, f32. The first of each pair are the agents of the list. */
function pairFunction(options: KernelOptions, name: string, node: Node): Routine[] {
  const { scratch } = options;
  const { options: own, routines } = sumsFirst(options, name, [node]);
  const kernel = openKernel(own, [node]);
  const inScratch = () => {
    get(kernel, kernel.at);
    emit(kernel, 'i32.const', 2);
    emit(kernel, 'i32.shl');
  };
  const pair = openScope(kernel.agent, NEIGHBOUR);
  pair.lanes = [0, 1, 2, 3].map(lane =>
    keep(kernel, pair, `other${lane}`, 'i32', () => {
      inScratch();
      emit(kernel, 'i32.load', scratch.others + 4 * lane, 1);
    }),
  );
  for (const weight of reachable([node]).filter(({ op }) => op === 'weight')) {
    const held = keep(kernel, pair, 'weight', 'v128', () => {
      inScratch();
      emit(kernel, 'v128.load', scratch.answers, 1);
    });
    pair.values.set(weight, held);
  }
  within(kernel, pair, () => {
    const held = hold(kernel, node);
    inScratch();
    get(kernel, held);
    emit(kernel, 'v128.store', scratch.answers, 1);
  });
  kernel.agent.code.push(...pair.code);
  return [...routines, closeKernel(kernel, name)];
}
