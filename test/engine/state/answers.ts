import type { TieAnswers, TieQuestion } from '../../../src/engine/program/compiled-model.ts';
import { STRETCH } from '../../../src/engine/program/layout.ts';
import type { Rows } from '../../../src/engine/state/slot-rows.ts';
import { noise } from '../fixture.ts';

/** Noise between 0 and 1, as a number of single precision. */
export const chance = (a: number, b: number) => Math.fround((noise(a, b) >>> 8) / 2 ** 24);

/** A machine whose answers are given by functions of one agent or two. */
export function answering(
  takesPart: (i: number) => boolean,
  answers: Partial<Record<TieQuestion, (i: number, j: number) => number>>,
): TieAnswers {
  return {
    agents: new Uint32Array(STRETCH),
    others: new Uint32Array(STRETCH),
    takers(_slot, _week, begin, end) {
      let count = 0;
      for (let i = begin; i < end; i++) if (takesPart(i)) this.agents[count++] = i;
      return count;
    },
    ask(_slot, _week, question, count) {
      return Float32Array.from({ length: count }, (_, n) =>
        answers[question]!(this.agents[n], this.others[n]),
      );
    },
  };
}

/** Rows of mutual ties, drawn pair by pair while there are free places; places that are not taken hold noise. */
export function someTies(agents: number, room: number, pairs: number, seed: number): Rows {
  const lists = Array.from({ length: agents }, (): number[] => []);
  for (let p = 0; p < pairs; p++) {
    const [i, j] = [0, 1].map(side => (noise(seed + side, p) >>> 0) % agents);
    if (i === j || lists[i].includes(j) || lists[i].length === room || lists[j].length === room) continue;
    lists[i].push(j);
    lists[j].push(i);
  }
  return rowsOf(lists, room);
}

export function rowsOf(lists: readonly (readonly number[])[], room: number): Rows {
  const ties = new Uint32Array(lists.length * room).map((_, t) => t % lists.length);
  for (const [i, list] of lists.entries()) ties.set(list, i * room);
  return { room, counts: Uint8Array.from(lists, list => list.length), ties };
}

export const listsOf = ({ room, counts, ties }: Rows): number[][] =>
  Array.from(counts, (count, i) => [...ties.subarray(i * room, i * room + count)]);

/** Pairs that stand one after the other, each as `smaller larger`, in order. */
export const namesOf = (pairs: ArrayLike<number>): string[] =>
  Array.from({ length: pairs.length / 2 }, (_, p) => [pairs[2 * p], pairs[2 * p + 1]])
    .map(pair => pair.sort((a, b) => a - b).join(' '))
    .sort();
