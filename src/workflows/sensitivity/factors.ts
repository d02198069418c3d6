import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { FIXED, parsePrior } from '../../inference/problem/prior.ts';
import { type PriorTransform, priorTransformOf } from '../../inference/problem/prior-transform.ts';
import { type Node, reachable } from '../../language/graph.ts';
import type { Model, Parameter } from '../../model/model.ts';
import { populationParameters } from '../run/population-parameters.ts';

/** A parameter that an analysis varies. */
export interface Factor {
  parameter: Parameter;
  /** Of what it is drawn, as it is written. */
  prior: string;
  coordinate: PriorTransform;
}

interface Range {
  name: string;
  low: number;
  high: number;
}

export interface FactorChoice {
  /** Names; by default all that a calibration may move and a run can feel, or only those with a range. */
  names?: readonly string[];
  /** In place of the prior: all values between two are equally likely. */
  ranges?: readonly Range[];
}

/** More are not told apart by a few trajectories, and cost more than they tell. */
export const MOST_FACTORS = 25;

/** The parameters to be varied, in the model's order. Throws a DiagnosticError that says which to leave out, and why. */
export function chooseFactors(inputs: Inputs, model: Model, choice: FactorChoice): Factor[] {
  const { ranges = [] } = choice;
  const names = choice.names && [...choice.names, ...ranges.map(({ name }) => name)];
  const known = model.parameters.map(({ name }) => name);
  for (const name of names ?? ranges.map(range => range.name))
    if (!known.includes(name))
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown parameter \`${name}\``,
        hint: didYouMean(name, known),
      });
  const twice = ranges.find(({ name }, k) => ranges.findIndex(range => range.name === name) < k);
  if (twice)
    throwDiagnostic({
      kind: 'conflict',
      message: `\`${twice.name}\` has two ranges`,
      hint: 'leave one of them out',
    });
  const { set = {} } = inputs.scenario;
  const felt = parametersFelt(model);
  const people = populationParameters(inputs, model);
  const wanted = model.parameters.filter(({ name, fit }) =>
    names || ranges.length
      ? (names ?? []).includes(name) || ranges.some(range => range.name === name)
      : fit && felt.has(name) && !people.has(name) && !Object.hasOwn(set, name),
  );
  const made = wanted.filter(({ name }) => people.has(name)).map(({ name }) => name);
  if (made.length)
    throwDiagnostic({
      kind: 'conflict',
      message: `who people are or whom they know depends on ${quoted(made)}`,
      hint: 'people are made once for all points: leave these out, or give them values in a sweep',
    });
  const silent = wanted.filter(({ name }) => !felt.has(name)).map(({ name }) => name);
  if (silent.length)
    throwDiagnostic({
      kind: 'conflict',
      message: `no outcome that was asked for depends on ${quoted(silent)}`,
      hint: 'leave these out',
    });
  const factors = wanted.map(parameter => factorOf(parameter, ranges));
  if (!factors.length)
    throwDiagnostic({ kind: 'value', message: 'no parameter is to be varied', hint: NAME_THEM });
  if (factors.length > MOST_FACTORS) refuseSoMany(factors);
  return factors;
}

const NAME_THEM = 'name some with --parameters a,b,c or --range a=0..1';
const quoted = (names: readonly string[]) => names.map(name => `\`${name}\``).join(', ');

function factorOf(parameter: Parameter, ranges: readonly Range[]): Factor {
  const { name, low, high, at } = parameter;
  const range = ranges.find(one => one.name === name);
  if (range && !(range.low < range.high))
    throwDiagnostic({
      kind: 'value',
      message: `the range of \`${name}\` is empty`,
      found: `${range.low}..${range.high}`,
    });
  const [least, most] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
  if (range && (range.low < least || range.high > most))
    throwDiagnostic({
      kind: 'value',
      message: `the range of \`${name}\` goes beyond that of parameters.csv`,
      at,
      found: `${range.low}..${range.high}`,
      expected: `within ${least}..${most}`,
    });
  if (!range && parameter.prior.trim() === FIXED)
    throwDiagnostic({
      kind: 'value',
      message: `\`${name}\` is fixed: it has no prior`,
      at,
      hint: `give it a range, such as --range ${name}=${low ?? 0}..${high ?? 1}`,
    });
  const prior = range ? `uniform(${range.low}, ${range.high})` : parameter.prior;
  const given = range ? { name } : { name, low, high };
  return { parameter, prior, coordinate: priorTransformOf({ ...given, prior: parsePrior(prior, at), at }) };
}

/** Parameters that first values, rules, changing ties or metrics read: no other can move a metric. */
function parametersFelt({
  parameters,
  initial,
  plan,
  slotNetworks,
  weightChanges,
  metrics,
}: Model): Set<string> {
  const roots: Node[] = [
    ...[...initial, ...plan].flatMap(rule => [
      rule.who,
      ...rule.branches.flatMap(({ when, writes }) => [when, ...writes.map(({ value }) => value)]),
    ]),
    ...slotNetworks.flatMap(({ among, form, drop }) => [among, form, drop]),
    ...weightChanges.map(({ value }) => value),
    ...metrics.flatMap(({ base, value }) => [base, value]),
  ];
  const read = reachable(roots).flatMap(node => (node.op === 'scalar' ? node.scalar : []));
  return new Set(read.flatMap(scalar => parameters[scalar]?.name ?? []));
}

/** Too many: those with the narrowest prior beside what they are worth can change least, so they go first. */
function refuseSoMany(factors: readonly Factor[]): never {
  const width = ({ coordinate: { mean, sd } }: Factor) => sd / Math.max(Math.abs(mean), sd);
  const byWidth = factors.toSorted((a, b) => width(b) - width(a));
  const names = (some: readonly Factor[]) => some.map(({ parameter }) => parameter.name);
  const kept = new Set(names(byWidth.slice(0, MOST_FACTORS)));
  const out = names(byWidth.slice(MOST_FACTORS)).reverse();
  const line = names(factors).filter(name => kept.has(name));
  return throwDiagnostic({
    kind: 'value',
    message: `${factors.length} parameters are too many to vary at once`,
    expected: `at most ${MOST_FACTORS}`,
    hint: `the narrowest priors can go first: ${out.join(', ')}. That leaves --parameters ${line.join(',')}`,
  });
}
