import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So much may lie about: to look for it takes a while, and compiled code that could serve again is lost with it. */
const LOOSE_BYTES = 2 ** 26;

let loose = 0;

/**
 * Tell that this thread is done with a task that has a memory of this many bytes. V8 doesn't count shared memory as anybody's, so
 * by itself it would see no reason to look for what nobody holds any more.
 */
export function addGcPressure(bytes: number): void {
  loose += bytes;
  if (loose < LOOSE_BYTES) return;
  loose = 0;
  collectGarbage();
}

/** V8 gives its collector to contexts that are made after it was asked to. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
