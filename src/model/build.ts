import type { Text } from '../core/diagnostics.ts';
import { checkShape, textOf } from '../core/located-document.ts';
import type { Context } from '../language/context.ts';
import { speaksOfThere } from '../language/filters.ts';
import { createGraph } from '../language/graph.ts';
import { compileAny } from '../language/lower.ts';
import { type Scope, timeWords } from '../language/scope.ts';
import { PLACE_SET, type Type } from '../language/type.ts';
import { readCharts } from './charts.ts';
import { readClock } from './clock.ts';
import { defaultInitial, readColumn } from './columns.ts';
import { readPlaces, readTables, refuseDoubles } from './data.ts';
import { refuseSharedNames, unseenNames } from './declared.ts';
import { forgottenPlaces } from './else-rows.ts';
import { type Aimed, checkWho, openTargets, readFields } from './fields.ts';
import { openHousehold, rankColumn, successionRule } from './household.ts';
import { compileInitial } from './initial.ts';
import { readLevers } from './levers.ts';
import { ENTRANTS, enteringRules, livesOf, openLives, readCapacity } from './lives.ts';
import { doubtfulTitles } from './metric-titles.ts';
import { crossGroups, readGroup, readMetrics } from './metrics.ts';
import type { Column, Model, ModelFiles, Table } from './model.ts';
import { refuseUnnameable } from './names.ts';
import { readNeighbours, withoutPairs } from './neighbours.ts';
import { readNetworks } from './networks.ts';
import { emptyGroups } from './never.ts';
import { chosenParts } from './only.ts';
import { checkOrder } from './order.ts';
import { plannedRules, planOf } from './planned.ts';
import { compileRule } from './rules.ts';
import { modelSchema } from './schema.ts';
import { readSlotNetworks } from './slot-networks.ts';
import { declareStream } from './streams.ts';
import { readWeightChanges, refuseWeightNames } from './tie-weights.ts';
import { openTotals } from './totals.ts';
import { boundsIn, ownCopy, parametersOf, withParameters } from './transforms.ts';
import { NAME_NETWORKS, unnamedFiles, unplannedRules } from './unread.ts';
import type { Workshop } from './workshop.ts';

/** What a scenario decides about a model before it is built. */
export interface Choices {
  /** Chosen variant by name. */
  choose: Readonly<Record<string, string>>;
  /** Mechanisms (rule files) taken out of the plan. */
  without: readonly string[];
  /** Parameter values that differ from the file's. */
  parameters: Readonly<Record<string, number>>;
  /** Kinds of events that act on some agents only, each condition once. */
  targets?: readonly Aimed[];
}

export const NO_CHOICES: Choices = { choose: {}, without: [], parameters: {} };

/** The model that was last built of some files: most of what is asked of one asks for the same one again. */
const built = new WeakMap<ModelFiles, { choices: Choices; model: Model }>();

/**
 * Read, check and type a whole model: every name resolved, every expression in one graph. Each call gives a graph of its own,
 * to which questions may be added. The files must not be changed afterwards.
 */
export function buildModel(files: ModelFiles, choices: Choices = NO_CHOICES): Model {
  const last = built.get(files);
  if (last && samePlan(last.choices, choices)) return withParameters(last.model, files, choices.parameters);
  const model = compileModel(files, choices);
  built.set(files, { choices, model });
  return ownCopy(model);
}

const samePlan = (a: Choices, b: Choices): boolean =>
  JSON.stringify([a.choose, a.without, a.targets ?? []]) ===
  JSON.stringify([b.choose, b.without, b.targets ?? []]);

