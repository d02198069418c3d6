/**
 * exp, log and their kin in double precision from + - * / and bits alone: engines round `Math.exp` differently, so that a
 * posterior computed with it would differ between versions of Node. Reductions and coefficients: fdlibm (Sun Microsystems
 * 1993, e_exp.c and e_log.c), error below one unit in the last place.
 */

const LN2_HIGH = 0.6931471803691238; // its last 21 bits are zero: k times it is exact
const LN2_LOW = 1.9082149292705877e-10;
const LARGEST = 709.782712893384; // e^x is the largest double
const SMALLEST = -745.1332191019412; // below, e^x is under half the smallest double

const cell = new Float64Array(1);
const halves = new Uint32Array(cell.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0]; // 1 where the low byte comes first, as on all common machines
const LOW = 1 - HIGH;

/** 2^k for whole k from -1022 to 1023. */
function powerOfTwo(k: number): number {
  halves[HIGH] = (k + 1023) << 20;
  halves[LOW] = 0;
  return cell[0];
}

/** e^x; Infinity above 709.78, 0 below -745.13; NaN stays NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > LARGEST) return Number.POSITIVE_INFINITY;
  if (x < SMALLEST) return 0;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const mantissa = 1 - (low - (r * c) / (2 - c) - high);
  // 2^1024 is no double, and below 2^-1022 the scale alone would lose bits.
  if (k > 1023) return mantissa * 2 * powerOfTwo(k - 1);
  if (k < -1021) return mantissa * powerOfTwo(k + 54) * 2 ** -54;
  return mantissa * powerOfTwo(k);
}

/** ln x; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  cell[0] = x;
  if (halves[HIGH] < 0x00100000) {
    // Subnormal: 2^54 makes it normal.
    cell[0] = x * 2 ** 54;
    k = -54;
  }
  k += (halves[HIGH] >>> 20) - 1023;
  const fraction = halves[HIGH] & 0xfffff;
  // x = 2^k (1 + f) with sqrt(2)/2 < 1 + f < sqrt(2).
  const upper = (fraction + 0x95f64) & 0x100000;
  halves[HIGH] = fraction | (upper ^ 0x3ff00000);
  k += upper >>> 20;
  const f = cell[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + odd + even) + k * LN2_LOW) - f);
}

/** ln(1 + x), exact to a few units in the last place also where 1 + x rounds (Higham 2002, section 1.14.1). */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  return sum === Number.POSITIVE_INFINITY ? sum : (log(sum) * x) / (sum - 1);
}

/** x^y for x >= 0; 0^0 = 1. The relative error grows with |y ln x|: 1e-14 at 100. */
export function power(x: number, y: number): number {
  return y === 0 ? 1 : exp(y * log(x));
}

/** 1 / (1 + e^-x). */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** ln(p / (1 - p)); infinite at 0 and 1. */
export function logit(p: number): number {
  return p < 0.25 ? log(p / (1 - p)) : log1p((2 * p - 1) / (1 - p));
}
