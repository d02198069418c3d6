import type { Step } from '../core/calendar.ts';
import type { Text } from '../core/diagnostics.ts';
import type { Steps } from '../core/math/quantisation.ts';
import type { Machine, Node } from './graph.ts';
import type { LifeNodes } from './life.ts';
import type { Range } from './ranges.ts';
import type { Type } from './type.ts';

/**
 * What names mean. Names resolve in the order of this interface: let (kept by the checker), column, parameter, table,
 * field, filter; labels by the type of the other side. A name declared twice is refused when the model is built.
 */
/** On whom events act besides; of a named step the index of the share that it leaves of all else, too, and that share's own. */
interface Aim {
  who: Text;
  index: number;
  step?: { part: 'size' | 'kept'; kept: number };
}

export interface Scope {
  columns: ReadonlyMap<
    string,
    { index: number; type: Type; published: boolean; steps: Steps | undefined; earliest?: number | undefined }
  >;
  parameters: ReadonlyMap<string, { scalar: number }>;
  tables: ReadonlyMap<string, { table: number; index: readonly Type[]; flag: boolean; field: boolean }>;
  fields: ReadonlyMap<string, { scalar: number }>;
  /** Fields that act besides on some agents only: who these are, and the index of that week's value, as of the field's own. */
  targets?: ReadonlyMap<string, readonly Aim[]>;
  /** Named expressions, put in where they are named; in a network's aggregate they speak of the neighbour. */
  filters: ReadonlyMap<string, Text>;
  networks: ReadonlyMap<string, number>;
  /** Those of which each end of a tie has a weight. */
  weighted?: ReadonlySet<number>;
  /** Sets of places that are neighbours of one: the table that lists them, and the most that any place has. */
  neighbours?: ReadonlyMap<string, { table: number; most: number }>;
  /** What to do where there is none, though a file of the model's folder has some. */
  networksHint?: string;
  /** Label sets by name: `place` and every one-of column. */
  sets: ReadonlyMap<string, readonly string[]>;
  /** What no expression can name, with what it is: metrics, groups, a rule's lets. */
  unseen: ReadonlyMap<string, string>;
  /** Between which values a node lies. */
  rangeOf(node: Node): Range;
  /** The same where every parameter is within its declared range: likely, but not sure. */
  likelyRangeOf(node: Node): Range;
  /** For whom a value comes of a `floor` of no number (`openTrouble`). */
  troubleIn(node: Node): Node | undefined;
  /** Of a model in which people enter, are born or die. */
  lives?: LifeNodes;
  /** Of a model with households: the network that ties their members, and the column that says who is head. */
  household?: { name: string; network: number; head: number };
  /** Day number on which step 0 begins, and how long steps are: for dates and rates. */
  startDay: number;
  step?: Step;
  /** Values that the language has converted to a step: of rates by `per_year` and the like. */
  paced?: Set<Node>;
}

/** Words for the time now. */
export const timeWords = ({ step = 'week' }: Pick<Scope, 'step'>): string[] =>
  step === 'week' ? ['week'] : [step, 'week'];

/** What a column's value is in the machine, as it is stored. */
export function machineOf({ type, steps }: { type: Type; steps: Steps | undefined }): Machine {
  if (type.kind === 'number') return steps ? 'i32' : 'f32';
  return type.kind === 'flag' ? 'bool' : 'i32';
}
