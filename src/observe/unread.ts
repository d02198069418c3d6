import type { Diagnostic } from '../core/diagnostics.ts';
import { cellPosition } from '../core/located-document.ts';
import type { ModelFiles } from '../model/model.ts';
import { type Declared, unreadLets, unreadParts } from '../model/unread.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { StudyFiles } from '../survey/study.ts';
import { parseSubgroup } from '../survey/subgroups.ts';

/** Columns of a study's tables that hold expressions or names of a model. */
const EXPRESSIONS = ['base', 'operator', 'cut', 'eligible', 'inclusion', 'stays', 'mechanism', 'subgroup'];

/** Every expression of a study, held-out rows among them. */
export function studyExpressions(study: StudyFiles): string[] {
  const { items, waves, flows, profile, relations, marginals, withheld = [] } = study;
  return [items, waves, flows, profile, relations, marginals, ...withheld].flatMap(csv =>
    csv ? csv.rows.flatMap(({ cells }) => EXPRESSIONS.map(column => cells[column] ?? '')) : [],
  );
}

/** Warnings of what a model declares and neither it nor the study reads, and of waves and items about which nothing is printed. */
export function unreadWarnings(files: ModelFiles, study: StudyFiles, scenario: Scenario): Diagnostic[] {
  const ofEvents = scenario.events.flatMap(({ answer, who }) => [answer?.text.text ?? '', who?.text ?? '']);
  const parts = unreadParts(files, [...studyExpressions(study), ...ofEvents]);
  return [...parts.map(part => unread(part, scenario)), ...unreadLets(files.rules), ...unprinted(study)];
}

function unread({ what, name, at }: Declared, { events }: Scenario): Diagnostic {
  const acting = what === 'field' ? events.filter(({ kind }) => kind === name).length : 0;
  const lost = acting
    ? `, so ${acting === 1 ? '1 event of this kind has' : `${acting} events of this kind have`} no effect`
    : '';
  return {
    kind: 'unknown',
    message: `nothing reads the ${what} \`${name}\`${lost}`,
    at,
    hint: 'is a name misspelt where it should be read? else remove it',
  };
}

/** Waves that are not planned and have no figure, and items that have neither a figure nor an operator. */
function unprinted({ waves, items, marginals, profile, withheld = [] }: StudyFiles): Diagnostic[] {
  const figures = [marginals, profile, ...withheld].flatMap(({ rows }) => rows.map(({ cells }) => cells));
  const asked = new Set(figures.map(cells => cells.wave_id));
  const named = new Set(
    figures.flatMap(({ item_id, subgroup = '' }) => [
      item_id,
      ...(parseSubgroup(subgroup) ?? []).map(({ name }) => name),
    ]),
  );
  const planned = waves.rows.filter(({ cells }) => cells.n_total_status === 'planned');
  const without = waves.rows.filter(row => !planned.includes(row) && !asked.has(row.cells.wave_id));
  const silent = items.rows.filter(({ cells }) => !cells.operator && !named.has(cells.item_id));
  return [
    ...without.map(
      (row): Diagnostic => ({
        kind: 'unknown',
        message: `no figure is printed of wave \`${row.cells.wave_id}\``,
        at: cellPosition(waves, row, 'wave_id'),
        hint: 'a wave to be projected has `n_total_status` planned',
      }),
    ),
    ...silent.map(
      (row): Diagnostic => ({
        kind: 'unknown',
        message: `item \`${row.cells.item_id}\` has neither a figure nor an operator`,
        at: cellPosition(items, row, 'item_id'),
        hint: 'add its figures to marginals.csv or its operator, or remove it',
      }),
    ),
  ];
}
