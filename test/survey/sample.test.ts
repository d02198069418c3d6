import { describe, expect, it } from 'vitest';
import { chiSquaredTail } from '../../src/core/math/least-squares.ts';
import { seedKey, streamKey, uniformAt } from '../../src/core/random/streams.ts';
import { drawRespondents, keepPanel, waveStreams } from '../../src/survey/sample.ts';
import { wholeWeights } from '../../src/survey/weights.ts';
import { problemsWhen } from './studies.ts';

const key = streamKey(seedKey('sample'), 0, waveStreams('A').fresh);
const other = streamKey(seedKey('sample'), 0, waveStreams('A').panel);
const inOrder = (agents: number) => Uint32Array.from({ length: agents }, (_, i) => i);
const everybody = (agents: number) => new Uint8Array(agents).fill(1);

/** A permutation of 0..agents-1: the order of `agents` draws. */
function shuffled(agents: number, seed: string): Uint32Array {
  const draws = inOrder(agents).map(i => i);
  const at = seedKey(seed);
  return draws.sort((a, b) => uniformAt(at, a, 0) - uniformAt(at, b, 0) || a - b);
}

function counts(agents: Uint32Array, size: number): number[] {
  const count = new Array(size).fill(0);
  for (const agent of agents) count[agent]++;
  return count;
}

describe('whole weights', () => {
  it('keep the proportions of inclusion', () => {
    const weights = wholeWeights(Float32Array.of(1, 3, 0, 0.5));
    expect([...weights].map(w => w / weights[0])).toEqual([1, 3, 0, 0.5]);
  });

  it('use about 28 bits whatever the unit of inclusion', () => {
    for (const unit of [1e-30, 1e-3, 1, 700, 1e30]) {
      const [small, large] = wholeWeights(Float32Array.of(unit / 8, unit));
      expect(large).toBeGreaterThanOrEqual(2 ** 27);
      expect(large).toBeLessThanOrEqual(2 ** 28);
      expect(large / small).toBeCloseTo(8, 6);
    }
  });

  it('are all 0 when nobody can be asked', () => {
    expect([...wholeWeights([0, 0])]).toEqual([0, 0]);
    expect([...wholeWeights([])]).toEqual([]);
  });

  it('refuse impossible ones', () => {
    for (const bad of [-1, Number.NaN, Infinity])
      expect(problemsWhen(() => wholeWeights([1, bad]))[0]).toMatchObject({ kind: 'failed' });
  });
});

describe('drawing respondents', () => {
  it('is in proportion to inclusion', () => {
    const agents = 300;
    const inclusion = Float32Array.from({ length: agents }, (_, i) => i % 7);
    const weights = wholeWeights(inclusion);
    const count = 60_000;
    const drawn = drawRespondents({
      agents: inOrder(agents),
      weights,
      ids: inOrder(agents),
      count,
      key,
      week: 9,
    });
    expect(drawn).toMatchObject({ kept: 0 });
    const total = inclusion.reduce((a, b) => a + b, 0);
    let chi2 = 0;
    let df = -1;
    counts(drawn.agents, agents).forEach((found, i) => {
      const expected = (count * inclusion[i]) / total;
      if (expected === 0) expect(found).toBe(0);
      else {
        chi2 += (found - expected) ** 2 / expected;
        df++;
      }
    });
    const p = chiSquaredTail(chi2, df);
    expect(p).toBeGreaterThan(0.001);
    expect(p).toBeLessThan(0.999);
  });

  it('is exact for weights that differ a thousandfold', () => {
    const weights = wholeWeights(Float32Array.of(0.001, 1, 0.001));
    const count = 200_000;
    const [first, , third] = counts(
      drawRespondents({ agents: inOrder(3), weights, ids: inOrder(3), count, key, week: 1 }).agents,
      3,
    );
    const p = 0.001 / 1.002;
    for (const found of [first, third]) {
      expect(Math.abs(found - count * p)).toBeLessThan(4 * Math.sqrt(count * p));
    }
  });

  it('is the same in any order of storage', () => {
    const agents = 777;
    const inclusion = Float32Array.from({ length: agents }, (_, i) => 0.1 + (i % 13) / 7);
    const byId = drawRespondents({
      agents: inOrder(agents),
      weights: wholeWeights(inclusion),
      ids: inOrder(agents),
      count: 500,
      key,
      week: 30,
    });
    for (const seed of ['a', 'b', 'c']) {
      const ids = shuffled(agents, seed);
      const stored = Float32Array.from(ids, id => inclusion[id]);
      const weights = wholeWeights(stored);
      const drawn = drawRespondents({ agents: inOrder(agents), weights, ids, count: 500, key, week: 30 });
      expect(drawn.agents.map(agent => ids[agent])).toEqual(byId.agents);
    }
  });

  it('gives each respondent number a draw of its own, whoever else is asked', () => {
    const weights = wholeWeights(new Float32Array(1000).fill(1));
    const draw = { agents: inOrder(1000), weights, ids: inOrder(1000), count: 400, key, week: 3 };
    const all = drawRespondents(draw).agents;
    expect(drawRespondents({ ...draw, count: 100 }).agents).toEqual(all.subarray(0, 100));
    const { agents, kept } = drawRespondents({ ...draw, panel: Uint32Array.of(7, 7, 9) });
    expect([...agents.subarray(0, 3)]).toEqual([7, 7, 9]);
    expect(kept).toBe(3);
    expect(agents.subarray(3)).toEqual(all.subarray(3));
    expect(drawRespondents({ ...draw, week: 4 }).agents).not.toEqual(all);
  });

  it('hardly asks others when one agent comes to be eligible or changes inclusion', () => {
    const agents = 5000;
    const inclusion = Float32Array.from({ length: agents }, (_, i) => 1 + (i % 5));
    const draw = { ids: inOrder(agents), count: 2000, key, week: 3 };
    const drawnFrom = (eligible: Uint32Array) =>
      drawRespondents({
        ...draw,
        agents: eligible,
        weights: wholeWeights(Array.from(eligible, i => inclusion[i])),
      }).agents;
    const before = drawnFrom(inOrder(agents));
    for (const changed of [0, 1234, 4999]) {
      const after = drawnFrom(inOrder(agents).filter(i => i !== changed));
      const moved = after.filter((agent, k) => agent !== before[k]).length;

      expect(moved).toBeLessThanOrEqual(20);
      expect(after).not.toContain(changed);
    }
  });

  it('asks nobody when nobody has a weight, and the only one there is', () => {
    const nobody = {
      agents: inOrder(3),
      weights: new Uint32Array(3),
      ids: inOrder(3),
      count: 9,
      key,
      week: 0,
    };
    expect(drawRespondents(nobody).agents).toHaveLength(0);
    const one = { agents: inOrder(1), weights: Uint32Array.of(5), ids: inOrder(1), count: 3, key, week: 0 };
    expect([...drawRespondents(one).agents]).toEqual([0, 0, 0]);
  });
});

