import { type Diagnostic, DiagnosticError, didYouMean, type Position } from '../core/diagnostics.ts';
import { type Csv, cellPosition } from '../core/located-document.ts';
import type { ModelFiles } from '../model/model.ts';
import type { StudyFiles } from '../survey/study.ts';

interface Citation {
  id: string;
  at: Position;
}

/** Ids that one message names; of the others the number. */
const MOST_NAMED = 10;

/**
 * Sources that sources.csv doesn't have: in events.csv an error, as in the other tables of a study; in a table of the model, which
 * may be run on several studies, a warning for the whole table. And sources that no table cites, in a column or in words.
 * @throws DiagnosticError for each unknown source of events.csv
 */
export function checkSources(model: ModelFiles, study: StudyFiles): Diagnostic[] {
  const { sources, events, waves, marginals, profile, flows, relations, withheld = [] } = study;
  const known = sources.rows.map(row => row.cells.source_id);
  const unknown = (csv: Csv | undefined) =>
    csv ? citations(csv).filter(({ id }) => !known.includes(id)) : [];
  const problems = unknown(events).map(
    ({ id, at }): Diagnostic => ({
      ...{ kind: 'unknown', message: 'unknown source', at, found: id },
      ...{ expected: `a source_id of ${sources.file}`, hint: didYouMean(id, known) },
    }),
  );
  if (problems.length) throw new DiagnosticError(problems);
  const ofModel = [model.parameters, model.places, model.tables, model.margins, model.entrants];
  const all = [events, waves, marginals, profile, flows, relations, ...withheld, ...ofModel].filter(
    csv => csv !== undefined,
  );
  const cited = new Set(all.flatMap(csv => citations(csv).map(({ id }) => id)));
  const prose = all.flatMap(csv => csv.rows.flatMap(({ cells }) => [cells.note, cells.text, cells.quote]));
  const words = new Set(prose.flatMap(text => text?.match(/[\w-]+/g) ?? []));
  return [
    ...ofModel.flatMap(csv => unknownOf(unknown(csv), known, sources)),
    ...sources.rows
      .filter(({ cells: { source_id: id } }) => !cited.has(id) && !words.has(id))
      .map(
        (row): Diagnostic => ({
          kind: 'unknown',
          message: `no table cites source \`${row.cells.source_id}\``,
          at: cellPosition(sources, row, 'source_id'),
          hint: 'cite it in a `source_id`, a `note` or a `text`, or remove it',
        }),
      ),
  ];
}

/** Each id in a column `source_id` or `..._source`, where it occurs first. */
function citations(csv: Csv): Citation[] {
  const columns = csv.columns.filter(name => name === 'source_id' || name.endsWith('_source'));
  const first = new Map<string, Citation>();
  for (const row of csv.rows)
    for (const column of columns) {
      const id = row.cells[column];
      if (id && !first.has(id)) first.set(id, { id, at: cellPosition(csv, row, column) });
    }
  return [...first.values()];
}

function unknownOf(found: readonly Citation[], known: readonly string[], sources: Csv): Diagnostic[] {
  if (!found.length) return [];
  const more = found.length > MOST_NAMED ? `, and ${found.length - MOST_NAMED} more` : '';
  return [
    {
      kind: 'unknown',
      message: `${sources.file} has no source ${found
        .slice(0, MOST_NAMED)
        .map(({ id }) => `\`${id}\``)
        .join(', ')}${more}`,
      at: found[0].at,
      hint: didYouMean(found[0].id, known) ?? 'add a row for each',
    },
  ];
}
