import { isoDay } from '../../core/calendar.ts';
import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Model } from '../../model/model.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { CHANGES, type Change, isOwnChange, type Lever } from '../../scenario/sweep.ts';

/** Refuse levers that the scenario or its model doesn't have, and values that they can't take. */
export function checkLevers(
  scenario: Scenario,
  model: Pick<Model, 'parameters' | 'levers'>,
  levers: readonly Lever[],
): void {
  refuseOneTarget(levers);
  for (const lever of levers) {
    const { target, values } = lever;
    const ends = 'list' in values ? values.list : [values.low, values.high];
    if ('parameter' in target) checkParameter(lever, target.parameter, ends, model);
    else checkEvent(lever, target.event, target.change, ends, scenario, model);
  }
}

/** Two levers that set one number: the second would undo the first. */
function refuseOneTarget(levers: readonly Lever[]): void {
  const first = new Map<string, Lever>();
  for (const lever of levers) {
    const { target } = lever;
    const what =
      'parameter' in target
        ? `the parameter \`${target.parameter}\``
        : `the ${isOwnChange(target.change) ? CHANGED[target.change] : target.change} of \`${target.event}\``;
    const other = first.get(what);
    if (other)
      throwDiagnostic({
        kind: 'conflict',
        message: `levers \`${other.name}\` and \`${lever.name}\` both set ${what}`,
        at: lever.at,
        hint: 'leave one of them out, or put all values into one',
      });
    first.set(what, lever);
  }
}

/** What a change of an event changes, as a noun. */
const CHANGED: Record<(typeof CHANGES)[number], string> = {
  size: 'size',
  date: 'date',
  weeks: 'length',
  half_life_weeks: 'half-life',
  lead_weeks: 'lead',
};

function checkParameter(
  lever: Lever,
  name: string,
  ends: readonly number[],
  { parameters }: Pick<Model, 'parameters'>,
): void {
  const known = parameters.map(parameter => parameter.name);
  if (!known.includes(name))
    throwDiagnostic({
      kind: 'unknown',
      message: `unknown parameter \`${name}\``,
      at: lever.at,
      hint: didYouMean(name, known),
    });
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = parameters[known.indexOf(name)];
  for (const end of ends)
    if (end < low || end > high) refuse(lever, end, `${low} to ${high}, as parameters.csv has it`);
}

/** Least value of each change, and whether it is allowed itself. */
const LEAST: Record<Exclude<(typeof CHANGES)[number], 'date'>, [number, boolean]> = {
  size: [-1e6, true],
  weeks: [0, false],
  half_life_weeks: [0, false],
  lead_weeks: [0, true],
};

function checkEvent(
  lever: Lever,
  id: string,
  change: Change,
  ends: readonly number[],
  scenario: Scenario,
  model: Pick<Model, 'levers'>,
): void {
  const { startDay, untilDay, eventIds } = scenario;
  const ids = scenario.events.flatMap(event => event.id ?? []);
  const isOff = !ids.includes(id) && eventIds.includes(id);
  if (!ids.includes(id))
    throwDiagnostic({
      kind: 'unknown',
      message: isOff ? `the event \`${id}\` is off` : `unknown event \`${id}\``,
      at: lever.at,
      expected: ids.join(', ') || 'no event at all',
      hint: isOff ? 'switch it on in the scenario, by `with`' : didYouMean(id, ids),
    });
  const event = scenario.events.find(event => event.id === id)!;
  const numbers = Object.keys(event.answer?.numbers ?? {});
  if (!isOwnChange(change)) {
    if (numbers.includes(change)) return;
    const known = [...CHANGES, ...numbers];
    throwDiagnostic({
      kind: 'unknown',
      message: `an event has no \`${change}\` to set`,
      at: lever.at,
      found: `\`${id}.${change}\``,
      expected: known.map(one => `${id}.${one}`).join(', '),
      hint: didYouMean(change, known)?.replace('`', `\`${id}.`),
    });
  }
  const declared = model.levers.find(({ name }) => name === event.kind);
  if (change === 'size' && event.step)
    throwDiagnostic({
      kind: 'conflict',
      message: `lever \`${lever.name}\` changes the size of \`${id}\`, which is the step \`${event.step.name}\``,
      at: lever.at,
      hint: 'vary its date or weeks; or write the size of the event as a number, a change of so many steps',
    });
  for (const end of ends) {
    if (change === 'size' && declared && (end < declared.range[0] || end > declared.range[1]))
      refuse(lever, end, `${declared.range.join(' to ')}, as levers.yaml has it`);
    if (change === 'date') {
      if (end < startDay || end > untilDay)
        refuse(
          lever,
          isoDay(end),
          `${isoDay(startDay)} to ${isoDay(untilDay)}`,
          end > untilDay ? 'the last outcome is no later: an event after it changes none' : undefined,
        );
      continue;
    }
    const [least, included] = LEAST[change];
    if (end < least || (end === least && !included))
      refuse(lever, end, `${included ? 'at least' : 'more than'} ${least}`);
  }
}

function refuse({ name, at }: Lever, found: number | string, expected: string, hint?: string): never {
  return throwDiagnostic({
    kind: 'value',
    message: `lever \`${name}\` can't be ${found}`,
    at,
    expected,
    hint,
  });
}
