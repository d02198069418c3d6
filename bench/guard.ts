import { cpus, loadavg } from 'node:os';
import { judge, lastKnown, MACHINE, ratiosOver, readHistory, type Verdict } from './history.ts';
import { holdPeerContest, type PeerContest } from './peer-contest.ts';
import { C_SCALAR } from './peers.ts';
import { spread } from './table.ts';

/** So few agents that their state stays in the processor's own cache, whoever else is at work. Part of the history, too. */
export const GUARD = { agents: 20_000, steps: 150, rounds: 3 } as const;

/** What is kept of a speed: a contest in three rounds beside the last one in the history of this machine. */
export interface Guarded {
  contest: PeerContest;
  verdict: Verdict;
  text: string;
}

/** A loss must be seen twice. */
export function guard(): Guarded {
  const first = once();
  return first.verdict === 'lost' ? once() : first;
}

function once(): Guarded {
  const contest = holdPeerContest(GUARD.agents, GUARD.steps, GUARD.rounds);
  const ratios = ratiosOver(contest.times, C_SCALAR);
  const before = lastKnown(readHistory(), MACHINE, GUARD.agents);
  const verdict = judge(ratios, before, isBusy());
  return { contest, verdict, text: textOf(verdict, ratios, before) };
}

/** Whether more is at work than there are processors for. */
const isBusy = () => loadavg()[0] > cpus().length + 1;

function textOf(verdict: Verdict, ratios: readonly number[] | undefined, before: number | undefined): string {
  if (!ratios) return 'speed: not judged, there is no C program to stand beside';
  const now = `${spread(ratios)} of scalar C`;
  switch (verdict) {
    case 'unknown':
      return `speed: ${now}; not judged, bench/history.json has nothing of this processor (${MACHINE})`;
    case 'noisy':
      return `speed: ${now}, ${before} before; not judged, for the machine is busy or rounds disagree by more than a fifth`;
    case 'kept':
      return `speed: ${now}, ${before} before`;
    case 'lost':
      return `speed: ${now}, ${before} before: worse by more than a fifth in three rounds, twice`;
  }
}
