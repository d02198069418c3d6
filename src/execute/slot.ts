import { type Problem, ProblemError } from '../problem.ts';
import type { RunKey, RunResult } from '../run.ts';
import { Crew, CrewDied, type Post } from './crew.ts';
import type { Order } from './protocol.ts';

/** A run that came to nothing. More than one attempt: not the run broke, but its thread died each time. */
export interface Broken {
  problems: readonly Problem[];
  attempts: number;
}

/** How often a run is begun whose thread dies. */
const ATTEMPTS = 3;

/** One place for runs, one after the other. A crew that died is replaced, and its run begun anew. */
export class Slot {
  private crew: Crew;
  private readonly post: Post;
  private over = false;

  constructor(post: Post) {
    this.post = post;
    this.crew = new Crew(post);
  }

  /** Do one run; undefined when the slot was ended meanwhile. Rejects with faults of ours only. */
  async do(order: Order): Promise<RunResult | Broken | undefined> {
    for (let k = 1; ; k++)
      try {
        if (!this.crew.fit) await this.crew.end();
        if (this.over) return undefined;
        if (!this.crew.fit) this.crew = new Crew(this.post);
        return await this.crew.do(order);
      } catch (error) {
        if (this.over) return undefined;
        if (error instanceof ProblemError) return { problems: error.problems, attempts: 1 };
        if (!(error instanceof CrewDied)) throw error;
        if (k === ATTEMPTS) return { problems: [died(order.key, error.message)], attempts: k };
      }
  }

  async end(): Promise<void> {
    this.over = true;
    await this.crew.end();
  }
}

function died({ replicate, scenario }: RunKey, reason: string): Problem {
  const memory = /memory/i.test(reason);
  return {
    kind: 'failed',
    message: `replicate ${replicate} of ${scenario} was begun ${ATTEMPTS} times, and each time its thread died: ${reason}`,
    hint: memory ? 'ask for fewer --threads or for more persons per agent with --scale' : undefined,
  };
}
