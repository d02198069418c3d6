import type { Executor } from './executor.ts';
import { addGcPressure } from './gc-pressure.ts';
import { executeInline } from './inline.ts';
import { executeInThreads } from './threads.ts';

/** Where runs happen is the caller's choice and changes no result. */
export const execute: Executor = async (task, keys, options) => {
  const executor = options.threads === 0 ? executeInline : executeInThreads;
  try {
    return await executor(task, keys, options);
  } finally {
    addGcPressure(task.memory.buffer.byteLength);
  }
};
