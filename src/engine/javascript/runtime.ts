import { numbers } from '../../core/math/arithmetic.ts';
import { exp } from '../../core/math/exponential.ts';
import { NO_CANDIDATE, NO_WEIGHT } from '../../language/graph.ts';
import type { Failure } from '../program/compiled-model.ts';
import type { Arrays } from './arrays.ts';
import { PARAMETERS } from './functions.ts';
import { mostOfHazard, mostOfLogistic } from './screens.ts';

/** A generated function over agents [begin, end). */
export type Body = (
  arrays: Arrays,
  week: number,
  begin: number,
  end: number,
  ...rest: unknown[]
) => Failure | undefined;

const single = new Float32Array(1);
const word = new Int32Array(single.buffer);
/** Labels that a choice may be made from. */
const MOST_CANDIDATES = 65_536;
const HELPERS = {
  fround: Math.fround,
  abs: Math.abs,
  sqrt: Math.sqrt,
  imul: Math.imul,
  saturate: numbers.trunc,
  single,
  word,
  allowed: new Uint8Array(MOST_CANDIDATES),
  utilities: new Float32Array(MOST_CANDIDATES),
  decide,
  mostOfHazard,
  mostOfLogistic,
  failed: (where: string, column: string, agent: number, week: number, found: number): Failure => ({
    where,
    column,
    agent,
    week,
    found,
  }),
};

/** Turn generated text into a function that sees the helpers. */
export function body(source: string, ...extra: string[]): Body {
  return generate([...PARAMETERS, ...extra], source) as Body;
}

function generate(parameters: readonly string[], source: string): unknown {
  const names = Object.keys(HELPERS);
  const text = `return function (${parameters.join(', ')}) {\n${source}\n}`;
  return new Function(...names, text)(...Object.values(HELPERS));
}

/** One of the allowed candidates with chance proportional to exp(u - max u), cumulated in order. */
function decide(
  count: number,
  allowed: Uint8Array,
  utilities: Float32Array,
  uniform: number,
  equal: boolean,
): number {
  let most = Number.NaN;
  let last = -1;
  for (let k = 0; k < count; k++) {
    if (!allowed[k]) continue;
    most = last < 0 ? utilities[k] : numbers.max(most, utilities[k]);
    last = k;
  }
  if (last < 0) return NO_CANDIDATE;
  let total = 0;
  for (let k = 0; k < count; k++) {
    if (!allowed[k]) continue;
    utilities[k] = equal ? 1 : exp(numbers, Math.fround(utilities[k] - most));
    total = Math.fround(total + utilities[k]);
  }
  if (Number.isNaN(total)) return NO_WEIGHT;
  const threshold = Math.fround(uniform * total);
  let sum = 0;
  for (let k = 0; k < last; k++) {
    if (!allowed[k]) continue;
    sum = Math.fround(sum + utilities[k]);
    if (sum > threshold) return k;
  }
  return last;
}
