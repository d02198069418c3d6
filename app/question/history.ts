/** Undo and redo: values before and after the present one. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was of: changes of one thing in a row are undone together. */
  of?: string;
}

const MOST = 200;

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** @param of names what is changed, such as a bar that is dragged; undefined: a step of its own */
export function step<T>({ past, present, of: before }: History<T>, next: T, of?: string): History<T> {
  const joins = of !== undefined && of === before;
  return { past: joins ? past : [...past, present].slice(-MOST), present: next, future: [], of };
}

export function undo<T>({ past, present, future }: History<T>): History<T> {
  if (!past.length) return { past, present, future };
  return { past: past.slice(0, -1), present: past[past.length - 1], future: [present, ...future] };
}

export function redo<T>({ past, present, future }: History<T>): History<T> {
  if (!future.length) return { past, present, future };
  return { past: [...past, present], present: future[0], future: future.slice(1) };
}
