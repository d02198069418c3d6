import type { Reporter } from '../../io/folder/report.ts';

/** Writes the page of a folder. Charts are loaded only when one is made: other commands start without them. */
export const reporter: Reporter = async folder => (await import('./page.ts')).reportPage(folder);

/** The same on two printed pages. */
export const briefReporter: Reporter = async folder =>
  (await import('./page.ts')).reportPage(folder, { brief: true });
