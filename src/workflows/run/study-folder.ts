import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { finishRuns } from '../../execute/resumable-runs.ts';
import type { Copy } from '../../io/folder/copies.ts';
import type { Manifest } from '../../io/folder/manifest.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import type { Reporter } from '../../io/folder/report.ts';
import { type FolderWriter, writeFolder } from '../../io/folder/write-folder.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';

/** A study of many runs, of which only some numbers are kept. */
export interface StudyFolder {
  /** As they were read: the manifest names their files. */
  read: Inputs;
  /** Names and describes the folder. */
  scenario: Scenario;
  /** As they were run. */
  inputs: Inputs;
  resolved: Pick<ResolvedScenario, 'model' | 'study'>;
  reporter?: Reporter;
  /** For spreadsheets. */
  copies?: readonly Copy[];
  /** Agents of a run: what one of them represents limits how figures are quoted. */
  agents?: number;
  warnings: readonly Diagnostic[];
  /** What the steps took. */
  seconds: Readonly<Record<string, number>>;
  more?: Pick<Manifest, 'incomplete' | 'asked'>;
  onNote?: (text: string) => void;
}

/** The last step of such a study: its tables, page and manifest, after which its runs are forgotten. Returns the names of its files. */
export function writeStudyFolder(
  folder: string,
  {
    read,
    scenario,
    inputs,
    resolved,
    reporter,
    copies,
    agents,
    warnings,
    seconds,
    more,
    onNote,
  }: StudyFolder,
  write: (to: FolderWriter) => Promise<void>,
): Promise<string[]> {
  const about = {
    inputs: { ...read, scenario },
    metrics: resolved.model.metrics,
    words: { ...aboutOf([inputs], resolved.model, resolved.study), agents },
    ...{ reporter, copies, warnings, seconds, more },
  };
  return finishRuns(folder, () => writeFolder(folder, about, write), onNote);
}
