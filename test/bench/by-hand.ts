import { FIXED, type PeerState } from '../../bench/state.ts';
import { numbers as on } from '../../src/core/math/arithmetic.ts';
import { logistic } from '../../src/core/math/exponential.ts';
import { type Key, wordsAt } from '../../src/core/random/streams.ts';
import { normal, uniform } from '../../src/core/random/variates.ts';

const { fround } = Math;
const JOB_LOSS = [0.05, 0.02, 0.01, 0.03].map(fround);
const FLUENT = 5;

/** The benchmark model written by hand on the plain arithmetic: slow, short, and independent of every backend. */
export function stepByHand(state: PeerState, week: number): void {
  const { agents, ids, starts, neighbours, keys, columns } = state;
  const [x0, x1, x2, x3, x4, threshold] = FIXED.map(name => columns[name]);
  const { trust, distress, has_returned: returned, language_level: language, job_state: job } = columns;
  const before = { trust: trust.slice(), returned: returned.slice() };
  const words = (key: Key, agent: number) => wordsAt(key, ids[agent], week);

  for (let i = 0; i < agents; i++) {
    const friends = neighbours.subarray(starts[i], starts[i + 1]);
    let [sum, back] = [0, 0];
    for (const friend of friends) {
      sum = on.add(sum, before.trust[friend]);
      back += before.returned[friend];
    }
    const heard = friends.length ? fround(sum / friends.length) : trust[i];
    const peers = friends.length ? fround(back / friends.length) : 0;

    const pulled = on.add(trust[i], on.mul(fround(0.1), on.sub(heard, trust[i])));
    trust[i] = on.min(on.max(pulled, 0), 1);

    const utility = [
      on.mul(fround(0.8), x0[i]),
      -on.mul(0.5, x1[i]),
      on.mul(fround(0.3), x2[i]),
      -on.mul(fround(0.7), x3[i]),
      on.mul(fround(0.4), x4[i]),
      on.mul(2, on.sub(peers, threshold[i])),
      on.mul(fround(0.6), trust[i]),
      on.mul(0.5, distress[i]),
    ].reduce(on.add, -6);
    const chance = before.returned[i] ? fround(0.004) : logistic(on, utility);
    returned[i] = before.returned[i] ^ +(uniform(on, words(keys.move, i)[0]) < chance);

    const learning = [
      on.mul(0.5, x2[i]),
      on.mul(fround(0.8), on.sub(1, peers)),
      on.mul(fround(0.1), job[i]),
    ].reduce(on.add, -4.5);
    const learns = uniform(on, words(keys.learn, i)[0]) < logistic(on, learning);
    if (learns && language[i] < FLUENT) language[i]++;

    if (uniform(on, words(keys.job, i)[0]) < JOB_LOSS[job[i]]) {
      const which = uniform(on, words(keys['job/then/job_state'], i)[0]);
      const others = [0, 1, 2, 3].filter(state => state !== job[i]);
      job[i] = others[Math.floor(on.mul(which, 3))];
    }

    const kept = on.mul(fround(0.95), distress[i]);
    const hit = job[i] === 0 ? fround(0.02) : 0;
    distress[i] = on.add(on.add(kept, hit), on.mul(fround(0.1), normal(on, words(keys['distress/mood'], i))));
  }
}