describe('asking again', () => {
  const previous = { agents: Uint32Array.from({ length: 2000 }, (_, i) => i % 1000), kept: 0 };
  /** What each agent has, by the numbers of the wave before. */
  const byNumber = (values: ArrayLike<number>) => Float32Array.from(previous.agents, agent => values[agent]);
  const all = everybody(2000);

  it('keeps as many as wanted, each respondent at most once, in their order', () => {
    const kept = keepPanel(previous, all, undefined, 611, other, 26);
    expect(kept).toHaveLength(611);
    expect(Math.max(...counts(kept, 1000))).toBe(2);
    const firstRound = [...kept].findIndex((agent, k) => k > 0 && agent < kept[k - 1]);
    for (const part of [kept.subarray(0, firstRound), kept.subarray(firstRound)]) {
      expect([...part].every((agent, k) => k === 0 || agent > part[k - 1])).toBe(true);
    }
  });

  it('keeps those with a larger weight more often', () => {
    // Of two equal halves with weights 3 and 1 few are kept, so the kept are nearly in proportion to weight.
    const stays = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 ? 3 : 1));
    let heavy = 0;
    const [rounds, count] = [200, 20];
    for (let week = 0; week < rounds; week++) {
      heavy += keepPanel(previous, all, byNumber(stays), count, other, week).filter(
        agent => agent % 2,
      ).length;
    }
    const n = rounds * count;
    expect(Math.abs(heavy - 0.75 * n)).toBeLessThan(4 * Math.sqrt(n * 0.75 * 0.25) + 0.005 * n);
  });

  it('keeps fewer when not enough can or will answer', () => {
    const eligible = everybody(1000);
    eligible.fill(0, 100);
    const stays = new Float32Array(1000).fill(1);
    stays.fill(0, 0, 40);
    const kept = keepPanel(previous, byNumber(eligible), byNumber(stays), 611, other, 26);
    expect(counts(kept, 1000)).toEqual(
      previous.agents.subarray(0, 1000).reduce<number[]>((list, agent) => {
        list[agent] = agent >= 40 && agent < 100 ? 2 : 0;
        return list;
      }, []),
    );
  });

  it('is the same in any order of storage', () => {
    const stays = Float32Array.from({ length: 1000 }, (_, i) => 1 + (i % 3));
    const ids = shuffled(1000, 'panel');
    const place = new Uint32Array(1000);
    ids.forEach((id, i) => {
      place[id] = i;
    });
    const stored = { agents: previous.agents.map(agent => place[agent]), kept: 0 };
    const there = keepPanel(stored, all, byNumber(stays), 300, other, 26);
    expect(there.map(agent => ids[agent])).toEqual(keepPanel(previous, all, byNumber(stays), 300, other, 26));
  });
});
