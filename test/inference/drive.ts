import type { Outcome, Proposal } from '../../src/inference/problem/problem.ts';
import type { Summary } from '../../src/inference/problem/target.ts';

export type Simulate = (proposal: Proposal, replicate: number) => readonly Summary[] | undefined;

interface State {
  stage: string;
  pending: readonly Proposal[];
}

/** Run a method to its end with a simulator; undefined is a failed run. `order` may reorder what comes back. */
export function drive<S extends State>(
  start: S,
  absorb: (state: S, outcomes: readonly Outcome[]) => S,
  simulate: Simulate,
  order: (outcomes: Outcome[]) => Outcome[] = outcomes => outcomes,
): S {
  let state = start;
  while (state.stage !== 'done') state = absorb(state, order(outcomesOf(state.pending, simulate)));
  return state;
}

export function outcomesOf(pending: readonly Proposal[], simulate: Simulate): Outcome[] {
  return pending.flatMap(proposal =>
    Array.from({ length: proposal.replicates }, (_, replicate): Outcome => {
      const summaries = simulate(proposal, replicate);
      const status = summaries ? 'ok' : 'failed';
      return { proposal: proposal.id, replicate, status, summaries: summaries ?? [] };
    }),
  );
}
