import { describe, expect, it } from 'vitest';
import { columnBytes } from '../../src/engine/state/columns.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { adjust } from '../../src/workflows/run/adjust-inputs.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';

const [YEARS, PLACES, AGES] = [40, 30, 121];
const [MORTALITY, AGEING, MOBILITY, FERTILITY] = [0.0004, 0.085, 0.06, 0.05];
const SIZES = Array.from({ length: PLACES }, (_, k) => 1 + 0.35 * (((k + 1) * 7) % 30));
const BROAD = [0, 15, 30, 50, 65, AGES];

/** Expected persons by place and age after 40 years, cohort by cohort: the model's equations written out again. */
function projection(start: readonly Float64Array[]): Float64Array[] {
  let people = start;
  const pulls = SIZES.map(size => Math.sqrt(size));
  const pull = pulls.reduce((a, b) => a + b);
  for (let year = 0; year < YEARS; year++) {
    people[0][25] += 60;
    if (year < 20) people[1][3] += 20;
    const older = people.map(ages => {
      const next = new Float64Array(AGES);
      ages.forEach((n, age) => {
        next[Math.min(age + 1, AGES - 1)] += n * Math.exp(-MORTALITY * Math.exp(AGEING * age));
      });
      return next;
    });
    people = older.map(() => new Float64Array(AGES));
    older.forEach((ages, from) => {
      ages.forEach((n, age) => {
        const movers = n * MOBILITY * Math.exp(-0.05 * Math.abs(age - 25));
        people[from][age] += n - movers;
        for (let to = 0; to < PLACES; to++)
          if (to !== from) people[to][age] += (movers * pulls[to]) / (pull - pulls[from]);
      });
    });
    for (const ages of people) ages[0] += FERTILITY * ages.slice(15, 50).reduce((a, b) => a + b);
  }
  return [...people];
}

describe('the cohorts of forty years in thirty places', () => {
  it('agree with a cohort-component projection within sampling error', () => {
    const inputs = adjust(loadInputs('examples/scenarios/cohorts.yaml', {}), {});
    const { task, resolved } = instantiate(inputs, { backend: 'wasm', slots: 1 });
    const { layout, memory } = task;
    const { columns, lives } = resolved.model;
    const [place, age] = ['place', 'age'].map(name => columns.findIndex(column => column.name === name));
    /** Persons by place and age at the end of a week. */
    const census = (week: number): Float64Array[] => {
      const [places, ages, life] = [place, age, lives!.column].map(k =>
        columnBytes(memory, layout, 0, k, week),
      );
      const found = SIZES.map(() => new Float64Array(AGES));
      life.forEach((code, i) => code === 1 && found[places[i]][ages[i]]++);
      return found;
    };
    let start: Float64Array[] = [];
    const step = (usual: Parameters<NonNullable<Parameters<typeof runner.run>[2]>['step'] & object>[0]) =>
      ((...given) => {
        if (given[1] === 0 && !given[4]) start = census(-1);
        return usual(...given);
      }) as typeof usual;
    const runner = openTask(task);
    const REPLICATES = 8;
    const runs = Array.from({ length: REPLICATES }, (_, k) => {
      runner.run({ scenario: 'cohorts', replicate: k + 1 }, 0, { step });
      return census(YEARS - 1);
    });
    // Entrants of the first year are marked already; they are not alive yet.
    expect(start.flatMap(ages => [...ages]).reduce((a, b) => a + b)).toBe(40_000);
    const expected = projection(start);
    const groupsOf = (people: readonly Float64Array[]) =>
      people.flatMap(ages => BROAD.slice(1).map((to, b) => ages.slice(BROAD[b], to).reduce((x, y) => x + y)));
    const wanted = groupsOf(expected);
    const found = runs.map(groupsOf);
    const means = wanted.map((_, g) => found.reduce((total, run) => total + run[g], 0) / REPLICATES);
    const squares = wanted.map((mean, g) => {
      const variance = found.reduce((total, run) => total + (run[g] - means[g]) ** 2, 0) / (REPLICATES - 1);
      // Never below that of independent persons by more than chance allows.
      return (means[g] - mean) ** 2 / (Math.max(variance, mean / 2) / REPLICATES);
    });
    expect(Math.min(...wanted)).toBeGreaterThan(10);
    // Of 150 groups the mean square of z is 1, with a standard error of about 0.15.
    const meanSquare = squares.reduce((a, b) => a + b) / squares.length;
    expect(meanSquare).toBeGreaterThan(0.5);
    expect(meanSquare).toBeLessThan(1.8);
    expect(Math.sqrt(Math.max(...squares))).toBeLessThan(5.5);
    const [all, projected] = [means, wanted].map(groups => groups.reduce((a, b) => a + b));
    expect(Math.abs(all / projected - 1)).toBeLessThan(0.01);
  });
});