function compileModel(all: ModelFiles, choices: Choices): Model {
  const files = chosenParts(all, choices.choose);
  const shape = checkShape(files.model, modelSchema);
  const { startDay, step } = readClock(files.model);
  const parameters = parametersOf(files, choices.parameters);
  const { places, tables: placeTables } = readPlaces(files.places, parameters);
  const columns = Object.entries(shape.columns).map(([name, column]) =>
    readColumn(files.model, name, column, { places: places.labels, startDay, step }),
  );
  const sets = new Map<string, readonly string[]>([[PLACE_SET, places.labels]]);
  for (const { type, name } of columns)
    if (type.kind === 'label' && type.set === name) sets.set(name, type.labels);
  const { fields, fieldTables } = readFields(
    files.model,
    shape.fields ?? [],
    parameters.length,
    placeTables.length,
    sets,
  );
  const { targets, targetTables } = openTargets(
    choices.targets ?? [],
    fields,
    parameters.length,
    placeTables.length,
  );
  const known = [
    ...placeTables,
    ...fieldTables,
    ...targetTables,
    ...(files.tables ? readTables(withoutPairs(files.tables), sets, columns, { startDay, step }) : []),
  ];
  const near = readNeighbours(files.tables, files.model, shape.nearest ?? {}, places, placeTables);
  const neighbours = new Map(
    near.map(({ name, index }, k) => [name, { table: known.length + k, most: labelsOf(index[1]) }]),
  );
  const tables = [...known, ...near].map(sized);
  const forgotten = files.tables ? forgottenPlaces(files.tables, places) : [];
  const { networks } = readNetworks(files.networks, parameters);
  refuseUnnameable(
    networks.map(({ name, at }) => ({ name, at: at ?? { file: files.networks!.file, line: 1, column: 1 } })),
    'network',
  );
  const filters = new Map(
    Object.keys(shape.filters ?? {}).map(name => [name, textOf(files.model, 'filters', name)] as const),
  );
  refuseWeightNames(networks, [...columns, ...parameters, ...tables, ...fields]);
  const addColumn = (column: Column) => columns.push(column) - 1;
  const made = openHousehold(files.networks, networks, columns, addColumn);
  const words = timeWords({ step });
  refuseSharedNames(files, { columns, parameters, tables, fields, filters, words });

  const graph = createGraph();
  const scope: Scope = {
    ...boundsIn(graph, { columns, tables, parameters }),
    unseen: unseenNames(files, shape),
    columns: new Map(
      columns.map(({ name, type, published, steps, earliest }, index) => [
        name,
        { index, type, published, steps, earliest },
      ]),
    ),
    parameters: new Map(parameters.map(({ name }, scalar) => [name, { scalar }])),
    tables: new Map(
      tables.flatMap(({ name, index, values, tied }, table) => {
        const flag = !tied && index.every(isSet) && isMarking(values);
        return neighbours.has(name) ? [] : [[name, { table, index, flag, field: !values }] as const];
      }),
    ),
    neighbours,
    fields: new Map(
      fields.filter(f => f.by === undefined).map(({ name, index }) => [name, { scalar: index }]),
    ),
    targets: Map.groupBy(targets, ({ name }) => name),
    filters,
    networks: new Map(networks.map(({ name }, index) => [name, index])),
    weighted: new Set(networks.flatMap(({ weight }, index) => (weight ? [index] : []))),
    networksHint: files.unnamed?.includes('networks') ? NAME_NETWORKS : undefined,
    sets,
    startDay,
    step,
    paced: new Set(),
  };
  const PLACE: Type = { kind: 'label', set: PLACE_SET, labels: places.labels };
  const streams: string[] = [];
  const totals = openTotals(tables, scope.rangeOf);
  const lives = openLives(files, graph, addColumn);
  const household = made && {
    ...made,
    rank: lives?.nodes.mortal ? addColumn(rankColumn(made, columns[made.head].at)) : undefined,
  };
  const workshop: Workshop = {
    graph,
    scope,
    columns,
    parameters,
    stream: name => declareStream(streams, name),
    declareTotal: totals.declare,
    addColumn,
    lives,
    household,
    slotNetworks: new Map(
      networks.flatMap(({ name, shape: kind }, k) => (kind === 'slots' ? [[name, k]] : [])),
    ),
    initialText: column => {
      if (column.fromPopulation) return undefined;
      const isGiven = shape.columns[column.name].initial !== undefined;
      return isGiven ? textOf(files.model, 'columns', column.name, 'initial') : defaultInitial(column);
    },
  };
  scope.lives = lives?.nodes;
  if (household) scope.household = household;

  const initial = columns.flatMap((column, index) => {
    const text = column.hidden ? undefined : workshop.initialText(column);
    return text ? [compileInitial(workshop, column, index, text)] : [];
  });
  const rules = files.rules.map(document => compileRule(workshop, document));
  refuseDoubles(
    rules.map(({ id, at }) => ({ name: id, at })),
    'rule',
  );
  const active = plannedRules(rules, planOf(shape, files.model, choices.choose), choices.without);
  const inflow = choices.without.includes(ENTRANTS) ? undefined : files.entrants;
  const entering = inflow ? enteringRules(workshop, inflow) : [];
  const succession =
    household?.rank === undefined ? [] : [successionRule(workshop, household, columns[household.head].at)];
  const order = checkOrder(active, columns, streams, graph);
  const observing = (text: Text): Context => ({
    graph,
    scope,
    text,
    lets: new Map(),
    whose: 'own',
    observing: true,
    declareTotal: totals.declare,
  });
  // Every filter is checked once in its own place, used or not.
  for (const text of filters.values()) {
    const there = speaksOfThere(text) ? PLACE : undefined;
    compileAny({ ...observing(text), observing: false, facing: true, there });
  }

  for (const { who } of targets) checkWho(observing(who));
  const groupText = (name: string) => textOf(files.model, 'groups', name);
  const metrics = files.metrics ? readMetrics(files.metrics, observing) : [];
  const capacity = readCapacity(files.model, shape.capacity, parameters);

  const [single, crossed] = [false, true].map(isCrossed =>
    Object.entries(shape.groups ?? {}).filter(([, group]) => Array.isArray(group) === isCrossed),
  );
  const split = single.map(([name]) => readGroup(name, groupText(name), observing));
  const groups = [
    ...split,
    ...crossed.map(([name, parts]) =>
      crossGroups(
        name,
        (parts as string[]).map((_, k) => ({ ...textOf(files.model, 'groups', name, k), flow: false })),
        split,
        observing,
      ),
    ),
  ];

  return {
    name: shape.model,
    startDay,
    step,
    places,
    columns,
    parameters,
    fields,
    targets,
    levers: readLevers(files, fields, parameters),
    tables,
    totals: totals.all,
    declareTotal: totals.declare,
    networks,
    slotNetworks: readSlotNetworks(files.networks, networks, columns, workshop.stream, parameters, text => ({
      ...observing(text),
      observing: false,
    })),
    weightChanges: readWeightChanges(files.networks, networks, text => ({
      ...observing(text),
      observing: false,
    })),
    filters,
    streams,
    initial,
    graph,
    scope,
    plan: [...entering, ...succession, ...active],
    household,
    lives: livesOf(inflow, workshop, active, { capacity, startDay, step }),
    groups,
    metrics,
    charts: readCharts(files.model, shape.charts, metrics),
    limits: shape.limits ?? [],
    warnings: [
      ...unplannedRules(rules, shape),
      ...order,
      ...forgotten,
      ...emptyGroups(split, scope.rangeOf, groupText),
      ...unnamedFiles(files),
      ...(files.metrics ? doubtfulTitles(files.metrics, metrics) : []),
    ],
  };
}

function sized(table: Omit<Table, 'size'>): Table {
  const size = table.index.reduce(
    (product, type) => product * (type.kind === 'label' ? type.labels.length : 1),
    1,
  );
  return { ...table, size };
}

const labelsOf = (type: Type) => (type.kind === 'label' ? type.labels.length : 0);

/** Whether an index of a table runs over labels, not over integers or weeks. */
const isSet = (type: Type) => type.kind === 'label' && type.from === undefined;

/** A table of zeros and ones marks a set of places. */
function isMarking(values: Float32Array | undefined): boolean {
  return values?.every(value => value === 0 || value === 1) ?? false;
}
