import { exp, log, log1p } from './f64-functions.ts';

/** 1 / sqrt(2 pi). */
const DENSITY_AT_ZERO = 0.3989422804014327;
export const LOG_SQRT_2PI = 0.9189385332046728;

/** phi(z), the standard normal density. */
export function normalDensity(z: number): number {
  return DENSITY_AT_ZERO * exp(-0.5 * z * z);
}

/** P(Z <= z), relative error below 1e-14 for |z| < 10, growing as z^2 beyond (Cody 1969, rational Chebyshev approximations). */
export function normalCdf(z: number): number {
  if (z < -CENTRE) return exp(-0.5 * z * z) * tailRatio(-z);
  if (z > CENTRE) return 1 - exp(-0.5 * z * z) * tailRatio(z);
  return 0.5 + centralArea(z);
}

/** ln P(Z > z), without underflow: at z = 100 it is -5005.5. */
export function logUpperTail(z: number): number {
  if (z > CENTRE) return -0.5 * z * z + log(tailRatio(z));
  if (z < -CENTRE) return log1p(-exp(-0.5 * z * z) * tailRatio(-z));
  return log(0.5 - centralArea(z));
}

/** ln P(a < Z < b) for a < b, either of which may be infinite; stable however far out the interval lies. */
export function logIntervalMass(a: number, b: number): number {
  if (a > 0) return logDifference(logUpperTail(a), logUpperTail(b));
  if (b < 0) return logDifference(logUpperTail(-b), logUpperTail(-a));
  return log1p(-(normalCdf(a) + normalCdf(-b)));
}

/** ln(e^a - e^b) for a > b. */
function logDifference(a: number, b: number): number {
  return b === Number.NEGATIVE_INFINITY ? a : a + log1p(-exp(b - a));
}

/** Where the rational in z squared hands over to those of the tail. */
const CENTRE = 0.67448975;

/** P(0 < Z < z) for |z| <= CENTRE. */
function centralArea(z: number): number {
  const square = z * z;
  return (z * horner(square, CENTRE_ABOVE)) / horner(square, CENTRE_BELOW);
}

/** P(Z > z) e^(z^2 / 2) for z >= CENTRE. */
function tailRatio(z: number): number {
  if (z < 5.656854249492381) return horner(z, TAIL_ABOVE) / horner(z, TAIL_BELOW);
  const x = 1 / (z * z);
  const series = (x * horner(x, FAR_ABOVE)) / horner(x, FAR_BELOW);
  return (DENSITY_AT_ZERO - series) / z;
}

/** z with P(Z <= z) = p, relative error about 1e-16 (Wichura 1988, algorithm AS 241); infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(r, QUANTILE_CENTRE_ABOVE)) / horner(r, QUANTILE_CENTRE_BELOW);
  }
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0))
    return tail === 0 ? (q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : Number.NaN;
  const r = Math.sqrt(-log(tail));
  const z =
    r <= 5
      ? horner(r - 1.6, QUANTILE_TAIL_ABOVE) / horner(r - 1.6, QUANTILE_TAIL_BELOW)
      : horner(r - 5, QUANTILE_FAR_ABOVE) / horner(r - 5, QUANTILE_FAR_BELOW);
  return q < 0 ? -z : z;
}

/** Numerators (above) and denominators (below) of the rationals, from the highest power down. */
const CENTRE_ABOVE = [
  0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356,
];
const CENTRE_BELOW = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const TAIL_ABOVE = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const TAIL_BELOW = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
];
const FAR_ABOVE = [
  0.02307344176494017, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278936,
  2.9112874951168793e-5,
];
const FAR_BELOW = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
];
const QUANTILE_CENTRE_ABOVE = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const QUANTILE_CENTRE_BELOW = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const QUANTILE_TAIL_ABOVE = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460692, 4.630337846156546, 1.4234371107496835,
];
const QUANTILE_TAIL_BELOW = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const QUANTILE_FAR_ABOVE = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const QUANTILE_FAR_BELOW = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

function horner(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i];
  return sum;
}
