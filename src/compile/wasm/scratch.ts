import { BLOCK } from '../../layout/layout.ts';

/** Agents that all rules handle before the next ones come, so that their columns stay in the processor's cache. */
export const STRETCH = 8 * BLOCK;

/**
 * The private memory of one instance: whether something failed, the failures, the list of agents that a rule concerns,
 * utilities of candidates, sums of a tally, outputs of an extract. Offsets in bytes.
 */
export interface Scratch {
  /** i32, 1 after a failure. */
  failed: number;
  /** u32 storage indices, a stretch of them and padding to four. */
  list: number;
  take(bytes: number): number;
  readonly bytes: number;
}

export function openScratch(): Scratch {
  let end = 64;
  const take = (bytes: number) => {
    const at = end;
    end = Math.ceil((end + bytes) / 16) * 16;
    return at;
  };
  return {
    failed: 0,
    list: take(4 * STRETCH + 16),
    take,
    get bytes() {
      return end;
    },
  };
}
