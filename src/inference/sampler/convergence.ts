import { log } from '../../core/math/f64-functions.ts';
import { normalQuantile } from '../../core/math/normal.ts';

/** How far one quantity's chains agree, and how many independent draws they are worth. */
export interface Convergence {
  rHat: number;
  ess: number;
}

/**
 * Rank-normalised split R-hat and bulk effective sample size (Vehtari, Gelman, Simpson, Carpenter & Burkner 2021). Chains are
 * cut in halves; draws become normal scores of their ranks over all chains. Constant chains give R-hat 1 and ESS 0.
 */
export function convergenceOf(chains: readonly ArrayLike<number>[]): Convergence {
  const halves = normalScores(split(chains));
  return { rHat: rHatOf(halves), ess: effectiveDraws(halves) };
}

function split(chains: readonly ArrayLike<number>[]): Float64Array[] {
  return chains.flatMap(chain => {
    const values = Float64Array.from(chain);
    const half = Math.floor(values.length / 2);
    return [values.slice(0, half), values.slice(values.length - half)];
  });
}

/** Normal scores (Blom 1958) of average ranks over all chains together. */
function normalScores(chains: readonly Float64Array[]): Float64Array[] {
  const length = chains[0].length;
  const all = chains.flatMap(chain => Array.from(chain));
  const order = all.map((_, i) => i).sort((a, b) => all[a] - all[b] || a - b);
  const scores = new Float64Array(all.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && all[order[to]] === all[order[from]]) to++;
    const rank = (from + to + 1) / 2;
    const score = normalQuantile((rank - 0.375) / (all.length + 0.25));
    for (let i = from; i < to; i++) scores[order[i]] = score;
    from = to;
  }
  return chains.map((_, c) => scores.slice(c * length, (c + 1) * length));
}

/** Variances within and between chains (Gelman & Rubin 1992). */
function variances(chains: readonly Float64Array[]) {
  const n = chains[0].length;
  const means = chains.map(chain => chain.reduce((sum, x) => sum + x, 0) / n);
  const grand = means.reduce((sum, m) => sum + m, 0) / chains.length;
  const within =
    chains.reduce(
      (sum, chain, c) => sum + chain.reduce((s, x) => s + (x - means[c]) * (x - means[c]), 0) / (n - 1),
      0,
    ) / chains.length;
  const between =
    means.reduce((sum, m) => sum + (m - grand) * (m - grand), 0) / Math.max(1, chains.length - 1);
  return { n, means, within, total: ((n - 1) / n) * within + between };
}

function rHatOf(chains: readonly Float64Array[]): number {
  const { within, total } = variances(chains);
  return within > 0 ? Math.sqrt(total / within) : 1;
}

/** Geyer's (1992) initial monotone sequence over the mean autocorrelation of all chains. */
function effectiveDraws(chains: readonly Float64Array[]): number {
  const { n, means, within, total } = variances(chains);
  if (!(total > 0)) return 0;
  const correlationAt = (lag: number) => {
    let sum = 0;
    chains.forEach((chain, c) => {
      for (let i = lag; i < n; i++) sum += (chain[i] - means[c]) * (chain[i - lag] - means[c]);
    });
    return 1 - (within - sum / (n * chains.length)) / total;
  };
  let time = -1;
  let last = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = Math.min(last, correlationAt(lag) + correlationAt(lag + 1));
    if (!(pair > 0)) break;
    time += 2 * pair;
    last = pair;
  }
  const draws = n * chains.length;
  // Antithetic chains may be worth more than their draws, but the estimate isn't to be trusted beyond this (Stan).
  return draws / Math.max(time, Math.LN10 / log(draws));
}
