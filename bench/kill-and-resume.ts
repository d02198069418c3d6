import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ended, makeProject, start } from '../test/cli/process.ts';
import { tablesOf } from '../test/cli/tables.ts';

/**
 * Nothing is lost: an ensemble of 40 runs is killed (SIGKILL) at a random moment and resumed, over and over; its files must
 * be those of an undisturbed run. `node bench/kill-and-resume.ts [rounds]`, by default 50.
 */

const RUN = ['run', 'scenarios/plain.yaml', '--replicates', '40', '--threads', '2', '--scale', '1'];

export interface Killed {
  /** Runs that were found on disk; undefined: it had ended before. */
  kept: number | undefined;
  /** Files that are not the same after resuming, and names beside the output folder: none should be. */
  different: string[];
  left: string[];
}

/** @param moments where the kill comes: up to 1 the share of the log that is written, above 1 while tables are */
export async function killAndResume(moments: readonly number[]): Promise<Killed[]> {
  const project = makeProject();
  const output = join(project.folder, 'output');
  const logSize = () => statSync(join(output, 'plain.runs/plain.log'), { throwIfNoEntry: false })?.size ?? 0;
  try {
    // An undisturbed run tells the size of the log and the time that tables take.
    let [whole, since] = [0, 0];
    const first = start(project.folder, RUN);
    const firstEnd = ended(first);
    while (first.exitCode === null) {
      if (logSize() > whole) [whole, since] = [logSize(), performance.now()];
      await wait(1);
    }
    await firstEnd;
    const tables = performance.now() - since;
    const wanted = tablesOf(join(output, 'plain'));
    const killed: Killed[] = [];
    for (const moment of moments) {
      rmSync(output, { recursive: true, force: true });
      const child = start(project.folder, RUN);
      const end = ended(child);
      const reached = Math.min(1, moment) * whole;
      while (logSize() < reached && child.exitCode === null) await wait(1);
      await wait(Math.max(0, moment - 1) * tables);
      const over = child.exitCode !== null;
      child.kill('SIGKILL');
      await end;
      const { code, stderr } = await project.rhizome(...RUN, '--resume');
      if (code !== 0) throw new Error(`resuming ended with ${code}: ${stderr}`);
      const found = tablesOf(join(output, 'plain'));
      killed.push({
        kept: over ? undefined : Number(/(\d+) of 40/.exec(stderr)?.[1] ?? 0),
        different: Object.keys({ ...wanted, ...found }).filter(name => wanted[name] !== found[name]),
        left: readdirSync(output).filter(name => name !== 'plain'),
      });
    }
    return killed;
  } finally {
    project.remove();
  }
}

/** Moments from the first run to the last table, spread evenly (Weyl's sequence): the same in every run of this file. */
export function moments(rounds: number): number[] {
  return Array.from({ length: rounds }, (_, k) => 2 * (((k + 1) * 0.6180339887498949) % 1));
}

if (process.argv[1] === import.meta.filename) {
  const killed = await killAndResume(moments(Number(process.argv[2] ?? 50)));
  const different = killed.flatMap(one => one.different);
  const left = killed.flatMap(one => one.left);
  const midway = killed.flatMap(({ kept }) => (kept ? kept : [])).sort((a, b) => a - b);
  const same = killed.filter(one => one.different.length === 0).length;
  console.log(`${killed.length} times killed: ${same} ended with the same bytes`);
  console.log(`${midway.length} kills found finished runs on disk: ${midway.join(' ')} of 40`);
  console.log(`${killed.filter(({ kept }) => kept === undefined).length} came after the end`);
  if (different.length) console.log(`different: ${[...new Set(different)].join(', ')}`);
  console.log(left.length ? `left behind: ${left.join(', ')}` : 'nothing was left behind');
  if (left.length || different.length) process.exitCode = 1;
}
