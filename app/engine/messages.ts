import type { Project, Run } from './door.ts';

/** A cell that page and worker share, where a page may share memory: not 0 once nobody waits for the run. */
export type Stop = Int32Array;

/** What the page asks of a worker. A question is the path of a scenario file, or the text of one beside the others. */
export type Request =
  | { kind: 'open'; project: Pick<Project, 'files' | 'presets'>; stop?: Stop }
  | { kind: 'resolve'; question: string }
  | { kind: 'run'; question: string; run: Run };

/** What a worker answers, in the order of the requests. */
export type Answer =
  | { kind: 'opened' }
  | { kind: 'resolved'; question: string; warnings: readonly string[] }
  | { kind: 'ran'; question: string; course: Course }
  | { kind: 'stopped'; question: string }
  | { kind: 'refused'; question: string; problems: readonly string[] }
  | { kind: 'fault'; message: string };

/** What is kept of a run. */
export interface Course {
  replicate: number;
  draw: number | undefined;
  /** [week x series]: persons, shares or means; NaN where nobody is in the base. */
  trajectories: Float64Array;
  /** [week x place]: persons who live there more than at the start, at the end of the week. */
  living: Float64Array;
  /** [week x place]: arrivals there since the start. */
  entered: Float64Array;
  /** [week x from x to]: persons who moved since the start, by the end of the week; empty where there are too many places. */
  moves: Float32Array;
  /** By row of the simulated survey: shares; NaN: not reached. */
  survey: Float64Array;
  /** Hash of the last week's state: equal states, equal hashes. */
  stateHash: string;
}
