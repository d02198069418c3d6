import { parseDay } from '../../core/calendar.ts';
import {
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  numberHint,
  type Position,
  throwDiagnostic,
} from '../../core/diagnostics.ts';
import { decimal } from '../../core/located-document.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { buildModel } from '../../model/build.ts';
import type { Model } from '../../model/model.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Lever } from '../../scenario/sweep.ts';
import { checkLevers } from '../sweep/sweep-check.ts';
import { setLevers } from '../sweep/sweep-points.ts';

/**
 * Values from outside the scenario's files, by name: a parameter of the model (`rate`), or what is changed of an event that is on
 * (`flood.size`, `flood.date`, `flood.weeks`, `flood.half_life_weeks`, `flood.lead_weeks`). Numbers; dates as `2022-09-21`.
 */
export type Settings = Readonly<Record<string, number | string>>;

/** One of them, with its place where a file holds it. */
export interface Setting {
  name: string;
  value: number | string;
  at?: Position;
}

/** Numbers of a scenario that have options of their own. */
const OPTIONS: Readonly<Record<string, string>> = {
  seed: '--seed',
  weeks: '--weeks',
  until: '--weeks',
  replicates: '--replicates',
  persons_per_agent: '--scale',
};

/** The inputs with these values in place of those of the scenario's files, in every run. Throws a DiagnosticError with all that is wrong. */
export function withSettings(inputs: Inputs, set: Settings | undefined): Inputs {
  const settings = sortedSettings(set);
  if (!settings.length) return inputs;
  const { choose, withoutMechanisms: without, parameters } = inputs.scenario;
  const model = buildModel(inputs.model, { choose, without, parameters });
  const levers = leversOf(settings, inputs.scenario, model);
  const changed = setLevers(inputs, model, levers, levers.map(settingValue));
  const { scenario } = changed.inputs;
  const values = { ...scenario.parameters, ...changed.parameters };
  const named = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  return { ...inputs, scenario: { ...scenario, parameters: values, set: named } };
}

/** In the order of names: the order in which they are said changes nothing. */
const sortedSettings = (set: Settings = {}): Setting[] =>
  Object.entries(set)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** What a lever sets, by the name that a setting of the same would have. */
export const settingName = ({ target }: Lever): string =>
  'parameter' in target ? target.parameter : `${target.event}.${target.change}`;

/** Refuse to set what is varied or fitted: the value would be lost. Problem `conflict`. @param varied names as of settings */
export function refuseSet(
  { scenario: { set = {} } }: Pick<Inputs, 'scenario'>,
  varied: readonly string[],
): void {
  const both = varied.find(name => Object.hasOwn(set, name));
  if (both !== undefined)
    throwDiagnostic({
      kind: 'conflict',
      message: `\`${both}\` is set to one value and varied, too`,
      found: `--set ${both}=${set[both]}`,
      hint: 'leave out one of the two',
    });
}

/** The value of a setting that `leversOf` has understood; a date as a day number. */
export const settingValue = ({ values }: Lever): number => ('list' in values ? values.list[0] : values.low);

/** Settings as levers of one value each, checked against the scenario and its model. Throws a DiagnosticError with all that is wrong. */
export function leversOf(
  settings: readonly Setting[],
  scenario: Scenario,
  model: Pick<Model, 'parameters' | 'levers'>,
): Lever[] {
  const problems: Diagnostic[] = [];
  const levers = settings.flatMap(setting => {
    try {
      const lever = leverOf(setting, scenario, model);
      checkLevers(scenario, model, [lever]);
      return lever;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length) throw new DiagnosticError(problems);
  return levers;
}

function leverOf(setting: Setting, scenario: Scenario, model: Pick<Model, 'parameters'>): Lever {
  const { name, at } = setting;
  const dot = name.lastIndexOf('.');
  if (dot >= 0) return eventLever(setting, name.slice(0, dot), name.slice(dot + 1));
  const parameter = model.parameters.find(one => one.name === name);
  if (!parameter) return failUnknown(setting, scenario, model);
  const value = numberOf(setting);
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY, unit } = parameter;
  if (value < low || value > high)
    throwDiagnostic({
      kind: 'value',
      message: `\`${name}\` can't be ${value}`,
      at,
      expected: `${low} to ${high}${unit && ` (${unit})`}, as parameters.csv has it`,
    });
  return { name, target: { parameter: name }, values: { list: [value] }, isDate: false, at };
}

function eventLever(setting: Setting, event: string, change: string): Lever {
  const { name, value, at } = setting;
  const isDate = change === 'date';
  const day = isDate ? parseDay(String(value)) : numberOf(setting);
  if (day === undefined)
    return throwDiagnostic({
      kind: 'type',
      message: `\`${name}\` needs a day`,
      at,
      found: `\`${value}\``,
      expected: 'a day like 2022-09-21',
    });
  return { name, target: { event, change }, values: { list: [day] }, isDate, at };
}

function numberOf({ name, value, at }: Setting): number {
  const number = typeof value === 'number' ? value : decimal(value);
  if (Number.isFinite(number)) return number;
  return throwDiagnostic({
    kind: 'type',
    message: `\`${name}\` needs a number`,
    at,
    found: value === '' ? 'an empty cell' : `\`${value}\``,
    hint: numberHint(String(value)),
  });
}

function failUnknown({ name, at }: Setting, scenario: Scenario, model: Pick<Model, 'parameters'>): never {
  const events = scenario.events.flatMap(({ id }) => id ?? []);
  const known = [...model.parameters.map(one => one.name), ...events.map(id => `${id}.size`)];
  const near = events.includes(name) ? `did you mean \`${name}.size\`?` : didYouMean(name, known);
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown parameter \`${name}\``,
    at,
    hint: Object.hasOwn(OPTIONS, name) ? `it has an option of its own: ${OPTIONS[name]}` : near,
  });
}
