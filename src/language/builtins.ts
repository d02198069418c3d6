import { type Step, WEEKS_IN } from '../core/calendar.ts';
import { exp, log, logistic } from '../core/math/exponential.ts';
import { cos, MOST_FACTORS, pow, sin, wholePower } from '../core/math/power.ts';
import type { Graph, Node } from './graph.ts';
import { INTEGER, NUMBER, type Type } from './type.ts';

/** A checked value: its type, its node, and whether it is a bare literal that may still become a number. */
export interface Value {
  type: Type;
  node: Node;
}

/**
 * A function that computes from its arguments alone. `same`: integers in, integer out, else numbers; `branches`: the
 * arguments after the first have one type, which is the result's.
 */
export interface Builtin {
  signature: string;
  text: string;
  takes: readonly [least: number, most: number];
  arguments: 'number' | 'same' | 'branches';
  result: Type | 'same' | 'branches';
  /** It converts a rate to the model's step. */
  paced?: boolean;
  make(on: Graph, args: readonly Node[], whole: boolean, step: Step): Node;
}

const one = (
  signature: string,
  text: string,
  make: (on: Graph, x: Node) => Node,
  result: Type = NUMBER,
): Builtin => ({
  signature,
  text,
  takes: [1, 1],
  arguments: 'number',
  result,
  make: (on, [x]) => make(on, x),
});

const least = (on: Graph, a: Node, b: Node, whole: boolean) =>
  whole ? on.select(on.ilt(b, a), b, a) : on.min(a, b);
const greatest = (on: Graph, a: Node, b: Node, whole: boolean) =>
  whole ? on.select(on.ilt(a, b), b, a) : on.max(a, b);

/** Chance in a step under a constant hazard: a step of a week is computed as ever. */
const hazard = (unit: Step, length: string): Builtin => ({
  ...one(
    `per_${unit}(h)`,
    `chance in a step under a hazard of h per ${unit} (${length}), 1 - exp(-h)`,
    (_, x) => x,
  ),
  paced: true,
  make(on, [h], _, step) {
    const ratio = WEEKS_IN[unit] / WEEKS_IN[step];
    return on.sub(on.number(1), exp(on, on.neg(ratio === 1 ? h : on.div(h, on.number(ratio)))));
  },
});

