import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { MAKER } from '../../core/maker.ts';
import { readRegular } from '../text/regular.ts';
import { displayName } from '../text/text.ts';
import { MANIFEST } from './folder.ts';

/** Thousands of files; more is none of ours. */
const MOST_BYTES = 10e6;

/** The parts of a manifest by which results can be made again and compared; all later versions must have them. */
const manifestSchema = z.looseObject({
  made_by: z.literal(MAKER),
  version: z.string(),
  /** Missing in manifests of versions that didn't tell engines apart. */
  engine: z.string().optional(),
  node: z.string(),
  command: z.array(z.string()),
  scenario: z.looseObject({ name: z.string() }),
  asked: z.string().optional(),
  incomplete: z.string().optional(),
  inputs: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.object({ sha256: z.string(), lines: z.number() })),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of a folder of results. Problem `shape`: it is none of Rhizome's. */
export const readManifest = (folder: string): Manifest =>
  manifestIn(folder) ??
  throwDiagnostic({
    kind: 'shape',
    message: `${displayName(join(folder, MANIFEST))} is no manifest of Rhizome`,
  });

/** The same, undefined where there is none of Rhizome's; as it is written, with all that it holds. */
export function manifestIn(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST);
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > MOST_BYTES) return undefined;
    const found: unknown = JSON.parse(readRegular(path).toString());
    return manifestSchema.safeParse(found).success ? (found as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
