import type { Position } from '../core/diagnostics.ts';
import type { Csv } from '../core/located-document.ts';
import type { Node } from '../language/graph.ts';
import type { Composition } from './households.ts';

/** A file of ties: `from`, `to`, perhaps `weight`. */
export interface TieList extends Csv {
  network: string;
}

/** How a network is made (population/) and read (the language). Numbers may be names of parameters: resolved here. */
export interface Network {
  name: string;
  degree: number;
  /** Weights of column similarity in the choice of local ties, by population variable. */
  homophily: ReadonlyMap<string, number>;
  /** Share of ties that close a triangle. */
  triadic: number;
  /** Share of ties that leave the own community. */
  elsewhere: number;
  /** `spread`: everyone has own ties; `clique`: groups of which all are tied to all (households, kin). */
  shape:
    | 'spread'
    | 'clique'
    | 'random'
    | 'ring'
    | 'scale-free'
    | 'small-world'
    | 'spatial'
    | 'list' // ties of a file
    | 'reverse' // those of another network, seen from their other ends
    | 'household' // everybody is in one
    | 'slots';
  /** Of households. */
  composition?: Composition;
  /** Rows hold whom an agent follows; else a tie is in the rows of both. */
  directed?: boolean;
  /** Of a reverse: the other network. */
  of?: string;
  /** Weights of the difference of numeric variables in the choice of local ties. */
  distance?: ReadonlyMap<string, number>;
  /** Of `scale-free`: how the shares of agents with k ties fall. */
  exponent?: number;
  /** Of `small-world`: share of ties that lead anywhere. */
  rewired?: number;
  /** Each end of a tie has a weight of its own, this one at first unless the file says otherwise. */
  weight?: { initial: number };
  text: string;
  at?: Position;
}

/** Whether the ties of a network are kept in each run's own memory, because they come and go. */
export const isChanging = ({ shape, composition }: Network): boolean =>
  shape === 'slots' || composition?.grows === true;

/** Weights that change every week, after the plan: each end gives its own a new value. */
export interface WeightChange {
  network: number;
  /** Own columns are `my.`, bare ones the other end's, `weight` is the weight before; f32. */
  value: Node;
  at: Position;
}

/**
 * A network whose ties change every week, after the plan: those `among` who share the label in column `at` are paired by a
 * keyed shuffle; a pair with free slots ties with chance form x form; a tie is dropped when either side lets go.
 */
export interface SlotNetwork {
  network: number;
  /** Most ties of one agent. */
  slots: number;
  at: number;
  among: Node;
  /** Place in the shuffle, f32: an integer of ORDER_BITS bits, drawn. */
  order: Node;
  form: Node;
  /** A draw of the pair, the same from both sides. */
  formDraw: Node;
  /** Seen from one side: own columns and the neighbour's. */
  drop: Node;
  dropDraw: Node;
}

/** Bits of a place in the shuffle of those who may meet: exact in f32. */
export const ORDER_BITS = 19;
