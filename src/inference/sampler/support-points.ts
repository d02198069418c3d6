/**
 * Indices of `count` of the points that together are spread like all of them: those of the least energy distance to all,
 * found greedily and then by exchanges until none helps (support points: Mak & Joseph 2018, Annals of Statistics 46). With few
 * of them, medians are about as sure as with three times as many drawn blindly. No point is taken twice.
 * @param points [point][coordinate], each coordinate in a unit of its own; at least `count` of them
 */
export function supportPoints(points: readonly (readonly number[])[], count: number): number[] {
  const distances = points.map(a => Float64Array.from(points, b => distance(a, b)));
  const means = distances.map(row => row.reduce((sum, d) => sum + d, 0) / points.length);
  /** By point: the sum of its distances to those chosen. */
  const near = new Float64Array(points.length);
  const isChosen = new Uint8Array(points.length);
  let [toAll, within] = [0, 0];

  function put(x: number): void {
    toAll += means[x];
    within += 2 * near[x];
    isChosen[x] = 1;
    distances[x].forEach((d, k) => {
      near[k] += d;
    });
  }

  function take(x: number): void {
    distances[x].forEach((d, k) => {
      near[k] -= d;
    });
    isChosen[x] = 0;
    within -= 2 * near[x];
    toAll -= means[x];
  }

  /** Of those not chosen, the one with which `size` points come nearest to all; `usual` unless another one is better. */
  function best(size: number, usual?: number): number {
    const energy = (x: number) => (2 * (toAll + means[x])) / size - (within + 2 * near[x]) / (size * size);
    let [found, least] =
      usual === undefined ? [-1, Number.POSITIVE_INFINITY] : [usual, energy(usual) - SMALL];
    for (let x = 0; x < points.length; x++) {
      if (isChosen[x] || energy(x) >= least) continue;
      [found, least] = [x, energy(x)];
    }
    return found;
  }

  const chosen: number[] = [];
  while (chosen.length < count) {
    chosen.push(best(chosen.length + 1));
    put(chosen[chosen.length - 1]);
  }
  for (let pass = 0, better = true; better && pass < MOST_PASSES; pass++) {
    better = false;
    for (const [k, old] of chosen.entries()) {
      take(old);
      chosen[k] = best(count, old);
      put(chosen[k]);
      better ||= chosen[k] !== old;
    }
  }
  return chosen;
}

const MOST_PASSES = 50;
/** An exchange must gain more than rounding. */
const SMALL = 1e-12;

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return Math.sqrt(sum);
}
