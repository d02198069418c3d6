import { existsSync, statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';

/** Bytes that may be written at a path, which need not be there yet; undefined where the system doesn't tell. */
export function freeDisk(path: string): number | undefined {
  let there = resolve(path);
  while (!existsSync(there)) there = dirname(there);
  try {
    const { bavail, bsize } = statfsSync(there);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** Bytes of memory that this process may use in all: the machine's, or less in a container. */
export function memoryLimit(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Bytes of memory that are free now. */
export const freeMemory = () => process.availableMemory?.() ?? freemem();
