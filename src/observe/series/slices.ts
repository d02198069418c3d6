import type { Graph, Node } from '../../language/graph.ts';
import type { Range } from '../../language/ranges.ts';

/** Bits of a slice: sums over as many agents as there may be (2^26) then stay below 2^53, and so exact. */
const BITS = 27;
/** Fractions below 2^-17 (7.6e-6) of a value up to 2^10 are left out, and of a larger one what is below 2^-44 of it. */
const FINE = -17;
/** A value of which nothing is known may have up to 2^34 (1.7e10), and counts to 2^-20 (9.5e-7). */
const MOST = 34;

/** A value as integers of BITS bits: it is the sum of `unit` x `node`, each unit a power of two, the greatest first. */
export interface Sliced {
  slices: readonly { node: Node; unit: number }[];
  /** For whom it can't be cut so: no number, or one that is too large. */
  bad: Node | undefined;
}

/**
 * `likely`: where the value is expected to be; outside it breaks the run. Cuts a number into integers, so that its sums are exact and don't depend on the order of agents. Each step is exact: what
 * is left after a slice is the rest of the same 24 bits.
 */
export function sliced(graph: Graph, value: Node, range: Range, likely = range): Sliced {
  const largest = largestOf(likely);
  const top = largest < powerOf2(MOST) ? exponentOf(largest) : MOST;
  const isWhole = value.op === 'float';
  const finest = isWhole ? 0 : Math.min(FINE, top - BITS);
  const slices: { node: Node; unit: number }[] = [];
  let rest = value;
  for (let exponent = top; ; ) {
    exponent = isWhole && exponent <= BITS ? 0 : Math.max(exponent - BITS, LEAST);
    const [unit, inverse] = [exponent, -exponent].map(power => graph.number(powerOf2(power)));
    const node = graph.trunc(exponent ? graph.mul(rest, inverse) : rest);
    slices.push({ node, unit: powerOf2(exponent) });
    if (exponent <= finest || exponent === LEAST) break;
    rest = graph.sub(rest, graph.mul(graph.float(node), unit));
  }
  const most = powerOf2(top);
  const isSure = !range.nan && largestOf(range) <= most;
  const bad = isSure ? undefined : graph.not(graph.le(graph.abs(value), graph.number(most)));
  return { slices, bad };
}

/** The least power of two whose inverse is an f32. */
const LEAST = -126;

const largestOf = ({ low, high }: Range) => Math.max(Math.abs(low), Math.abs(high));

/** The least e with x <= 2^e. */
function exponentOf(x: number): number {
  let exponent = 0;
  while (powerOf2(exponent) < x) exponent++;
  while (exponent > LEAST + BITS && powerOf2(exponent - 1) >= x) exponent--;
  return exponent;
}

/** Exact, unlike what some platforms make of `**`. */
function powerOf2(exponent: number): number {
  let power = 1;
  for (let k = 0; k < Math.abs(exponent); k++) power *= exponent < 0 ? 0.5 : 2;
  return power;
}
