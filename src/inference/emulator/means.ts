import type { Emulators } from './emulator.ts';

/** Fills `mean`, one number a target, from the terms at a point. */
export type Means = (terms: Float64Array, mean: Float64Array) => void;

/** Coefficients of some targets, side by side: target by target those of the same places. */
export interface Block {
  targets: number[];
  places: Uint16Array;
  /** Row by row; as many rows as fill up groups of four. */
  coefficients: Float64Array;
  inputs: Float64Array;
}

/**
 * Coefficients of all emulated targets as two matrices: one of the first `lead` terms (constant, linear, squares), one of all
 * products that any target has, for the targets that have some.
 */
export function blocksOf(list: Emulators['list'], lead: number): Block[] {
  const emulated = list.flatMap((emulator, k) => (emulator ? [k] : []));
  const used = (from: number, to: number, targets: readonly number[]) => {
    const places = new Set(targets.flatMap(k => list[k]!.terms.filter(place => place >= from && place < to)));
    return Array.from(places).sort((a, b) => a - b);
  };
  const withProducts = emulated.filter(k => list[k]!.terms.some(place => place >= lead));
  return [
    blockOf(list, emulated, used(0, lead, emulated)),
    blockOf(list, withProducts, used(lead, Number.POSITIVE_INFINITY, withProducts)),
  ];
}

/** Means as products of these matrices with the terms; a target without an emulator stays 0. */
export function openMeans(blocks: readonly Block[]): Means {
  return (terms, mean) => {
    mean.fill(0);
    for (const block of blocks) addBlock(block, terms, mean);
  };
}

function blockOf(list: Emulators['list'], targets: number[], used: readonly number[]): Block {
  const places = Uint16Array.from(used);
  const column = new Map(used.map((place, j) => [place, j]));
  const coefficients = new Float64Array(4 * Math.ceil(targets.length / 4) * places.length);
  targets.forEach((k, row) => {
    const { terms, coefficients: own } = list[k]!;
    terms.forEach((place, i) => {
      const j = column.get(place);
      if (j !== undefined) coefficients[row * places.length + j] = own[i];
    });
  });
  return { targets, places, coefficients, inputs: new Float64Array(places.length) };
}

/** Four targets at once: sums that don't wait for each other. */
function addBlock(
  { targets, places, coefficients, inputs }: Block,
  terms: Float64Array,
  mean: Float64Array,
): void {
  const many = places.length;
  for (let j = 0; j < many; j++) inputs[j] = terms[places[j]];
  for (let row = 0; row < targets.length; row += 4) {
    const p = row * many;
    const q = p + many;
    const r = q + many;
    const s = r + many;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < many; j++) {
      const x = inputs[j];
      a += coefficients[p + j] * x;
      b += coefficients[q + j] * x;
      c += coefficients[r + j] * x;
      d += coefficients[s + j] * x;
    }
    mean[targets[row]] += a;
    if (row + 1 < targets.length) mean[targets[row + 1]] += b;
    if (row + 2 < targets.length) mean[targets[row + 2]] += c;
    if (row + 3 < targets.length) mean[targets[row + 3]] += d;
  }
}
