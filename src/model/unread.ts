import type { z } from 'zod';
import type { Diagnostic, Position, Text } from '../core/diagnostics.ts';
import { type Csv, cellPosition, type Document, positionOf } from '../core/located-document.ts';
import { COORDINATES } from '../language/space.ts';
import { PLACE_WORDS } from './data.ts';
import type { ModelFiles, Rule } from './model.ts';
import type { modelSchema } from './schema.ts';

/** Words that an expression names: columns, parameters, filters, ..., and also its functions and labels. */
export function namesIn(text: string): string[] {
  return text.replace(/'[^'\n]*'|#[^\n]*/g, ' ').match(/[A-Za-z_]\w*/g) ?? [];
}

/** Something that a model declares for others to read. */
export interface Declared {
  what: 'column' | 'filter' | 'field' | 'network' | 'parameter' | 'table' | 'variable of the population';
  name: string;
  at: Position;
}

/** Keys of a rule that are words, not expressions; of networks.yaml and metrics.yaml likewise. */
const PROSE = new Set([
  'rule',
  'title',
  'why',
  'draw',
  'text',
  'unit',
  'headline',
  'shape',
  'ties',
  'per',
  'only',
]);

/**
 * What no rule, first value, filter, network, metric or group of the model reads, and none of the expressions given besides.
 * What only reads itself is not read.
 * @param others expressions of a study: operators, bases, cuts
 */
export function unreadParts(files: ModelFiles, others: readonly string[]): Declared[] {
  const { model, rules, networks, metrics, population, margins } = files;
  const whole = (model.value ?? {}) as {
    fields?: string[];
    filters?: object;
    columns?: Record<string, object>;
    capacity?: unknown;
    nearest?: object;
  };
  const texts = [...rules, networks, metrics].flatMap(document => (document ? expressionsOf(document) : []));
  const read = new Set([...texts, ...others].flatMap(namesIn));
  for (const path of [...homophily(networks), ...households(networks)]) read.add(path);
  if (typeof whole.capacity === 'string') read.add(whole.capacity);
  const own = (group: string, name: string) =>
    model.texts.get(group === 'columns' ? `columns.${name}.initial` : `${group}.${name}`)?.text ?? '';
  const columns = Object.keys(whole.columns ?? {});
  const filters = Object.keys(whole.filters ?? {});
  const reads = [
    ...columns.map(name => [name, own('columns', name)] as const),
    ...filters.map(name => [name, own('filters', name)] as const),
  ];
  for (const [name, text] of reads) for (const other of namesIn(text)) if (other !== name) read.add(other);
  for (const [path, { text }] of model.texts)
    if (path.startsWith('groups.')) for (const name of namesIn(text)) read.add(name);
  for (const key of ['persons', 'relative_departure'])
    for (const name of namesIn(population?.texts.get(key)?.text ?? 'persons')) read.add(name);
  for (const { cells } of files.places.rows)
    for (const column of tableColumns(files.places)) read.add(cells[column].trim());
  const isMeasured = read.has('distance') || Object.keys(whole.nearest ?? {}).length > 0;
  for (const name of isMeasured ? COORDINATES : []) read.add(name);
  for (const { cells } of files.entrants?.rows ?? [])
    for (const name of namesIn(cells.persons ?? '')) read.add(name);
  for (const row of margins?.rows ?? [])
    for (const [, name] of (row.cells.given ?? '').matchAll(/(\w+)\s*=/g)) read.add(name);

  const named = (what: Declared['what'], path: string, names: readonly string[]) =>
    names.map(name => ({ what, name, at: positionOf(model, [path, name]) }));
  const taken = columns.filter(name => 'from' in (whole.columns![name] ?? {}));
  const variables = Object.keys((population?.value as { variables?: object } | undefined)?.variables ?? {});
  const declared: Declared[] = [
    ...named(
      'column',
      'columns',
      columns.filter(name => name !== 'place'),
    ),
    ...named('filter', 'filters', filters),
    ...(whole.fields ?? []).map((field, k) => ({
      what: 'field' as const,
      name: String(field).replace(/\[\w*\]$/, ''),
      at: positionOf(model, ['fields', k]),
    })),
    ...namesOf(networks, 'networks').map(name => ({
      what: 'network' as const,
      name,
      at: positionOf(networks!, ['networks', name]),
    })),
    ...rowsOf('parameter', files.parameters, 'name'),
    ...tablesOf(files.places),
    ...(files.tables ? rowsOf('table', files.tables, 'table') : []),
    ...variables
      .filter(name => !taken.includes(name))
      .map(name => ({
        what: 'variable of the population' as const,
        name,
        at: positionOf(population!, ['variables', name]),
      })),
  ];
  return declared.filter(({ name }) => !read.has(name));
}

