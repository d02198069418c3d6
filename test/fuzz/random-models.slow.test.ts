import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { inputsOf, LABELS, randomModel, WEEKS } from './random-models.ts';

describe('random models', () => {
  it('are the same to the bit for JavaScript, WebAssembly and the interpreter', () => {
    let changing = 0;
    fc.assert(
      fc.property(randomModel, random => {
        const inputs = inputsOf(random);
        const [first, ...others] = Object.values(WITNESSES).map(backend => {
          const { failure, column } = witness(inputs, backend, WEEKS);
          const names = [
            'place',
            'kind',
            'mood',
            'age',
            'served_0',
            'refused_0',
            'most_0',
            'waited_0',
            'rank_0',
          ];
          return { failure, columns: names.map(column) };
        });
        expect(first.failure).toBeUndefined();
        for (const other of others) expect(other).toEqual(first);
        if (new Set(first.columns[4]).size > 1) changing++;
      }),
      { numRuns: 10, seed: 21 },
    );
    expect(changing).toBeGreaterThan(5);
  });

  it('never exceed a quota, fill it whenever enough ask, and serve the greatest first, cell by cell and week by week', () => {
    const seen = { filled: 0, open: 0, ranked: 0, waited: 0 };
    fc.assert(
      fc.property(randomModel, random => {
        const { series, column } = runInline(inputsOf(random));
        const { personsPerAgent, quotas, ranked } = random;
        for (const [k, by] of quotas.entries())
          for (const cell of LABELS[by].keys()) {
            const [asked, served, refused, most] = ['asked', 'served', 'refused', 'most'].map(what =>
              series(`${what}_${k}_${cell}`),
            );
            for (let week = 0; week < WEEKS; week++) {
              if (asked[week] === 0) continue;
              const agents = Math.max(0, Math.floor(most[week] / personsPerAgent));
              expect(served[week]).toBe(Math.min(asked[week], agents * personsPerAgent));
              expect(refused[week]).toBe(asked[week] - served[week]);
              if (refused[week]) seen.filled++;
              else seen.open++;
            }
            // Of the last week: whoever was served came before whoever was not.
            const [cells, ranks, servedIn, refusedIn, waited] = [
              'cell',
              'rank',
              'served',
              'refused',
              'waited',
            ].map(what => column(`${what}_${k}`));
            const ranksOf = (weeks: readonly number[]) =>
              ranks.filter((_, i) => weeks[i] === WEEKS && cells[i] === cell);
            const [first, last] = [ranksOf(servedIn), ranksOf(refusedIn)];
            if (waited.some(weeks => weeks > 1)) seen.waited++;
            if (!ranked[k] || !first.length || !last.length) continue;
            expect(Math.min(...first)).toBeGreaterThanOrEqual(Math.max(...last));
            seen.ranked++;
          }
      }),
      { numRuns: 16, seed: 5 },
    );
    expect(Math.min(seen.filled, seen.open)).toBeGreaterThan(15);
    expect(Math.min(seen.ranked, seen.waited)).toBeGreaterThan(5);
  });
});
