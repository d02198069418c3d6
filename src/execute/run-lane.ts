import { type Diagnostic, DiagnosticError } from '../core/diagnostics.ts';
import type { RunKey, RunResult } from '../engine/program/run-types.ts';
import { ThreadDied } from './pool.ts';
import { WorkerGroup, type WorkPlace } from './worker-group.ts';

/** A run that came to nothing. More than one attempt: not the run broke, but its thread died each time. */
export interface Broken {
  problems: readonly Diagnostic[];
  attempts: number;
}

/** How often a run is begun whose thread dies. */
const ATTEMPTS = 3;

/** One place for runs, one after the other. A group that died is replaced, and its run begun again. */
export class RunLane {
  private group: WorkerGroup | undefined;
  private readonly place: WorkPlace;
  private over = false;

  constructor(place: WorkPlace) {
    this.place = place;
  }

  /** Do one run; undefined when the slot was ended meanwhile. Rejects with faults of ours only. */
  async do(key: RunKey): Promise<RunResult | Broken | undefined> {
    for (let k = 1; ; k++) {
      if (this.over) return undefined;
      this.group ??= new WorkerGroup(this.place);
      try {
        return await this.group.do(key);
      } catch (error) {
        if (this.over) return undefined;
        if (!this.group.fit) await this.dismiss();
        if (error instanceof DiagnosticError) return { problems: error.problems, attempts: 1 };
        if (!(error instanceof ThreadDied)) throw error;
        if (k === ATTEMPTS) return { problems: [died(key, error.message)], attempts: k };
      }
    }
  }

  async end(): Promise<void> {
    this.over = true;
    await this.dismiss();
  }

  private async dismiss(): Promise<void> {
    const { group } = this;
    this.group = undefined;
    await group?.end();
  }
}

function died({ replicate, scenario }: RunKey, reason: string): Diagnostic {
  const memory = /memory/i.test(reason);
  return {
    kind: 'failed',
    message: `replicate ${replicate} of ${scenario} was begun ${ATTEMPTS} times, and each time its thread died: ${reason}`,
    hint: memory ? 'ask for fewer --threads or for more persons per agent with --scale' : undefined,
  };
}
