/** Digits of a key, the highest first: how many bits each has, and how many are below it. */
const DIGITS = [
  { shift: 21, bits: 11 },
  { shift: 10, bits: 11 },
  { shift: 0, bits: 10 },
] as const;
const counts = new Int32Array(1 << 11);

/**
 * Bring those with the smallest keys to the front of a queue, digit by digit: what is looked at again are only those whose digits
 * are the same as at the limit. Nothing else is sorted.
 * @param agents queue, in any order; `keys` u32, one each. Both are reordered from `from` to `to`
 * @param limit how many are wanted, from <= limit <= to
 * @returns whom the limit divides: from the first to the second index keys are equal; those before are smaller, those behind greater
 */
export function selectFirst(
  agents: Int32Array,
  keys: Uint32Array,
  from: number,
  to: number,
  limit: number,
): [from: number, to: number] {
  for (const { shift, bits } of DIGITS) {
    if (from === limit || to === limit) break;
    const mask = (1 << bits) - 1;
    counts.fill(0);
    for (let i = from; i < to; i++) counts[(keys[i] >>> shift) & mask]++;
    let digit = 0;
    for (let before = from + counts[0]; before < limit; before += counts[digit]) digit++;
    [from, to] = divide(agents, keys, { from, to, shift, mask, digit });
  }
  return [from, to];
}

/** Those with smaller digits, then those with this one, which it gives the range of, then those with greater ones. */
function divide(
  agents: Int32Array,
  keys: Uint32Array,
  { from, to, shift, mask, digit }: { from: number; to: number; shift: number; mask: number; digit: number },
): [from: number, to: number] {
  let [low, i, high] = [from, from, to];
  while (i < high) {
    const [key, agent] = [keys[i], agents[i]];
    const own = (key >>> shift) & mask;
    const other = own < digit ? low++ : own > digit ? --high : i;
    keys[i] = keys[other];
    agents[i] = agents[other];
    keys[other] = key;
    agents[other] = agent;
    if (own <= digit) i++;
  }
  return [low, high];
}
