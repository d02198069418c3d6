import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { readSteps } from '../../model/levers.ts';
import type { Model } from '../../model/model.ts';
import { effective, type Intervention } from '../../observe/patterns/interventions.ts';
import { readStudyEvents, type StudyEvent } from '../../scenario/events.ts';
import { nameOf } from '../../scenario/read.ts';
import type { Event, Scenario } from '../../scenario/scenario.ts';
import { populationParameters } from '../run/population-parameters.ts';

/** The same inputs in another world: events and mechanisms switched, parameters set. Same seed, hence paired runs. */
export function switched(inputs: Inputs, model: Model, switches: readonly Intervention[]): Inputs {
  const known = knownNames(inputs, model);
  return effective(switches).reduce((sofar, one) => apply(sofar, one, known), inputs);
}

interface Known {
  events: readonly StudyEvent[];
  mechanisms: readonly string[];
  model: Model;
}

function knownNames({ model: files, study }: Inputs, model: Model): Known {
  return {
    events: study.events ? readStudyEvents(study.events, readSteps(files)) : [],
    mechanisms: [...new Set(files.rules.map(({ file }) => nameOf(file)))],
    model,
  };
}

function apply(inputs: Inputs, one: Intervention, known: Known): Inputs {
  const { scenario } = inputs;
  const { events, mechanisms, model } = known;
  const having = (change: Partial<Scenario>) => ({ ...inputs, scenario: { ...scenario, ...change } });
  switch (one.kind) {
    case 'set':
      return set(inputs, one, model);
    case 'event': {
      check(
        'kind of event',
        one.field,
        model.fields.map(({ name }) => name),
        one,
      );
      const { by = 'place', labels } = model.fields.find(({ name }) => name === one.field)!;
      const known = labels.length ? labels : model.places.labels;
      if (one.label !== undefined) check(by === 'place' ? by : `label of \`${by}\``, one.label, known, one);
      return having({ events: [...scenario.events, plainEvent(one, by)] });
    }
    case 'on': {
      check(
        'event',
        one.name,
        events.map(({ id }) => id),
        one,
      );
      const ids = withDependants(events, one.name);
      const there = scenario.events.map(({ id }) => id);
      const added = events.filter(
        ({ id, usual }) => ids.has(id) && !there.includes(id) && (usual || id === one.name),
      );
      return having({ events: [...scenario.events, ...added] });
    }
    case 'off': {
      const ids = [...new Set([...events, ...scenario.events].flatMap(({ id }) => id ?? []))];
      if (mechanisms.includes(one.name) && !ids.includes(one.name))
        return having({ withoutMechanisms: [...scenario.withoutMechanisms, one.name] });
      check('event or mechanism', one.name, [...ids, ...mechanisms], one);
      const gone = withDependants(events, one.name);
      return having({ events: scenario.events.filter(({ id }) => id === undefined || !gone.has(id)) });
    }
  }
}

/** A parameter's value, or the expression that a column begins with. */
function set(inputs: Inputs, one: Extract<Intervention, { kind: 'set' }>, model: Model): Inputs {
  const { scenario, model: files } = inputs;
  const { name, value, at } = one;
  if (beginsByText(model, name)) {
    const lines = [{ offset: 0, line: at.line, column: at.column }];
    const texts = new Map(files.model.texts).set(`columns.${name}.initial`, {
      text: value,
      file: at.file,
      lines,
    });
    return {
      ...inputs,
      model: { ...files, model: { ...files.model, value: beginning(files.model.value, name, value), texts } },
    };
  }
  const columns = model.columns.filter(column => !column.fromPopulation);
  check(
    'parameter or column',
    name,
    [...model.parameters, ...columns].map(known => known.name),
    one,
  );
  const number = Number(value);
  if (!Number.isFinite(number))
    throwDiagnostic({
      kind: 'type',
      message: `the parameter \`${name}\` is a number`,
      at,
      found: `\`${value}\``,
    });
  return { ...inputs, scenario: { ...scenario, parameters: { ...scenario.parameters, [name]: number } } };
}

const beginsByText = (model: Model, name: string) =>
  model.columns.some(column => column.name === name && !column.fromPopulation);

/** Names of the columns that begin otherwise in a world. */
export const columnsSet = (model: Model, switches: readonly Intervention[]): string[] =>
  effective(switches).flatMap(one => (one.kind === 'set' && beginsByText(model, one.name) ? one.name : []));

/** The value of model.yaml with another initial expression of one column. */
function beginning(model: unknown, name: string, initial: string): unknown {
  const { columns } = model as { columns: Record<string, object> };
  return { ...(model as object), columns: { ...columns, [name]: { ...columns[name], initial } } };
}

function check(what: string, name: string, names: readonly string[], { at }: Intervention): void {
  if (names.includes(name)) return;
  const hint = didYouMean(name, names);
  throwDiagnostic({
    kind: 'unknown',
    message: `unknown ${what} \`${name}\``,
    at,
    expected: hint ? undefined : names.join(', '),
    hint,
  });
}

/** An event with all those that would not have been without it. */
function withDependants(events: readonly StudyEvent[], id: string): Set<string> {
  const ids = new Set([id]);
  for (let size = 0; size < ids.size; ) {
    size = ids.size;
    for (const event of events) if (event.belongsTo && ids.has(event.belongsTo)) ids.add(event.id);
  }
  return ids;
}

function plainEvent(
  { field, label, fromDay, toDay, size, at }: Extract<Intervention, { kind: 'event' }>,
  by: string,
): Event {
  const named = label === undefined ? [] : [label];
  const shape = { size, halfLifeWeeks: undefined, leadWeeks: 0 };
  return {
    id: undefined,
    kind: field,
    fromDay,
    toDay,
    ...shape,
    ...(by === 'place' ? { places: named } : { places: [], labels: named }),
    at,
  };
}

/** What a world is made of: parameters that a run can have of its own, and what needs a program or people of its own. */
export interface Apart {
  parameters: Readonly<Record<string, number>>;
  rest: readonly Intervention[];
}

/** Take out of the switches those parameters that neither make the people nor their ties. */
export function apart(inputs: Inputs, model: Model, switches: readonly Intervention[]): Apart {
  const people = populationParameters(inputs, model);
  const known = new Set(model.parameters.map(({ name }) => name));
  const parameters: Record<string, number> = {};
  const rest: Intervention[] = [];
  for (const one of effective(switches))
    if (one.kind === 'set' && known.has(one.name) && !people.has(one.name))
      parameters[one.name] = Number(one.value);
    else rest.push(one);
  return { parameters, rest };
}

/** Whether a world has the scenario's own people: no parameter of theirs is set. */
export function samePeople(inputs: Inputs, model: Model, switches: readonly Intervention[]): boolean {
  const people = populationParameters(inputs, model);
  return !switches.some(one => one.kind === 'set' && people.has(one.name));
}
