import type { Text } from '../core/diagnostics.ts';

/** How households are made of people. */
export interface Composition {
  /** Persons in the household of a person; over variables of the population. */
  size: Text | undefined;
  /** Shares of households by number of persons; used where there is no `size`. */
  sizes: readonly (readonly [persons: number, share: number])[];
  /** Who may be head: over variables of the population. */
  head: Text | undefined;
  /** Variables in which all members are alike. */
  alike: readonly string[];
  /** Variables in which members differ, as far as there are enough of each kind. */
  unlike: readonly string[];
  /** Children join: its ties are kept in each run's own memory. */
  grows: boolean;
}

/** What a model has in which people live in households. */
export interface Household {
  name: string;
  /** Index among the networks. */
  network: number;
  /** The column that says who is head. */
  head: number;
  /** Where people die: the column by which the next head is found, least first. */
  rank: number | undefined;
  grows: boolean;
}
