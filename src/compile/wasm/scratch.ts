import { BLOCK } from '../../layout/layout.ts';

/** Agents that all rules handle before the next ones come, so that their columns stay in the processor's cache. */
export const STRETCH = 8 * BLOCK;

/** Offset in the scratch of the list of agents whom a stage concerns: u32 storage indices, a stretch and three more. */
export const LIST = 64;

/**
 * The private memory of one instance: the list, candidates of choices, sums of tallies, outputs of extracts, notes of a
 * diagnosis. Offsets in bytes.
 */
export interface Scratch {
  take(bytes: number): number;
  readonly bytes: number;
}

export function openScratch(): Scratch {
  let end = LIST + 4 * STRETCH + 16;
  return {
    take(bytes) {
      const at = end;
      end = Math.ceil((end + bytes) / 16) * 16;
      return at;
    },
    get bytes() {
      return end;
    },
  };
}
