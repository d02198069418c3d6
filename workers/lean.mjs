// How each process and thread starts: what it has compiled is kept for the next one, which begins twice as quickly and holds
// 30 MB less; and V8 doesn't widen the room for young objects, which here would cost about 50 MB a thread and save nothing.
// Why, and what both bring: docs/decisions, "process memory".
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** Where this package is installed beside others; of a clone, and what is built in it, where its packages are. */
const [installed] = /^.*\/node_modules\//.exec(import.meta.url) ?? [];
export const packages =
  installed ??
  new URL(
    `${import.meta.url.endsWith('/dist/workers/lean.mjs') ? '../' : ''}../node_modules/`,
    import.meta.url,
  );

// Beside what is installed, and gone with it. Where nothing can be written nothing is kept.
module.enableCompileCache?.(fileURLToPath(new URL('.cache/rhizome', packages)));
if (isMainThread) setFlagsFromString('--semi-space-growth-factor=1');
