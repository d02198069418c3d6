import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ended, makeProject, start } from '../test/cli/process.ts';
import { tablesOf } from '../test/cli/tables.ts';

/**
 * Nothing is lost: an ensemble of 40 runs is killed (SIGKILL) at a random moment and resumed, over and over; its files must
 * be those of an undisturbed run. `node bench/kill-and-resume.ts [rounds]`, by default 50.
 */

const RUN = ['run', 'scenarios/plain.yaml', '--replicates', '40', '--threads', '2', '--scale', '0.5'];

export interface Killed {
  /** When, as a share of an undisturbed run's duration. */
  moment: number;
  /** Runs that were found on disk; undefined: it had ended before. */
  kept: number | undefined;
  same: boolean;
  /** Names beside the output folder after resuming: none should be. */
  left: string[];
}

/** @param chance a number from 0 to 1 for each round */
export async function killAndResume(rounds: number, chance: () => number): Promise<Killed[]> {
  const project = makeProject();
  try {
    const began = performance.now();
    await project.rhizome(...RUN, '--out', 'undisturbed/plain');
    const duration = performance.now() - began;
    const wanted = JSON.stringify(tablesOf(join(project.folder, 'undisturbed/plain')));
    const killed: Killed[] = [];
    for (let round = 0; round < rounds; round++) {
      rmSync(join(project.folder, 'output'), { recursive: true, force: true });
      const moment = chance();
      const child = start(project.folder, RUN);
      const end = ended(child);
      await wait(moment * duration);
      const before = child.exitCode;
      child.kill('SIGKILL');
      await end;
      const { code, stderr } = await project.rhizome(...RUN, '--resume');
      if (code !== 0) throw new Error(`round ${round}: resuming ended with ${code}: ${stderr}`);
      killed.push({
        moment,
        kept: before === null ? Number(/(\d+) of 40/.exec(stderr)?.[1] ?? 0) : undefined,
        same: JSON.stringify(tablesOf(join(project.folder, 'output/plain'))) === wanted,
        left: readdirSync(join(project.folder, 'output')).filter(name => name !== 'plain'),
      });
    }
    return killed;
  } finally {
    project.remove();
  }
}

/** Moments from a little before the first run begins to the end, spread evenly (Weyl's sequence). */
export function moments(): () => number {
  let k = 0;
  return () => 0.3 + 0.7 * ((++k * 0.6180339887498949) % 1);
}

if (process.argv[1] === import.meta.filename) {
  const killed = await killAndResume(Number(process.argv[2] ?? 50), moments());
  const midway = killed.filter(({ kept }) => kept !== undefined && kept > 0);
  const numbers = midway.map(({ kept }) => kept!).sort((a, b) => a - b);
  console.log(
    `${killed.length} times killed: ${killed.filter(({ same }) => same).length} ended with the same bytes`,
  );
  console.log(`${midway.length} kills found finished runs on disk: ${numbers.join(' ')} of 40`);
  console.log(`${killed.filter(({ kept }) => kept === undefined).length} came after the end`);
  const left = killed.flatMap(one => one.left);
  console.log(left.length ? `left behind: ${left.join(', ')}` : 'nothing was left behind');
  if (left.length || killed.some(({ same }) => !same)) process.exitCode = 1;
}
