import type { Reporter } from '../files/report.ts';

/** Writes the page of a folder. Charts are loaded only when one is made: other commands start without them. */
export const reporter: Reporter = async folder => (await import('./page/page.ts')).reportPage(folder);
