import { type Diagnostic, didYouMean, type Position } from '../core/diagnostics.ts';
import { ENTRANTS } from '../model/lives.ts';
import type { Model, ModelFiles } from '../model/model.ts';
import { eventProblems, eventWarnings } from './check-events.ts';
import { nameOf } from './read.ts';
import type { Scenario } from './scenario.ts';

/** What a scenario may name: the part of the model that it speaks of. */
type Known = Pick<Model, 'fields' | 'levers' | 'places' | 'parameters' | 'groups'>;

interface Validated {
  problems: readonly Diagnostic[];
  warnings: readonly Diagnostic[];
}

/**
 * Everything a scenario names that its model doesn't have, and, as warnings, what it says that has no effect there.
 * @param files the model's files: rules and variants that another choice leaves out are known, too
 */
export function validateScenario(scenario: Scenario, model: Known, files: ModelFiles): Validated {
  const problems: Diagnostic[] = [];
  const check = (what: string, name: string, known: readonly string[], at: Position | undefined) => {
    if (!known.includes(name))
      problems.push({
        kind: 'unknown',
        message: `unknown ${what} \`${name}\``,
        at,
        expected:
          known.length > 0 && known.length <= 20
            ? known.join(', ')
            : known.length
              ? undefined
              : 'none at all',
        hint: didYouMean(name, known),
      });
  };
  const at = (path: string) => scenario.positions.get(path);

  const kinds = model.fields.map(field => field.name);
  for (const event of scenario.events) {
    check('kind of event', event.kind, kinds, event.at);
    for (const place of event.places) check('place', place, model.places.labels, event.at);
  }
  problems.push(...eventProblems(scenario, model));
  const parameters = new Map(model.parameters.map(parameter => [parameter.name, parameter]));
  for (const [name, value] of Object.entries(scenario.parameters)) {
    const where = at(`parameters.${name}`);
    check('parameter', name, [...parameters.keys()], where);
    // Values that no file gives are judged by who sets them.
    const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = parameters.get(name) ?? {};
    if (where && (value < low || value > high))
      problems.push({
        kind: 'value',
        message: `\`${name}\` is outside its range`,
        at: where,
        found: String(value),
        expected: `${low} to ${high}, as parameters.csv has it`,
      });
  }

  const variants = variantsOf(files);
  for (const [name, option] of Object.entries(scenario.choose)) {
    check('variant', name, [...variants.keys()], at(`choose.${name}`));
    if (variants.has(name)) check(`option of \`${name}\``, option, variants.get(name)!, at(`choose.${name}`));
  }
  const mechanisms = new Set([
    ...files.rules.map(({ file }) => nameOf(file)),
    ...(files.entrants ? [ENTRANTS] : []),
  ]);
  const switchable = [...new Set([...mechanisms, ...scenario.eventIds])];
  for (const name of scenario.withoutMechanisms)
    check('event or mechanism', name, switchable, at(`without.${name}`));
  for (const name of scenario.withMechanisms)
    check('event or mechanism', name, switchable, at(`with.${name}`));

  for (const id of scenario.eventIds)
    if (mechanisms.has(id) && at(`event.${id}`))
      problems.push({
        kind: 'conflict',
        message: `\`${id}\` is both an event and a mechanism`,
        at: at(`event.${id}`),
        hint: 'give the event another id, or the file of rules another name',
      });

  const groups = ['all', ...model.groups.map(group => group.name)];
  for (const name of scenario.groups) check('group', name, groups, at(`groups.${name}`));
  // Names that don't exist act nowhere: that is told already.
  return { problems, warnings: problems.length ? [] : eventWarnings(scenario, model) };
}

/** The options of each variant that model.yaml declares, the usual one first. */
export function variantsOf({ model }: Pick<ModelFiles, 'model'>): Map<string, string[]> {
  const { variants = {} } = (model.value ?? {}) as { variants?: Record<string, object> };
  return new Map(Object.entries(variants).map(([name, options]) => [name, Object.keys(options)]));
}
