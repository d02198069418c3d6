import type { InlineModel } from '../support/model.ts';

/** A market, weights that change, directed ties and their other ends, the least and greatest of neighbours. */
export const TIES: InlineModel = {
  columns: `
value: { type: number, range: 0..1, published: true, initial: uniform('v') }
fame: { type: number }
town: { type: one-of, values: [a, b, c, d], published: true, initial: pick(town) }`,
  parameters: { persons: 1200, speed: 0.1 },
  networks: `
networks:
  audience: { shape: scale-free, degree: 4, exponent: 2.4, directed: true }
  fans: { shape: reverse, of: audience }
  near: { shape: spatial, degree: 6 }
  friends:
    shape: small-world
    degree: 6
    rewired: 0.1
    weight:
      initial: 0.5
      change: clamp(weight + speed * (0.3 - abs(value - my.value)), 0, 1)`,
  rules: `
rule: drift
set:
  value: 0.7 * value + 0.2 * mean(friends where weight > 0.4, value, value, weight) + 0.1 * max(near, value, 0)
---
rule: fame
who: any(fans, value > 0.9) or all(audience, value < 0.5)
chance: 0.4
then:
  fame: fame + min(audience, value, 0) - 0.01 * count(fans)
  value: abs(value - 0.3 * uniform('u'))
---
rule: settle
who: value > 0.2
quota:
  match: town where there != town or fame < 1
  wish: count(friends, town == there) - fame
  first: if(there == b, value, fame)
  most: 130 + 7 * week
set:
  town: match
otherwise:
  fame: fame + 0.1`,
  metrics: 'fame:\n  mean: fame\n  of: value < 1\nin_b:\n  persons: town == b',
};
