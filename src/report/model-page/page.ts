import {
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  type Position,
  throwDiagnostic,
} from '../../core/diagnostics.ts';
import {
  columnsTable,
  entrantsTable,
  filtersTable,
  groupsTable,
  limitsList,
  networksTable,
  parametersTable,
  placesTable,
  tablesTable,
} from './entities.ts';
import {
  attributesTable,
  eventsTable,
  evidenceTable,
  fieldsTable,
  flowsTable,
  itemsTable,
  metricsTable,
  populationTable,
  sourcesTable,
  wavesTable,
} from './evidence.ts';
import { withoutHtml } from './markdown.ts';
import { mechanismsOf, rulesOf, scheduleTable, variantsTable } from './process.ts';
import type { World } from './world.ts';

/** What a page shows by the name of its marker: `<!-- columns -->` on a line of its own. */
const TABLES: Record<string, (world: World) => string> = {
  columns: columnsTable,
  filters: filtersTable,
  groups: groupsTable,
  places: placesTable,
  tables: tablesTable,
  parameters: parametersTable,
  networks: networksTable,
  schedule: scheduleTable,
  variants: variantsTable,
  fields: fieldsTable,
  events: eventsTable,
  population: populationTable,
  waves: wavesTable,
  items: itemsTable,
  flows: flowsTable,
  metrics: metricsTable,
  attributes: attributesTable,
  evidence: evidenceTable,
  sources: sourcesTable,
};

/** Tables that this model's page shows. */
const tablesOf = ({ files, model }: World): typeof TABLES => ({
  ...TABLES,
  ...(files.entrants && { entrants: entrantsTable }),
  ...(model.limits.length > 0 && { limits: limitsList }),
});

/** How a page begins that was made here. */
export const DOCS_MARK = '<!-- Written by `rhizome docs`';

const MARKER = /^<!-- ([a-z]+)(?: ([\w-]+))? -->$/;

/**
 * A model's page: the prose as it is written, every marker replaced by the table it names; `<!-- rules NAME -->` shows the
 * rules of a mechanism. A marker that nothing answers to, and a table or mechanism that no marker shows, is a problem.
 * @param prose the text of the model's odd.md
 * @param file its name, for problems
 */
export function docsPage(prose: string, file: string, world: World): string {
  const mechanisms = mechanismsOf(world);
  const tables = tablesOf(world);
  const wanted = [...Object.keys(tables), ...mechanisms.map(name => `rules ${name}`)];
  const shown = new Set<string>();
  const problems: Diagnostic[] = [];
  const lines = prose.split('\n').map((line, k) => {
    const [, kind, name] = MARKER.exec(line) ?? [];
    if (!kind) return line;
    const marker = name ? `${kind} ${name}` : kind;
    const at: Position = { file, line: k + 1, column: 1 };
    if (!wanted.includes(marker))
      problems.push({
        kind: 'unknown',
        message: `nothing answers to the marker \`${marker}\``,
        at,
        expected: wanted.join(', '),
        hint: didYouMean(marker, wanted),
      });
    else if (shown.has(marker))
      problems.push({ kind: 'conflict', message: `\`${marker}\` is shown twice`, at });
    shown.add(marker);
    if (problems.length) return line;
    const made = withoutHtml(name ? rulesOf(name, world) : tables[kind](world));
    return `<!-- ${marker} -->\n\n${made}\n\n<!-- end of ${marker} -->`;
  });
  for (const marker of wanted)
    if (!shown.has(marker))
      problems.push({
        kind: 'shape',
        message: `the page shows no \`${marker}\``,
        at: { file, line: lines.length, column: 1 },
        hint: `write \`<!-- ${marker} -->\` on a line of its own`,
      });
  if (problems.length) throw new DiagnosticError(problems);
  return `${DOCS_MARK} from ${file} and the model's files: edit those. -->\n\n${lines.join('\n')}`;
}

/** Where two pages begin to differ, for the message that one is stale. */
export function refuseStale(file: string, stands: string | undefined, made: string): void {
  if (stands === made) return;
  const [old, now] = [stands?.split('\n') ?? [], made.split('\n')];
  const line = now.findIndex((text, k) => text !== old[k]);
  const short = (text: string | undefined) =>
    text === undefined ? 'nothing' : `\`${text.length > 80 ? `${text.slice(0, 77)}...` : text}\``;
  throwDiagnostic({
    kind: 'failed',
    message: "the page no longer says what the model's files say",
    at: { file, line: Math.max(1, line + 1), column: 1 },
    found: short(old[line < 0 ? now.length : line]),
    expected: short(now[line]),
    hint: 'write it again with `rhizome docs`',
  });
}

/** The page of a model for which nobody has written prose yet: the headings of the ODD protocol with every table. */
export function blankProse(title: string, world: World): string {
  const section = (heading: string, ...markers: string[]) =>
    [`## ${heading}`, ...markers.map(marker => `<!-- ${marker} -->`)].join('\n\n');
  return [
    withoutHtml(`# ${title}`),
    section('Purpose and patterns', 'metrics'),
    section(
      'Entities, state variables and scales',
      'columns',
      'filters',
      'groups',
      'places',
      'tables',
      'networks',
    ),
    section('Process overview and scheduling', 'schedule', 'variants'),
    section('Design concepts', 'waves', 'items', 'flows'),
    section('Initialisation', 'population', 'attributes'),
    section(
      'Input data',
      'fields',
      'events',
      ...(world.files.entrants ? ['entrants'] : []),
      'evidence',
      'sources',
    ),
    section('Submodels', ...mechanismsOf(world).map(name => `rules ${name}`), 'parameters'),
    ...(world.model.limits.length ? [section('What it leaves out', 'limits')] : []),
    '',
  ].join('\n\n');
}
