import { describe, expect, it } from 'vitest';
import { addTie, areTied, isFull, keptIn, removeTie } from '../../../src/engine/state/slot-rows.ts';
import { instantiate } from '../../../src/simulate/resolve.ts';
import { small } from '../../support/scenario.ts';
import { listsOf, rowsOf } from './answers.ts';

describe('rows of ties that come and go', () => {
  const open = () => rowsOf([[1, 2, 3], [0, 2], [0, 1], [0]], 3);

  it('keep the order of the others when one ends, wherever it stands', () => {
    for (const [ended, left] of [
      [1, [2, 3]],
      [2, [1, 3]],
      [3, [1, 2]],
    ] as const) {
      const rows = open();
      removeTie(rows, 0, ended);
      expect(listsOf(rows)).toEqual([left, [0, 2], [0, 1], [0]]);
    }
  });

  it('put a new one last', () => {
    const rows = open();
    expect([isFull(rows, 1), isFull(rows, 0)]).toEqual([false, true]);
    addTie(rows, 1, 3);
    addTie(rows, 3, 1);
    expect(listsOf(rows)).toEqual([
      [1, 2, 3],
      [0, 2, 3],
      [0, 1],
      [0, 1],
    ]);
    expect(isFull(rows, 1)).toBe(true);
  });

  it('know who is tied, whatever stands in places that are not taken', () => {
    const rows = open();
    expect(rows.ties[3 * 3 + 1]).toBe(2);
    expect(areTied(rows, 3, 2)).toBe(false);
    expect(areTied(rows, 3, 0)).toBe(true);
  });
});

describe('people kept in the memory of the runs', () => {
  it('have the ids and ties they were made with, and no second copy of them', () => {
    const { task, resolved, population } = instantiate(small('baseline', { personsPerAgent: 4000 }), {
      backend: 'js',
      slots: 1,
    });
    const kept = keptIn(task.memory, task.layout, resolved.model, population);
    expect(kept).toEqual(population);
    const arrays = [
      kept.ids,
      ...[...kept.ties.values()].flatMap(({ starts, neighbours }) => [starts, neighbours]),
    ];
    expect(arrays.map(({ buffer }) => buffer === task.memory.buffer)).toEqual(arrays.map(() => true));
  });
});
