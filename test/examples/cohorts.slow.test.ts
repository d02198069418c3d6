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

/** When people are counted: after so many years. */
const CENSUSES = [10, 20, 30, YEARS];

/** Expected persons by place and age at each census, cohort by cohort: the model's equations written out again. */
function projection(start: readonly Float64Array[]): Float64Array[][] {
  let people = start.map(ages => ages.slice());
  const counted: Float64Array[][] = [];
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
    if (CENSUSES.includes(year + 1)) counted.push(people.map(ages => ages.slice()));
  }
  return counted;
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
const byPlaceAndAge = (people: readonly Float64Array[]) =>
  people.flatMap(ages => BROAD.slice(1).map((to, b) => sum(ages.slice(BROAD[b], to))));
const bySingleYears = (people: readonly Float64Array[]) =>
  Array.from({ length: AGES }, (_, age) => sum(people.map(ages => ages[age])));

/** How far the means of some runs are from what is expected, squared, in standard errors of these means: 1 in the mean. */
function misfits(wanted: readonly number[], runs: readonly (readonly number[])[]): number[] {
  return wanted.flatMap((expected, g) => {
    if (expected < 10) return [];
    const mean = sum(runs.map(run => run[g])) / runs.length;
    const variance = sum(runs.map(run => (run[g] - mean) ** 2)) / (runs.length - 1);
    // Never below that of independent persons by more than chance allows.
    return (mean - expected) ** 2 / (Math.max(variance, expected / 2) / runs.length);
  });
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
    let counted: Float64Array[][] = [];
    const step = (usual: Parameters<NonNullable<Parameters<typeof runner.run>[2]>['step'] & object>[0]) =>
      ((...given) => {
        const [, week, , , part] = given;
        if (!part && week === 0) start = census(-1);
        if (!part && CENSUSES.includes(week)) counted.push(census(week - 1));
        return usual(...given);
      }) as typeof usual;
    const runner = openTask(task);
    const REPLICATES = 8;
    const runs = Array.from({ length: REPLICATES }, (_, k) => {
      counted = [];
      runner.run({ scenario: 'cohorts', replicate: k + 1 }, 0, { step });
      return [...counted, census(YEARS - 1)];
    });
    // Entrants of the first year are marked already; they are not alive yet.
    expect(sum(start.flatMap(ages => [...ages]))).toBe(40_000);
    for (const [k, expected] of projection(start).entries())
      for (const groupsOf of [byPlaceAndAge, bySingleYears]) {
        const wanted = groupsOf(expected);
        const squares = misfits(
          wanted,
          runs.map(run => groupsOf(run[k])),
        );
        const where = `${groupsOf.name} after ${CENSUSES[k]} years`;
        expect(squares.length, where).toBeGreaterThan(75);
        // The mean square of about a hundred groups is 1, with a standard error of about 0.15.
        expect(sum(squares) / squares.length, where).toBeGreaterThan(0.4);
        expect(sum(squares) / squares.length, where).toBeLessThan(1.8);
        expect(Math.sqrt(Math.max(...squares)), where).toBeLessThan(5.5);
        const totals = runs.map(run => [sum(groupsOf(run[k]))]);
        expect(misfits([sum(wanted)], totals)[0], where).toBeLessThan(4 ** 2);
      }
  });
});
