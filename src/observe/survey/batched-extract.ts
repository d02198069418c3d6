import type { CompiledModel } from '../../engine/program/compiled-model.ts';
import { BLOCK } from '../../engine/program/layout.ts';

/** Agents heard at a time: their answers stay in the processor's cache. */
const STRETCH = 16 * BLOCK;

/** Takes the outputs of an extract for some agents; the first is number `begin` of those asked. */
type Take = (begin: number, answers: readonly Float32Array[]) => void;

/** What extract `k` says at the end of `week` of everybody, or of a list; agents are heard in their order, some at a time. */
export interface BatchedExtract {
  all(k: number, week: number, take: Take): void;
  these(k: number, week: number, agents: Uint32Array, take: Take): void;
  /** All outputs at once, of a few. */
  few(k: number, week: number, agents: Uint32Array): Float32Array[];
}

/** `outputs`: how many each extract has. */
export function openBatchedExtract(
  machine: CompiledModel,
  slot: number,
  agents: number,
  outputs: readonly number[],
): BatchedExtract {
  function inTurn(
    k: number,
    count: number,
    ask: (begin: number, end: number, answers: readonly Float32Array[]) => void,
    take: Take,
  ): void {
    const room = Array.from({ length: outputs[k] }, () => new Float32Array(Math.min(STRETCH, count)));
    for (let begin = 0; begin < count; begin += STRETCH) {
      const end = Math.min(count, begin + STRETCH);
      const answers = room.map(values => values.subarray(0, end - begin));
      ask(begin, end, answers);
      take(begin, answers);
    }
  }
  return {
    all(k, week, take) {
      inTurn(k, agents, (begin, end, answers) => machine.extract(slot, k, week, begin, end, answers), take);
    },
    these(k, week, who, take) {
      inTurn(
        k,
        who.length,
        (begin, end, answers) => machine.extractOf(slot, k, week, who.subarray(begin, end), answers),
        take,
      );
    },
    few(k, week, who) {
      const answers = Array.from({ length: outputs[k] }, () => new Float32Array(who.length));
      machine.extractOf(slot, k, week, who, answers);
      return answers;
    },
  };
}
