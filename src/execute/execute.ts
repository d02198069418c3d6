import type { Executor } from './executor.ts';
import { executeInline } from './inline.ts';
import { executeInThreads } from './threads.ts';

/** Where runs happen is the caller's choice and changes no result. */
export const execute: Executor = (task, keys, options) =>
  options.threads === 0 ? executeInline(task, keys, options) : executeInThreads(task, keys, options);
