import { normalCdf } from '../../core/math/normal.ts';

/** Probability integral transform: the forecast's probability of a value up to the observed one; uniform where forecasts are calibrated. */
export function pitOfMixture(centres: readonly number[], sds: readonly number[], observed: number): number {
  const below = centres.reduce((sum, centre, i) => sum + probabilityBelow(observed - centre, sds[i]), 0);
  return below / centres.length;
}

/** The same of a sample; members equal to the observed value count half. */
export function pitOfSample(sample: readonly number[], observed: number): number {
  const below = sample.reduce((sum, x) => sum + (x < observed ? 1 : x === observed ? 0.5 : 0), 0);
  return below / sample.length;
}

const probabilityBelow = (distance: number, sd: number) =>
  sd > 0 ? normalCdf(distance / sd) : distance > 0 ? 1 : distance === 0 ? 0.5 : 0;

/** A share of `of` with what is not known of it. */
export interface Coverage {
  inside: number;
  of: number;
  share: number;
  low: number;
  high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/**
 * How many of the figures an interval held, with the 95 % interval of Wilson (1927) for the share that it would hold of ever
 * more of them. It takes figures as independent; those of one wave are not, so it is the least that is not known.
 */
export function coverageOf(inside: readonly boolean[]): Coverage {
  const of = inside.length;
  const held = inside.filter(Boolean).length;
  const share = held / of;
  const z2 = (Z95 * Z95) / of;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of))) / (1 + z2);
  const [low, high] = [held === 0 ? 0 : middle - half, held === of ? 1 : middle + half];
  return { inside: held, of, share, low, high };
}

/** Skill of a mean score against that of another forecast on the same figures: 1 perfect, 0 no better, below 0 worse. Undefined when both are 0. */
export function skillScore(score: number, reference: number): number | undefined {
  return score === 0 && reference === 0 ? undefined : 1 - score / reference;
}
