import { close, fdatasync } from 'node:fs';

/** Milliseconds of finished work that a power cut may take. */
const SYNC_MS = 2000;

/** A file that grows goes to the disk every few seconds, while this thread goes on. */
export interface Growing {
  /** It has grown. Throws what the system said when it could not be put on the disk. */
  grown(): void;
  /** Nothing more comes: what is not on the disk yet goes there, then the file is closed. */
  end(): void;
}

/** @param file descriptor of a file that is open for writing */
export function growing(file: number): Growing {
  let [isDirty, isSyncing, isEnded] = [false, false, false];
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let failure: Error | null = null;
  const sync = () => {
    [isDirty, isSyncing, since] = [false, true, performance.now()];
    fdatasync(file, error => {
      isSyncing = false;
      failure ??= error;
      if (isEnded) end();
    });
  };
  const due = () => {
    timer = undefined;
    if (isDirty && !isSyncing) sync();
  };
  const end = () => {
    if (isSyncing) return;
    if (isDirty) sync();
    else close(file, () => {});
  };
  return {
    grown() {
      if (failure) throw failure;
      isDirty = true;
      // The timer is for a last run that no other follows soon; a busy thread doesn't hear it.
      if (performance.now() - since >= SYNC_MS) due();
      timer ??= setTimeout(due, SYNC_MS).unref();
    },
    end() {
      if (isEnded) return;
      clearTimeout(timer);
      isEnded = true;
      end();
    },
  };
}
