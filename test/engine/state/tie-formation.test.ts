import { describe, expect, it } from 'vitest';
import { openTieFormation } from '../../../src/engine/state/tie-formation.ts';
import { answering, chance, listsOf, namesOf, someTies } from './answers.ts';

describe('who ties', () => {
  it('are neighbours in the shuffle of a place who both agree, have free places and are not tied yet', () => {
    const agents = 20_000;
    const ids = Uint32Array.from({ length: agents }, (_, k) => (k * 7 + 3) % agents);
    const labels = Uint8Array.from({ length: agents }, (_, k) => (k * 31) % 3);
    const takesPart = (i: number) => i % 5 !== 2;
    // Few places: many draw the same one.
    const place = (i: number) => Math.floor(chance(i, 1) * 1000);
    const form = (i: number) => 0.5 + 0.5 * chance(i, 2);
    const draw = (i: number, j: number) => chance(Math.min(i, j), Math.max(i, j));
    const rows = someTies(agents, 3, 2 * agents, 8);
    const lists = listsOf(rows);

    const expected: string[] = [];
    let refused = 0;
    for (const label of [0, 1, 2]) {
      const present = [...ids.keys()]
        .filter(i => labels[i] === label && takesPart(i))
        .sort((a, b) => place(a) - place(b) || ids[a] - ids[b]);
      // Some are tied already: those who stand side by side are made so.
      for (let k = 0; k + 1 < present.length; k += 2) {
        const [i, j] = present.slice(k, k + 2);
        if (k % 40 === 0 && lists[i].length < 3 && lists[j].length < 3) {
          rows.ties[3 * i + rows.counts[i]++] = j;
          rows.ties[3 * j + rows.counts[j]++] = i;
          lists[i].push(j);
          lists[j].push(i);
        }
        if (!(draw(i, j) < Math.fround(Math.fround(form(i)) * Math.fround(form(j))))) continue;
        if (lists[i].length < 3 && lists[j].length < 3 && !lists[i].includes(j))
          expected.push([i, j].sort((a, b) => a - b).join(' '));
        else refused++;
      }
    }
    const meet = openTieFormation(ids, answering(takesPart, { order: place, form, formDraw: draw }), 4);
    const tied = new Uint32Array(agents + 1);
    for (const week of [0, 1]) {
      meet(0, week, rows, labels, tied);
      expect(namesOf(tied.slice(1, 1 + tied[0]))).toEqual(expected.sort());
    }
    expect(Math.min(expected.length, refused)).toBeGreaterThan(500);
  });
});
