import { type Diagnostic, DiagnosticError } from '../core/diagnostics.ts';
import { parseDiscrepancy } from './discrepancy.ts';
import { parseFlows, parseProfile, parseRelations, parseSources } from './figures.ts';
import { parseItems } from './items.ts';
import { parseMargins } from './margins.ts';
import { reconcileMargins } from './reconcile.ts';
import type { Study, StudyFiles } from './study.ts';
import { parseTrackRecord } from './track-record.ts';
import { parseWaves } from './waves.ts';

/**
 * A study folder understood. Every column and cell is checked and every fault reported at once; only what refers to a
 * model (operators, subgroups by a name of the model) waits for one. The events are the scenario's to understand.
 * @throws DiagnosticError with a problem for every fault, each with file, line and column.
 */
export function parseStudy(files: StudyFiles): Study {
  const problems: Diagnostic[] = [];
  const sources = parseSources(files.sources, problems);
  // Without its sources, every other row would be said to name an unknown one.
  stopAt(problems);
  const waves = parseWaves(files.waves, sources, problems);
  const items = parseItems(files.items, problems);
  const profile = parseProfile(files.profile, { sources, waves }, problems);
  const flows = files.flows ? parseFlows(files.flows, sources, problems) : [];
  const relations = files.relations ? parseRelations(files.relations, sources, problems) : [];
  stopAt(problems);
  const margins = parseMargins(files.marginals, { waves, items, sources }, problems);
  stopAt(problems);
  const id = files.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  const trackRecord = parseTrackRecord(files.trackRecord);
  const named = { items: items.map(item => item.id), sources: [...sources.keys()] };
  const discrepancy = files.discrepancy && parseDiscrepancy(files.discrepancy, named);
  const study = { id, waves, items, margins, sources, profile, flows, relations, trackRecord, discrepancy };
  return { ...study, warnings: reconcileMargins(study).warnings };
}

function stopAt(problems: readonly Diagnostic[]): void {
  if (problems.length) throw new DiagnosticError(problems);
}
