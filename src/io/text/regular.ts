import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Open a file for reading, never what only looks like one: a pipe nobody writes to waits for ever, and a device may have no
 * end. Errors as of the system; ENOTREG for such a thing.
 */
export function openRegular(path: string): number {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const status = fstatSync(file);
  if (status.isFile()) return file;
  closeSync(file);
  const code = status.isDirectory() ? 'EISDIR' : 'ENOTREG';
  throw Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'open' });
}

/** All bytes of such a file. */
export function readRegular(path: string): Buffer {
  const file = openRegular(path);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