/** Names of `let` that their own rule doesn't read. */
export function unreadLets(rules: readonly Document[]): Diagnostic[] {
  return rules.flatMap(document => {
    const lets = namesOf(document, 'let');
    // Each text is read once, however many names the rule has.
    const reads = [...document.texts]
      .filter(([path]) => lets.length && !PROSE.has(path.split('.')[0]))
      .flatMap(([path, { text }]) => namesIn(text).filter(name => path !== `let.${name}`));
    const read = new Set(reads);
    return lets
      .filter(name => !read.has(name))
      .map(
        (name): Diagnostic => ({
          kind: 'unknown',
          message: `nothing reads \`let ${name}\``,
          at: positionOf(document, ['let', name]),
        }),
      );
  });
}

/** Rules that act in no week of any scenario: neither the plan nor a variant names them. */
export function unplannedRules(
  rules: readonly Rule[],
  { plan, variants = {} }: z.infer<typeof modelSchema>,
): Diagnostic[] {
  const planned = new Set([
    ...plan,
    ...Object.values(variants).flatMap(options => Object.values(options).flat()),
  ]);
  return rules
    .filter(({ id }) => !planned.has(id))
    .map(({ id, at }) => ({
      kind: 'unknown',
      message: `rule \`${id}\` never acts: no plan names it`,
      at,
      hint: 'name it in `plan` or in an option of `variants` of model.yaml, or remove it',
    }));
}

/** What to do about networks that model.yaml doesn't name. */
export const NAME_NETWORKS = 'write `networks: networks.yaml` in model.yaml';

/** Files of the folder that look like a part of the model and that model.yaml doesn't name. */
export const unnamedFiles = ({ model, unnamed = [] }: ModelFiles): Diagnostic[] =>
  unnamed.map(key => ({
    kind: 'unknown',
    message: `nothing reads the file \`${usualName(key)}\` beside it`,
    at: { file: model.file, line: 1, column: 1 },
    hint: `write \`${key}: ${usualName(key)}\`, or remove the file`,
  }));

/** The name that the file of a part has as a rule. */
export const usualName = (key: string): string => `${key}.${TABLES.includes(key) ? 'csv' : 'yaml'}`;
const TABLES = ['tables', 'entrants'];

/** Keys of a rule below which names of columns and values are, which may be words of `PROSE`, too. */
const NAMING = new Set(['set', 'then', 'otherwise', 'let']);

/** Expressions of a document, or those at a path and below it. */
export const expressionsOf = ({ texts }: Document, below = ''): string[] =>
  [...texts].flatMap(([path, { text }]: [string, Text]) => {
    if (below && path !== below && !path.startsWith(`${below}.`)) return [];
    const [key, of = ''] = path.split('.').reverse();
    return (PROSE.has(key) && !NAMING.has(of)) || of === 'only' ? [] : text;
  });

const namesOf = (document: Document | undefined, key: string): string[] =>
  Object.keys((document?.value as Record<string, object> | undefined)?.[key] ?? {});

/** Variables of the population in which the tied are alike. */
const homophily = (networks: Document | undefined): string[] =>
  [...(networks?.positions.keys() ?? [])].flatMap(
    path => /\.(?:homophily|distance)\.(\w+)$/.exec(path)?.[1] ?? [],
  );

/** What a network of households reads without an expression; that it is there gives each person a head. */
const households = (networks: Document | undefined): string[] => {
  const all = (networks?.value as { networks?: Record<string, Partial<Record<string, unknown>>> } | undefined)
    ?.networks;
  return Object.entries(all ?? {}).flatMap(([name, { shape, alike, unlike }]) =>
    shape === 'household'
      ? [name, ...[alike, unlike].flatMap(names => (Array.isArray(names) ? names.map(String) : []))]
      : [],
  );
};

/** Each name once, where it occurs first. */
function rowsOf(what: Declared['what'], csv: Csv, column: string): Declared[] {
  const first = Map.groupBy(csv.rows, row => row.cells[column]);
  return [...first].map(([name, [row]]) => ({ what, name, at: cellPosition(csv, row, column) }));
}

const tableColumns = (places: Csv): string[] =>
  places.columns.filter(c => !PLACE_WORDS.includes(c) && !c.endsWith('_source'));

function tablesOf(places: Csv): Declared[] {
  return tableColumns(places).map(name => ({
    what: 'table',
    name,
    at: { file: places.file, line: 1, column: 1 },
  }));
}
