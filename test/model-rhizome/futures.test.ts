import { describe, expect, it } from 'vitest';
import { live, type World } from '../support/world.ts';

const world = live({ weeks: 60 });

/** Persons of a metric at the end of a week, or its share. */
function metric({ frame, result }: World, name: string, week: number): number {
  const k = frame.series.findIndex(s => s.metric === name && s.group === 'all');
  return result.trajectories[week * frame.series.length + k];
}

const FUTURES = ['transnational', 'absorbed', 'enclave', 'detached', 'returned'];

describe('futures', () => {
  it('count everyone who ever left exactly once, every week', () => {
    for (let week = 0; week < world.weeks; week++) {
      const { future, first_host, place } = world.at(week);
      for (let i = 0; i < world.agents; i++) {
        expect(future[i] !== 0).toBe(first_host[i] !== 0);
        expect(future[i] === world.code('future', 'returned')).toBe(first_host[i] !== 0 && place[i] === 0);
      }
      const shares = FUTURES.map(name => metric(world, `future_${name}_share_of_left`, week));
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    }
  });

  it('are all met by somebody', () => {
    const { future } = world.at(59);
    expect(new Set(future).size).toBe(FUTURES.length + 1);
  });

  it('follow from two indices and two cuts', () => {
    for (const week of [10, 30, 59]) {
      const s = world.at(week);
      for (let i = 0; i < world.agents; i++) {
        if (s.place[i] === 0) continue;
        const money = Math.min(1, s.remittance[i] / world.parameter('remit_full'));
        const home = (s.contact[i] + s.trust_stayers[i] + s.civic_home[i] + money) / 4;
        const [cutHome, cutHost] = [world.parameter('home_cut'), world.parameter('host_cut')];
        if (Math.abs(home - cutHome) < 1e-6 || Math.abs(s.integration[i] - cutHost) < 1e-6) continue;
        const expected =
          s.integration[i] >= cutHost
            ? home >= cutHome
              ? 'transnational'
              : 'absorbed'
            : s.chats_here[i] >= 3
              ? 'enclave'
              : 'detached';
        expect(s.future[i]).toBe(world.code('future', expected));
      }
    }
  });

  it('know no integration when the cut is out of reach, and nothing else at zero', () => {
    const kinds = (parameters: Record<string, number>) => {
      const { at, code, weeks } = live({ parameters, weeks: 40, personsPerAgent: 4000 });
      const labels = FUTURES.filter(name => at(weeks - 1).future.includes(code('future', name)));
      return labels.filter(name => name !== 'returned');
    };
    expect(kinds({ host_cut: 1.1 })).toEqual(['enclave', 'detached']);
    expect(kinds({ host_cut: 0, home_cut: 0 })).toEqual(['transnational']);
    expect(kinds({ host_cut: 0, home_cut: 1.1 })).toEqual(['absorbed']);
  });
});

describe('influence', () => {
  it('is the mean of contact x trust in stayers x civic activity of those abroad', () => {
    const { place, contact, trust_stayers, civic_home } = world.at(40);
    let [sum, count] = [0, 0];
    for (let i = 0; i < world.agents; i++) {
      if (place[i] === 0) continue;
      sum += contact[i] * trust_stayers[i] * civic_home[i];
      count++;
    }
    expect(metric(world, 'influence_mean_of_abroad', 40)).toBeCloseTo(sum / count, 3);
  });
});

describe('integration', () => {
  it('is the mean of six dimensions, each between 0 and 1', () => {
    const names = ['psychological', 'social', 'economic', 'political', 'linguistic', 'navigational'];
    for (const week of [5, 26, 59]) {
      const parts = names.map(name => metric(world, `integration_${name}_mean_of_abroad`, week));
      for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
      for (const part of parts) expect(part).toBeLessThanOrEqual(1);
      const mean = parts.reduce((a, b) => a + b) / 6;
      // Trust in hosts and distress change after nobody; the index is taken of what stands at the end of the week.
      expect(metric(world, 'integration_mean_of_abroad', week)).toBeCloseTo(mean, 3);
    }
  });
});
