import { type Position, throwDiagnostic } from '../core/diagnostics.ts';

/** The largest weight is between half of this and this: 2^28, so that 2^25 agents still add up exactly. */
const LARGEST = 0x10000000;

/**
 * How likely each of those who may be asked is to be asked, as whole numbers in proportion to `inclusion`. Whole numbers
 * below 2^53 add up exactly in any order: neither the order of storage nor the division of a sum among threads can change a
 * share by a bit. The unit follows the largest weight in powers of two, so that one agent's weight seldom changes
 * another's. Weights below 2^-29 of the largest become 0.
 * @param inclusion weights >= 0
 * @param at where the inclusion is, for the message
 * @throws DiagnosticError (failed) when a weight is negative or not finite
 */
export function wholeWeights(inclusion: ArrayLike<number>, at?: Position): Uint32Array {
  const weights = new Uint32Array(inclusion.length);
  let largest = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = inclusion[i];
    if (!(weight >= 0 && weight < Infinity)) {
      const expected = 'a finite number of at least 0';
      throwDiagnostic({
        kind: 'failed',
        message: 'an agent has an impossible inclusion',
        at,
        found: String(weight),
        expected,
      });
    }
    if (weight > largest) largest = weight;
  }
  if (largest === 0) return weights;
  let unit = 1;
  while (unit < largest) unit *= 2;
  while (unit >= 2 * largest) unit /= 2;
  for (let i = 0; i < weights.length; i++) weights[i] = Math.round((inclusion[i] / unit) * LARGEST);
  return weights;
}
