import type { Position } from '../core/diagnostics.ts';

/** A field that events drive, as levers.yaml declares it for the people who write scenarios. */
export interface Lever {
  name: string;
  title: string;
  /** One sentence: what it moves. */
  text: string;
  /** What a size of 1 means; of a lever in steps, what a number means. */
  unit: string;
  /** Least and greatest size of an event, and of all that act at once. */
  range: readonly [number, number];
  /** The largest size and the longest time of which the study has figures; undefined: nothing like it was seen. */
  seen: Seen | undefined;
  /** Parameters that say how strongly it acts. */
  parameters: readonly string[];
  /** Set of the labels by which it acts, `place` or a one-of column; undefined: on everybody alike. */
  by: string | undefined;
  /** Those of them where it acts. */
  labels: readonly string[];
  steps: NamedSteps | undefined;
  at: Position;
}

interface Seen {
  size: number;
  weeks: number;
  /** When, in a few words. */
  text: string;
}

/** Sizes with names. A scenario names the step that holds; what the model reads is the change from the usual one. */
export interface NamedSteps {
  /** Number of each step, in the order of the file. */
  values: ReadonlyMap<string, number>;
  /** By place label, the step that holds where no event says otherwise; '' of a lever that isn't by place. */
  usual: ReadonlyMap<string, number>;
}
