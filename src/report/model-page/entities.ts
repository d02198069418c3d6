import type { Column, Parameter, Table } from '../../model/model.ts';
import { code, codes, equationLines, fenced, markdownTable } from './markdown.ts';
import type { World } from './world.ts';

/** Tables of what there is: columns, named expressions, places, other tables, parameters, networks. */

export function columnsTable({ model, rules }: World): string {
  const writers = (name: string) =>
    [...rules].filter(([, { depends }]) => depends.writes.includes(name)).map(([id]) => id);
  const initial = new Map(
    model.initial.map(rule => [rule.branches[0].writes[0].column, rule.equations[0].text]),
  );
  const rows = visibleColumns(model).map((column, k) => [
    code(column.name),
    typeText(column, model.places.labels),
    column.published ? 'yes' : '',
    column.fromPopulation ? 'population' : code(initial.get(k)?.text ?? ''),
    codes(writers(column.name)) || 'no rule',
    column.text,
  ]);
  return markdownTable(
    ['column', 'type and range', 'published', 'first value', 'written by', 'what it is'],
    rows,
  );
}

/** Those of a quota come last and are nobody's to know. */
const visibleColumns = ({ columns }: World['model']) => columns.filter(({ hidden }) => !hidden);

function typeText({ type, range, steps }: Column, places: readonly string[]): string {
  if (type.kind === 'label') return type.labels === places ? 'place' : `one of ${codes(type.labels)}`;
  return range ? `${type.kind}, ${range[0]} to ${range[1]}${steps ? ', 16 bits' : ''}` : type.kind;
}

export function filtersTable({ model }: World): string {
  if (model.filters.size === 0) return 'None.';
  return fenced(equationLines([...model.filters].map(([label, text]) => ({ label, text }))));
}

export function groupsTable({ model, files }: World): string {
  const rows = model.groups.map(({ name, labels }) => [
    code(name),
    code(files.model.texts.get(`groups.${name}`)?.text ?? ''),
    `${labels.length}`,
  ]);
  return markdownTable(['group', 'by', 'labels'], rows);
}

export function placesTable({ model, files }: World): string {
  const numeric = files.places.columns.filter(c => c !== 'place' && c !== 'title' && !c.endsWith('_source'));
  const start = startingPlace(model);
  const rows = files.places.rows.map(({ cells }) => [
    code(cells.place) + (cells.place === start ? ' (where everybody starts)' : ''),
    cells.title,
    ...numeric.map(name => cells[name]),
  ]);
  const sources = numeric.map(name => [
    ...new Set(files.places.rows.map(({ cells }) => cells[`${name}_source`])),
  ]);
  return markdownTable(
    ['place', 'title', ...numeric.map(code)],
    [...rows, ['', '_source_', ...sources.map(ids => ids.join(' '))]],
  );
}

/** What the model leaves out, in its authors' words. */
export const limitsList = ({ model }: World): string => model.limits.map(text => `- ${text}`).join('\n');

/** The place where everybody starts; undefined where people start in several. */
function startingPlace({ columns, initial, places }: World['model']): string | undefined {
  const at = columns.findIndex(({ name }) => name === 'place');
  const first = initial.find(rule => rule.branches[0].writes[0].column === at);
  if (columns[at].fromPopulation) return undefined;
  return first ? first.equations[0].text.text.trim() : places.labels[0];
}

/** Who comes from outside, as the model's table has it. */
export function entrantsTable({ files }: World): string {
  const { columns, rows } = files.entrants!;
  return markdownTable(
    columns.map(code),
    rows.map(({ cells }) => columns.map(column => cells[column])),
  );
}

/** Tables with more numbers than these are described, not printed. */
const MOST_CELLS = 16;

export function tablesTable({ model, files }: World): string {
  const inPlaces = new Set(files.places.columns);
  const unit = (name: string) => files.tables?.rows.find(row => row.cells.table === name)?.cells.unit ?? '';
  const rows = model.tables.flatMap(table =>
    table.values && !inPlaces.has(table.name)
      ? [
          [
            code(table.name),
            indexText(table),
            valuesText(table),
            unit(table.name),
            table.sourceId,
            table.text,
          ],
        ]
      : [],
  );
  return markdownTable(['table', 'by', 'values', 'unit', 'source', 'what it is'], rows);
}

const indexText = ({ index }: Table) =>
  index.map(type => (type.kind === 'label' ? code(type.set) : type.kind)).join(' x ');

function valuesText({ values, size, index }: Table): string {
  const [first] = index;
  if (!values || size > MOST_CELLS || index.length > 1 || first.kind !== 'label') return `${size} numbers`;
  return first.labels.map((label, k) => `${label} ${decimal(values[k])}`).join(', ');
}

/** An f32 as it was typed. */
const decimal = (value: number) => String(Number(value.toPrecision(7)));

export function parametersTable(world: World): string {
  const users = usersOf(world);
  const rows = world.model.parameters.map(p => [
    code(p.name),
    String(p.value),
    p.unit,
    p.prior === 'fixed'
      ? p.prior
      : `${code(p.prior)}, ${p.fit ? 'may be fitted' : p.priorOnly ? 'kept' : 'not varied'}`,
    rangeText(p),
    p.sourceId,
    p.text,
    (users.get(p.name) ?? []).join(', '),
  ]);
  const header = ['parameter', 'value', 'unit', 'prior', 'range', 'source', 'what it is', 'read by'];
  return markdownTable(header, rows);
}

