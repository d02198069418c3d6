import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Give `use` the path of a folder that isn't there yet, and remove what it made. */
export async function inTemporaryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'rhizome-'));
  try {
    await use(join(parent, 'out'));
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}
