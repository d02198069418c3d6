import { describe, expect, it } from 'vitest';
import { openTieDissolution } from '../../../src/engine/state/tie-dissolution.ts';
import { answering, chance, listsOf, namesOf, someTies } from './answers.ts';

const AGENTS = 3000;

describe('who parts', () => {
  it.each([1, 6, 64])('is said once of every tie, with %i places for each agent', room => {
    // Either side may let go; which one is asked must show.
    const drop = (i: number, j: number) => Math.fround(chance(i, 5) * chance(j, 6) * 0.5);
    const dropDraw = (i: number, j: number) => chance(Math.min(i, j), Math.max(i, j));
    const ends = (i: number, j: number) =>
      dropDraw(i, j) >= Math.fround(Math.fround(1 - drop(i, j)) * Math.fround(1 - drop(j, i)));
    const rows = someTies(AGENTS, room, 40 * AGENTS, 3);
    const expected = listsOf(rows).flatMap((row, i) =>
      row.filter(j => i < j && ends(i, j)).map(j => `${i} ${j}`),
    );
    const part = openTieDissolution(answering(() => false, { drop, dropDraw }));
    expect(namesOf(part(0, 0, rows))).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(room * 20);
  });

  it('is nobody where nobody is tied', () => {
    const rows = someTies(AGENTS, 4, 0, 3);
    expect(
      openTieDissolution(answering(() => false, { drop: () => 1, dropDraw: () => 0 }))(0, 0, rows),
    ).toEqual([]);
  });
});
