import { describe, expect, it } from 'vitest';
import { lastingMoves, type Moves, movesOf, pathsOf } from '../../../src/observe/series/moves.ts';
import { noise } from '../../engine/fixture.ts';

/** [week][agent]: where 1001 agents are, of whom some move each week. */
const WEEKS = 30;
const AGENTS = 1001;
const random = (a: number, b: number) => noise(a, b) >>> 0;
const places = [new Uint8Array(AGENTS)];
for (let week = 0; week < WEEKS; week++)
  places.push(
    places[week].map((place, i) => (random(week, i) % 100 < 3 ? 200 + (random(week + WEEKS, i) % 3) : place)),
  );

const plain: { week: number; agent: number; from: number; to: number }[] = [];
for (let week = 0; week < WEEKS; week++)
  for (let agent = 0; agent < AGENTS; agent++) {
    const [from, to] = [places[week][agent], places[week + 1][agent]];
    if (from !== to) plain.push({ week, agent, from, to });
  }

const moves: Moves[] = places.slice(1).map((now, week) => {
  const count = plain.filter(move => move.week === week).length;
  return movesOf(week, places[week], now, count);
});

describe('moves', () => {
  it('of a week are all changes of place, in the order of storage', () => {
    const found = moves.flatMap(({ week, agents, from, to }) =>
      [...agents].map((agent, k) => ({ week, agent, from: from[k], to: to[k] })),
    );
    expect(found).toEqual(plain);
    expect(found.length).toBeGreaterThan(500);
  });

  it('of an agent stand in a row, in the order of weeks', () => {
    const { starts, week, from, to } = pathsOf(moves, AGENTS);
    for (let agent = 0; agent < AGENTS; agent++) {
      const own = plain.filter(move => move.agent === agent);
      const row = <T extends Uint8Array | Uint16Array>(all: T) => [
        ...all.subarray(starts[agent], starts[agent + 1]),
      ];
      expect([row(week), row(from), row(to)]).toEqual([
        own.map(move => move.week),
        own.map(move => move.from),
        own.map(move => move.to),
      ]);
    }
  });
});

describe('lasting moves', () => {
  const one = (week: number, from: number, to: number) =>
    movesOf(week, Uint8Array.of(from), Uint8Array.of(to), 1);

  it('need as long a stay before leaving a named place', () => {
    // In for 2 weeks, out for good.
    const paths = pathsOf([one(0, 0, 1), one(2, 1, 2)], 1);
    const weeks = (from: number, to: number, least: number) => [...lastingMoves(paths, from, to, least)];
    expect(weeks(1, -1, 3)).toEqual([]);
    expect(weeks(1, -1, 2)).toEqual([2]);
    expect(weeks(-1, 1, 3)).toEqual([]);
    expect(weeks(-1, 2, 3)).toEqual([2]);
  });

  it('are those of all agents in the order of weeks', () => {
    // The first agent moves last.
    const week = (k: number, then: number[], now: number[]) =>
      movesOf(k, Uint8Array.from(then), Uint8Array.from(now), 1);
    const paths = pathsOf([week(3, [0, 0], [0, 1]), week(5, [0, 1], [1, 1])], 2);
    expect([...lastingMoves(paths, 0, 1, 4)]).toEqual([3, 5]);
  });
});
