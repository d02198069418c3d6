import { describe, expect, it } from 'vitest';
import { interleave, standings } from '../../bench/contest.ts';
import { readFigures } from '../../bench/peers.ts';
import { median, spread } from '../../bench/table.ts';

describe('a contest', () => {
  it('lets everybody run once a round, each round beginning with another one', () => {
    const order: string[] = [];
    const contenders = ['a', 'b', 'c'].map(name => ({
      name,
      time: () => order.push(name),
    }));
    const times = interleave(contenders, 3);
    expect(order.join('')).toBe('abcbcacab');
    expect([...times]).toEqual([
      ['a', [1, 6, 8]],
      ['b', [2, 4, 9]],
      ['c', [3, 5, 7]],
    ]);
  });

  it('divides figures of one round only', () => {
    // Both slow down together in the second round: the ratio must not see it.
    const times = new Map([
      ['fast', [10, 30, 10]],
      ['slow', [20, 60, 25]],
    ]);
    const [, , fast, slow] = standings(times, ['slow', 'absent']).split('\n');
    expect(fast).toContain('0.50 (0.40-0.50)');
    expect(slow).toContain('1.00 (1.00-1.00)');
  });
});

describe('figures', () => {
  it('are read by name from a line', () => {
    const line = 'ns/agent-step=31.20 min=30.90 hash=00ff agents=1000';
    expect(readFigures(line)).toEqual({
      'ns/agent-step': '31.20',
      min: '30.90',
      hash: '00ff',
      agents: '1000',
    });
  });

  it('have a median of an even and an odd number', () => {
    expect(median([4, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spread([1, 2, 4], 1)).toBe('2.0 (1.0-4.0)');
  });
});
