import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../problem.ts';
import { MAKER, MANIFEST } from './folder.ts';
import { displayName } from './text.ts';

/** The parts of a manifest by which results can be made again and compared; all later versions must have them. */
const manifestSchema = z.object({
  made_by: z.literal(MAKER),
  version: z.string(),
  node: z.string(),
  command: z.array(z.string()),
  scenario: z.object({ name: z.string() }),
  asked: z.string().optional(),
  incomplete: z.string().optional(),
  inputs: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.object({ sha256: z.string(), lines: z.number() })),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of a folder of results. Problem `shape`: it is none of Rhizome's. */
export function readManifest(folder: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
  } catch {
    return fail({
      kind: 'shape',
      message: `${displayName(join(folder, MANIFEST))} is no manifest of Rhizome`,
    });
  }
}
