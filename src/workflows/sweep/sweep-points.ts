import { throwDiagnostic } from '../../core/diagnostics.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { latinHypercube } from '../../inference/design/latin-hypercube.ts';
import type { Model } from '../../model/model.ts';
import type { Event } from '../../scenario/scenario.ts';
import type { Change, Lever, Sweep } from '../../scenario/sweep.ts';
import { populationParameters } from '../run/population-parameters.ts';

/** One value of each lever, in their order. */
export type Point = readonly number[];

/** More are hardly meant; each is run several times. */
const MOST_POINTS = 10_000;
const USUAL = { grid: 5, lhs: 20 };

/** The points of a sweep. A grid: the last lever changes fastest. */
export function pointsOf({ levers, design, points = USUAL[design] }: Sweep, seed: string): Point[] {
  if (design === 'lhs') {
    const { u } = latinHypercube(points, levers.length, openDraws(seed, 'sweep'));
    const d = levers.length;
    return Array.from({ length: points }, (_, i) => levers.map((lever, j) => valueAt(lever, u[i * d + j])));
  }
  const axes = levers
    .map(({ values, isDate }) =>
      'list' in values
        ? values.list
        : Array.from({ length: points }, (_, k) => {
            const value = between(values, k / (points - 1));
            return isDate ? Math.round(value) : value;
          }),
    )
    .map(axis => [...new Set(axis)]);
  const count = axes.reduce((product, axis) => product * axis.length, 1);
  if (count > MOST_POINTS)
    throwDiagnostic({
      kind: 'value',
      message: `the grid has ${count} points`,
      at: levers[0].at,
      expected: `at most ${MOST_POINTS}`,
      hint: 'take fewer values, or design: lhs',
    });
  return axes.reduce<number[][]>(
    (sofar, axis) => sofar.flatMap(point => axis.map(value => [...point, value])),
    [[]],
  );
}

function valueAt({ values, isDate }: Lever, u: number): number {
  if ('list' in values) return values.list[Math.floor(u * values.list.length)];
  const value = between(values, u);
  return isDate ? Math.round(value) : value;
}

/** Digits beyond these are noise of the arithmetic: 0.1, not 0.10000000000000002. */
const DIGITS = 12;

/** The value at a share of the way from low to high, which it never leaves. */
function between({ low, high }: { low: number; high: number }, share: number): number {
  const value = Number((low + share * (high - low)).toPrecision(DIGITS));
  return Math.min(high, Math.max(low, value));
}

/** A point as runs understand it: inputs of its own, and values that a run can have besides. */
export interface PointInputs {
  inputs: Inputs;
  parameters: Readonly<Record<string, number>>;
}

/** Set the levers. Parameters that shape people go into the inputs, others are the runs' own: then points share a task. */
export function setLevers(
  inputs: Inputs,
  model: Model,
  levers: readonly Lever[],
  point: Point,
  people: ReadonlySet<string> = populationParameters(inputs, model),
): PointInputs {
  const { scenario } = inputs;
  let events = scenario.events;
  const own: Record<string, number> = {};
  const made: Record<string, number> = {};
  levers.forEach(({ target }, k) => {
    const value = point[k];
    if ('parameter' in target) (people.has(target.parameter) ? made : own)[target.parameter] = value;
    else
      events = events.map(event =>
        event.id === target.event ? changed(event, target.change, value) : event,
      );
  });
  const parameters = { ...scenario.parameters, ...made };
  return { inputs: { ...inputs, scenario: { ...scenario, events, parameters } }, parameters: own };
}

function changed(event: Event, change: Change, value: number): Event {
  const { fromDay, toDay } = event;
  switch (change) {
    case 'size':
      return { ...event, size: value, answer: undefined };
    case 'date':
      return { ...event, fromDay: value, toDay: toDay === undefined ? undefined : toDay + value - fromDay };
    case 'weeks':
      return { ...event, toDay: fromDay + Math.max(0, Math.round(7 * value) - 1) };
    case 'half_life_weeks':
      return { ...event, halfLifeWeeks: value };
    case 'lead_weeks':
      return { ...event, leadWeeks: value };
    default: {
      const { text, numbers } = event.answer!;
      return { ...event, answer: { text, numbers: { ...numbers, [change]: value } } };
    }
  }
}