/** What comes in a step of what comes in a day, week, month or year. */
const amount = (unit: Step): Builtin => ({
  ...one(`each_${unit}(x)`, `what comes in a step of x a ${unit}: x times a step, in ${unit}s`, (_, x) => x),
  paced: true,
  make(on, [x], _, step) {
    const ratio = WEEKS_IN[step] / WEEKS_IN[unit];
    return ratio === 1 ? x : on.mul(x, on.number(ratio));
  },
});

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  exp: one('exp(x)', 'e to the power x; x is held to -87..88', exp),
  log: one('log(x)', 'natural logarithm; zero and less count as 1.2e-38', log),
  sqrt: one('sqrt(x)', 'square root; of a negative number not finite', (on, x) => on.sqrt(x)),
  logistic: one('logistic(x)', '1 / (1 + exp(-x)): log-odds to probability', logistic),
  per_day: hazard('day', 'a seventh of a week'),
  per_week: hazard('week', '7 days'),
  per_month: hazard('month', '52.1775 / 12 weeks'),
  per_year: hazard('year', '52.1775 weeks'),
  each_day: amount('day'),
  each_week: amount('week'),
  each_month: amount('month'),
  each_year: amount('year'),
  floor: one('floor(x)', 'the integer at or below x', floorOf, INTEGER),
  sin: one('sin(x)', 'sine of x in radians; x is held to -50 000..50 000', sin),
  cos: one('cos(x)', 'cosine of x in radians, likewise', cos),
  pow: {
    signature: 'pow(x, y)',
    text: 'x to the power y; of a negative x only where y is a written integer up to 16',
    takes: [2, 2],
    arguments: 'number',
    result: NUMBER,
    make: (on, [x, y]) =>
      y.op === 'constant' && Number.isInteger(y.value) && Math.abs(y.value) <= MOST_FACTORS
        ? wholePower(on, x, y.value)
        : pow(on, x, y),
  },
  mod: {
    signature: 'mod(a, b)',
    text: 'what a leaves when divided by b, from 0 to below b; b above 0',
    takes: [2, 2],
    arguments: 'same',
    result: 'same',
    make: remainderOf,
  },
  abs: {
    signature: 'abs(x)',
    text: 'the distance from zero',
    takes: [1, 1],
    arguments: 'same',
    result: 'same',
    make: (on, [x], whole) =>
      whole ? on.select(on.ilt(x, on.integer(0)), on.isub(on.integer(0), x), x) : on.abs(x),
  },
  min: {
    signature: 'min(a, b, ...)',
    text: 'the least; `min(SET where CONDITION, x, otherwise)` of neighbours, or of the labels of a set',
    takes: [2, 16],
    arguments: 'same',
    result: 'same',
    make: (on, args, whole) => args.reduce((a, b) => least(on, a, b, whole)),
  },
  max: {
    signature: 'max(a, b, ...)',
    text: 'the greatest; `max(SET where CONDITION, x, otherwise)` likewise',
    takes: [2, 16],
    arguments: 'same',
    result: 'same',
    make: (on, args, whole) => args.reduce((a, b) => greatest(on, a, b, whole)),
  },
  clamp: {
    signature: 'clamp(x, low, high)',
    text: 'x held between low and high',
    takes: [3, 3],
    arguments: 'same',
    result: 'same',
    make: (on, [x, low, high], whole) => least(on, greatest(on, x, low, whole), high, whole),
  },
  if: {
    signature: 'if(condition, a, b)',
    text: 'a where the condition holds, else b; both of one type',
    takes: [3, 3],
    arguments: 'branches',
    result: 'branches',
    make: (on, [condition, yes, no]) =>
      yes.machine === 'bool'
        ? on.or(on.and(condition, yes), on.and(on.not(condition), no))
        : on.select(condition, yes, no),
  },
};