function rangeText({ low, high }: Parameter): string {
  if (low === undefined && high === undefined) return '';
  return `${low ?? ''} to ${high ?? ''}`;
}

/** Where each parameter is read: rules, first values, files that make people and ties, survey items. */
function usersOf({ model, files, rules, study, studyFiles }: World): Map<string, string[]> {
  const users = new Map<string, string[]>(model.parameters.map(({ name }) => [name, []]));
  const add = (name: string, user: string) => {
    const known = users.get(name);
    if (known && !known.includes(user)) known.push(user);
  };
  for (const [id, { depends }] of rules) for (const name of depends.parameters) add(name, code(id));
  const wordsOf = (text: string) => text.match(/[A-Za-z_]\w*/g) ?? [];
  for (const rule of model.initial)
    for (const word of wordsOf(rule.equations[0].text.text))
      add(word, `first value of ${code(rule.equations[0].label)}`);
  for (const document of [files.networks, files.population, files.metrics])
    for (const { text } of document?.texts.values() ?? [])
      for (const word of wordsOf(text)) add(word, code(document!.file.split('/').at(-1)!));
  for (const item of study?.items ?? [])
    for (const text of [item.base, item.operator, item.cut])
      for (const word of wordsOf(text?.text ?? '')) add(word, `item ${code(item.id)}`);
  for (const row of studyFiles?.waves.rows ?? [])
    for (const name of ['eligible', 'inclusion', 'stays'])
      for (const word of wordsOf(row.cells[name] ?? '')) add(word, `wave ${row.cells.wave_id}`);
  // What a filter reads, its readers read; a parameter that only the survey's filters read is told by them.
  for (const [filter, { text }] of model.filters)
    for (const word of wordsOf(text)) if (users.get(word)?.length === 0) add(word, code(filter));
  return users;
}

type WeightShape = { initial?: unknown; change?: unknown } | undefined;

function weightTexts(weight: WeightShape, number: (value: unknown) => string): string[] {
  if (!weight) return [];
  const { initial = 1, change } = weight;
  return [
    `each end weighs ${number(initial)} at first`,
    change === undefined ? '' : `then ${code(String(change).trim())}`,
  ];
}

export function networksTable({ files, model, networks }: World): string {
  const given =
    (files.networks?.value as { networks?: Record<string, Record<string, unknown>> })?.networks ?? {};
  const number = (value: unknown) => {
    const named = model.parameters.find(p => p.name === value);
    return value === undefined ? '' : named ? `${code(named.name)} = ${named.value}` : String(value);
  };
  const rows = networks.map(({ name, shape, text }) => {
    const { degree, slots, triadic, elsewhere, homophily, among, form, drop, ...more } = given[name];
    const { size, sizes, head, alike, unlike, most, only } = given[name];
    const weighed = (weights: unknown) =>
      Object.entries((weights as Record<string, unknown>) ?? {}).map(
        ([variable, weight]) => `${code(variable)} ${number(weight)}`,
      );
    const [likeness, nearness] = [weighed(homophily), weighed(more.distance)];
    const chosen = Object.entries((only as object) ?? {}).map(pair => code(pair.join(': ')));
    const how = [
      chosen.length ? `only with ${chosen.join(' and ')}` : '',
      degree === undefined ? '' : `degree ${number(degree)}`,
      slots === undefined ? '' : `at most ${slots}`,
      triadic === undefined ? '' : `closing triangles ${number(triadic)}`,
      elsewhere === undefined ? '' : `outside the community ${number(elsewhere)}`,
      size === undefined ? '' : `of ${code(String(size))} persons`,
      sizes === undefined ? '' : `of ${sharesOf(sizes as Record<string, unknown>, number)}`,
      head === undefined ? '' : `heads are among ${code(String(head))}`,
      Array.isArray(alike) ? `alike in ${alike.map(code).join(', ')}` : '',
      Array.isArray(unlike) ? `different in ${unlike.map(code).join(', ')}` : '',
      most === undefined ? '' : `at most ${most}`,
      likeness.length ? `alike in ${likeness.join(', ')}` : '',
      nearness.length ? `near in ${nearness.join(', ')}` : '',
      more.exponent === undefined ? '' : `exponent ${number(more.exponent)}`,
      more.rewired === undefined ? '' : `rewired ${number(more.rewired)}`,
      more.ties === undefined ? '' : `the ties of ${code(String(more.ties))}`,
      more.directed ? 'directed: whom an agent follows' : '',
      ...weightTexts(more.weight as WeightShape, number),
      more.of === undefined ? '' : `who follows an agent in ${code(String(more.of))}`,
      among === undefined ? '' : `among ${code(String(among))}`,
      form === undefined ? '' : `made with ${code(String(form))} of both sides`,
      drop === undefined ? '' : `dropped with ${code(String(drop))} of either side`,
    ];
    return [code(name), shape, how.filter(Boolean).join('; '), text];
  });
  return markdownTable(['network', 'shape', 'how it is made', 'what it is'], rows);
}

/** Sizes of households with their shares. */
const sharesOf = (sizes: Record<string, unknown>, number: (value: unknown) => string): string =>
  Object.entries(sizes)
    .map(([persons, share]) => `${persons} (${number(share)})`)
    .join(', ');
