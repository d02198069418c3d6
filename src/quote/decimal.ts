/** Powers of ten as they are read from a text, from 10^LOWEST on. */
const LOWEST = -20;
const POWERS = Float64Array.from({ length: 43 }, (_, k) => Number(`1e${k + LOWEST}`));

/** The exponent of the leading decimal digit, exactly: 3 of 1000, -2 of 0.05. */
export function exponentOf(size: number): number {
  if (!(size >= POWERS[0] && size < POWERS[POWERS.length - 1]))
    return Number(size.toExponential().split('e')[1]);
  // Most figures are near 1.
  let k = -LOWEST;
  while (size >= POWERS[k + 1]) k++;
  while (size < POWERS[k]) k--;
  return k + LOWEST;
}

export const powerOfTen = (exponent: number) => Number(`1e${exponent}`);

/** To a multiple of 10^exponent, as the nearest number with so few digits: 4787.500000000001 becomes 4787.5, -0 becomes 0. */
export function roundTo(value: number, exponent: number): number {
  if (!Number.isFinite(value)) return value;
  if (exponent <= 0 && Number.isInteger(value)) return value + 0;
  if (exponent <= 0) return Number(value.toFixed(Math.min(100, -exponent))) + 0;
  const unit = powerOfTen(exponent);
  return Math.round(value / unit) * unit + 0;
}
