import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { traceAgent } from '../../src/workflows/trace/trace.ts';

/** The models of examples/, each compared with what theory says of it. Seeds are fixed; tolerances are 4 standard errors. */

/** Metrics of one run of an example, by name, week by week. */
function run(name: string, given: { weeks?: number; parameters?: Record<string, number> } = {}) {
  const inputs = loadInputs(`examples/scenarios/${name}.yaml`, { weeks: given.weeks });
  const { task, frame } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { trajectories } = openTask(task).run(
    { scenario: name, replicate: 1, parameters: given.parameters },
    0,
  )!;
  return (metric: string) => {
    const at = frame.series.findIndex(series => series.metric === metric);
    return Array.from({ length: frame.weeks }, (_, week) => trajectories[week * frame.series.length + at]);
  };
}
const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);

describe('schelling', () => {
  it('ends in neighbourhoods of one kind when everybody wants half of the own', () => {
    const series = run('schelling');
    expect(series('alike')[0]).toBeLessThan(0.6);
    expect(series('alike').at(-1)).toBeGreaterThan(0.98);
    expect(series('unhappy').at(-1)).toBeLessThan(0.02);
  });

  it('stays mixed when everybody is content', () => {
    const series = run('schelling', { weeks: 20, parameters: { tolerance: 0 } });
    expect(sum(series('moves'))).toBe(0);
  });
});

describe('queue', () => {
  const series = run('queue');
  const [applications, backlog] = ['applications', 'backlog'].map(series);

  it("follows Lindley's recursion: what is left of the backlog and the new cases when the office has done what it can", () => {
    let left = 0;
    for (const [week, waiting] of backlog.entries()) {
      left = Math.max(0, left + applications[week] - 60);
      expect(waiting).toBe(left);
    }
    expect(Math.max(...backlog)).toBeGreaterThan(200);
    expect(backlog.at(-1)).toBe(0);
  });

  it("keeps Little's law: all weeks waited add up to all backlogs", () => {
    const waited = series('waited').at(-1)! * series('decided').at(-1)!;
    expect(waited).toBeCloseTo(sum(backlog), 3);
  });
});

describe('todaro', () => {
  it('settles where the expected wage of the city is that of the village: jobs x wage / wage, half of them idle', () => {
    const inCity = run('todaro')('in_city').slice(150);
    const equilibrium = (500 * 2.4) / 1;
    expect(Math.abs(sum(inCity) / inCity.length / equilibrium - 1)).toBeLessThan(0.02);
  });
});

describe('welcome', () => {
  it('grows like Verhulst says: slow, fast, and to the room there is', () => {
    const abroad = run('welcome')('abroad');
    let [stock, worst] = [abroad[0], 0];
    for (const now of abroad) {
      worst = Math.max(worst, Math.abs(now - stock) / 6000);
      stock += 0.1 * stock * (1 - stock / 6000);
    }
    // Chance of the first weeks shifts the whole curve in time.
    expect(worst).toBeLessThan(0.06);
    expect(abroad[0]).toBeLessThan(300);
    expect(Math.abs(abroad.at(-1)! / 6000 - 1)).toBeLessThan(0.02);
  });
});

describe('massey', () => {
  it('follows the diffusion p + (1 - p)(a + b p)', () => {
    const share = run('massey')('abroad_share');
    let p = 0;
    let early = 0;
    for (const [week, left] of share.entries()) {
      p += (1 - p) * (0.002 + 0.15 * p);
      // Early chance goes on: it shifts the curve by weeks, and with them the share by its slope.
      expect(Math.abs(left - p)).toBeLessThan(0.03);
      if (p < 0.5) early = week;
    }
    expect(early).toBeGreaterThan(15);
    expect(share.at(-1)).toBeGreaterThan(0.99);
  });
});

describe('relocation', () => {
  it('fills each share of the key every week while enough ask, and relocates everybody', () => {
    const series = run('relocation');
    const arrivals = ['to_large', 'to_middle', 'to_small'].map(series);
    const full = Math.floor(5000 / 200) - 5;
    for (let week = 0; week < full; week++) expect(arrivals.map(to => to[week])).toEqual([100, 60, 40]);
    for (const [k, most] of [100, 60, 40].entries()) expect(Math.max(...arrivals[k])).toBe(most);
    expect(sum(arrivals.flat())).toBe(5000);
    expect(series('in_camp').at(-1)).toBe(0);
  });
});

describe('lifetimes', () => {
  it('have the survival and the life expectancy of their mortality', () => {
    const series = run('lifetimes');
    const survival = (t: number) => Math.exp((-0.00004 / 0.1) * (Math.exp(0.1 * t) - 1));
    for (const [year, alive] of series('alive').entries()) {
      const expected = survival(year + 1);
      expect(Math.abs(alive - expected)).toBeLessThan(
        4 * Math.sqrt((expected * (1 - expected)) / 20_000) + 1e-9,
      );
    }
    let expectancy = 0;
    for (let t = 0; t < 150; t += 0.01) expectancy += 0.01 * survival(t + 0.005);
    expect(Math.abs(series('span')[0] - expectancy)).toBeLessThan((4 * 13) / Math.sqrt(20_000));
  });
});

describe('cohorts', () => {
  it('is what docs/how-to/entrants-births-deaths.md shows', () => {
    const page = readFileSync('docs/how-to/entrants-births-deaths.md', 'utf8');
    const folder = 'examples/models/cohorts';
    const files = ['model.yaml', 'metrics.yaml', 'entrants.csv', 'rules/lives.yaml'];
    const texts = files.map(file => readFileSync(`${folder}/${file}`, 'utf8'));
    const shown = [...page.matchAll(/^```(?:yaml|csv)\n([\s\S]*?)^```$/gm)].map(found => found[1]);
    expect(shown).toHaveLength(5);
    for (const block of shown) expect(texts.some(text => text.includes(block))).toBe(true);
  });

  it('is followed from birth on, and nothing changes by that', () => {
    const file = 'examples/scenarios/cohorts.yaml';
    const size = { weeks: 6, personsPerAgent: 20 };
    const { task, resolved } = instantiate(loadInputs(file, size), { backend: 'wasm', slots: 1 });
    const { stateHash, vitals } = openTask(task).run({ scenario: 'cohorts', replicate: 1 }, 0)!;
    // Entrants of the first week come first, then its children.
    const entered = vitals!.slice(0, 30).reduce((a, b) => a + b) / 20;
    const child = traceAgent(file, { ...size, agent: 2000 + entered });
    expect(child.stateHash).toBe(stateHash);
    const life = resolved.model.lives!.column;
    expect(child.start[life]).toBe(0);
    expect(child.end[life]).toBe(1);
    const changes = child.weeks.flatMap(({ week, changes }) =>
      changes.map(({ rule }) => `${week} ${rule.id}`),
    );
    expect(changes.filter(text => /born|grow/.test(text))).toEqual([
      '0 bear/born',
      ...[1, 2, 3, 4, 5].map(week => `${week} grow-older`),
    ]);
  });
});