/** Other functions, which need more than their arguments' values; here for `explain`, the reference and suggestions. */
export const SPECIAL: Readonly<Record<string, { signature: string; text: string }>> = {
  normal: {
    signature: "normal('name')",
    text: 'a standard normal draw of this agent and week, from the stream `rule/name`',
  },
  exponential: {
    signature: "exponential('name', mean)",
    text: 'a time drawn with this mean: constant hazard 1 / mean',
  },
  weibull: {
    signature: "weibull('name', scale, shape)",
    text: 'a time drawn: hazard shape / scale x (t / scale) ^ (shape - 1)',
  },
  gamma: {
    signature: "gamma('name', scale, shape)",
    text: 'a number drawn: mean scale x shape, variance mean x scale; shape above 0',
  },
  gompertz: {
    signature: "gompertz('name', rate, growth)",
    text: 'a time drawn: hazard rate x exp(growth x t), growth above 0',
  },
  poisson: {
    signature: "poisson('name', mean)",
    text: 'an integer drawn; the mean is held to 0..20',
  },
  negative_binomial: {
    signature: "negative_binomial('name', mean, size)",
    text: 'an integer drawn, with variance mean + mean ^ 2 / size; the mean is held to 0..20, the integer to 0..63',
  },
  sum: {
    signature: 'sum(SET where CONDITION, x)',
    text: 'the sum of x over those neighbours, or over the labels of a set, of which each is `there`; 0 without any',
  },
  distance: {
    signature: 'distance(a, b)',
    text: 'how far two places are apart, by the columns x and y of places.csv, or in kilometres by lat and lon',
  },
  so_far: {
    signature: 'so_far(x)',
    text: 'in the size of an event: the sum of x as of the end of each week since the event began, 0 in its first',
  },
  log_sum: {
    signature: 'log_sum(SET where CONDITION, utility, otherwise)',
    text: 'log of the sum of exp(utility) over the labels of a set: what a choice among them is worth',
  },
  uniform: {
    signature: "uniform('name')",
    text: 'a draw from 0 to 1 of this agent and week, from the stream `rule/name`',
  },
  share: {
    signature: 'share(NETWORK where CONDITION, flag)',
    text: 'share of those neighbours who meet the flag; 0 without any. With a condition in place of the network, of all agents who meet it',
  },
  count: {
    signature: 'count(NETWORK where CONDITION, flag)',
    text: 'how many of those neighbours meet the flag',
  },
  any: {
    signature: 'any(NETWORK where CONDITION, flag)',
    text: 'whether one of those neighbours meets the flag',
  },
  all: {
    signature: 'all(NETWORK where CONDITION, flag)',
    text: 'whether each of those neighbours meets the flag; yes without any',
  },
  mean: {
    signature: 'mean(NETWORK where CONDITION, x, otherwise, weight)',
    text: 'mean of x over those neighbours, weighed if there is a weight; `otherwise` without any. With a condition in place of the network, over all agents who meet it',
  },
  total: {
    signature: 'total(CONDITION where CONDITION, x)',
    text: 'persons among all agents who meet it, as of the end of last week; with x the sum of it, or those who meet that flag',
  },
  choose: {
    signature: 'choose(SET where CONDITION, utility)',
    text: 'one of the candidates, with probability proportional to exp(utility); `there` is the candidate',
  },
  pick: {
    signature: 'pick(SET where CONDITION)',
    text: 'one of the candidates, each with the same probability',
  },
  ago: {
    signature: 'ago(weeks, x)',
    text: 'the value of x so many weeks before; in survey operators only',
  },
  mean_over: {
    signature: 'mean_over(weeks, x)',
    text: 'the mean of x over so many weeks up to this one; in survey operators only',
  },
  given: {
    signature: 'given(field = value, x)',
    text: 'x as it would be if the field had this value; not in rules',
  },
  moves: {
    signature: 'moves(from, to)',
    text: 'changed place this week, from .. to ..: a place, a set of places or `any`; in metrics and totals',
  },
  died: {
    signature: 'died(place)',
    text: 'died this week, at a place, a set of places or `any`; in metrics and totals',
  },
  born: { signature: 'born(place)', text: 'was born this week, likewise' },
  entered: { signature: 'entered(place)', text: 'came from outside this week (`entrants`), likewise' },
};

/** Words that are neither functions nor names of a model. */
export const WORDS: Readonly<Record<string, string>> = {
  everybody: 'in `total`, `share` and `mean`: all living agents',
  where: 'narrows whom a function looks at: `count(NETWORK where x > 1)`',
  there:
    'the label that is looked at: a candidate of `choose` and `pick`, a label of a set or of a quota, a place of an event',
  my: '`my.x` is the own x of the agent, where bare names are those of another',
  head: 'in a network of `shape: household`: whether the agent is its head; `head.x` is what the head has',
  decision: 'in `members` of a rule: `decision.x` is what the head of the household has decided',
  last: 'in the size of an event: its size of the step before, 0 at first',
  week: 'the index of the week; of another step `day`, `month` and `year`. Dates are steps: `week >= 2022-09-21`',
  date: 'in tables.csv, last in `index`: labels are days from which a value holds; `date:linear` goes from one to the next in a straight line',
  neighbours:
    'in tables.csv, as `index`: pairs of places that are neighbours; the name of the table is then a set of them',
  else: 'in tables.csv, as `label`: all labels that are not named',
};

function floorOf(on: Graph, x: Node): Node {
  const towardsZero = on.whole(x);
  return on.select(on.lt(x, on.float(towardsZero)), on.isub(towardsZero, on.integer(1)), towardsZero);
}

/** Euclid's remainder. Of integers twice, because a quotient of f32 may be off by one. */
function remainderOf(on: Graph, [a, b]: readonly Node[], whole: boolean): Node {
  if (!whole) return on.sub(a, on.mul(b, on.float(floorOf(on, on.div(a, b)))));
  const divisor = on.float(b);
  const less = (x: Node) => on.isub(x, on.imul(floorOf(on, on.div(on.float(x), divisor)), b));
  const rest = less(less(a));
  const last = on.isub(b, on.integer(1));
  return least(on, greatest(on, rest, on.integer(0), true), last, true);
}
