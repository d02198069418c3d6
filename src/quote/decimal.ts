/** The exponent of the leading decimal digit, exactly: 3 of 1000, -2 of 0.05. */
export const exponentOf = (size: number) => Number(size.toExponential().split('e')[1]);

export const powerOfTen = (exponent: number) => Number(`1e${exponent}`);

/** To a multiple of 10^exponent, as the nearest number with so few digits: 4787.500000000001 becomes 4787.5, -0 becomes 0. */
export function roundTo(value: number, exponent: number): number {
  if (!Number.isFinite(value)) return value;
  if (exponent <= 0) return Number(value.toFixed(Math.min(100, -exponent))) + 0;
  const unit = powerOfTen(exponent);
  return Math.round(value / unit) * unit + 0;
}
