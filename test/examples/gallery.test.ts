import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isFresh, PICTURES } from '../../scripts/gallery.ts';
import { normalCdf } from '../../src/core/math/normal.ts';
import { quantile } from '../../src/core/math/statistics.ts';
import { readCsv } from '../../src/io/text/csv.ts';
import { lifeText } from '../../src/report/terminal/trace.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { traceAgent } from '../../src/workflows/trace/trace.ts';

/** The models of examples/, each compared with what theory says of it. Seeds are fixed; tolerances are 4 standard errors. */

/** Metrics of one run of an example, by name, or `METRIC GROUP=LABEL`, week by week. */
function run(name: string, given: { weeks?: number; parameters?: Record<string, number> } = {}) {
  const inputs = loadInputs(`examples/scenarios/${name}.yaml`, { weeks: given.weeks });
  const { task, frame } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { trajectories } = openTask(task).run(
    { scenario: name, replicate: 1, parameters: given.parameters },
    0,
  )!;
  return (name: string) => {
    const [metric, group = 'all'] = name.split(' ');
    const at = frame.series.findIndex(series => series.metric === metric && series.group === group);
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

describe('families', () => {
  const series = run('families');

  it('keeps the sizes of its margins, and everybody', () => {
    // 4000 persons live alone, 8000 in pairs, 8000 in fours.
    expect(new Set(series('households'))).toEqual(new Set([10_000]));
    expect(new Set(series('people'))).toEqual(new Set([20_000]));
    expect(series('company_mean_of_heads')[0]).toBeCloseTo(1, 6);
    expect(series('divided_share_of_households')[0]).toBe(0);
  });

  it('has those who wait for reunion whom competing risks say', () => {
    const [waiting, reunited] = ['waiting', 'reunited'].map(series);
    let [home, apart, joined] = [10_000, 0, 0];
    for (const [week, found] of waiting.entries()) {
      // Members follow a head who was abroad at the end of last week; a metric sees heads as of then, too.
      joined += 0.05 * apart;
      apart *= 0.95;
      expect(Math.abs(found - apart)).toBeLessThan(230);
      expect(Math.abs(reunited[week] - joined)).toBeLessThan(330);
      home *= 0.99;
      apart += 0.02 * home;
      home *= 0.98;
    }
    expect(Math.max(...waiting)).toBeGreaterThan(1500);
  });
});

describe('relocation', () => {
  it('fills each share of the key every week while enough ask, and never more', () => {
    const { rows } = readCsv('examples/models/relocation/places.csv');
    const shares = new Map(rows.map(({ cells }) => [cells.place, Number(cells.share)]));
    // 120 000 as they are printed, each rounded.
    expect(sum([...shares.values()])).toBe(119_998);
    const series = run('relocation');
    const by = (country: string) => series(`people country=${country}`);
    /** Whole agents of ten persons, of all that is due by the end of a week. */
    const due = (country: string, week: number) =>
      10 * Math.floor((shares.get(country)! * 0.42 * (week + 1)) / 104 / 10 + 1e-9);
    for (const country of [...shares.keys()].slice(1))
      for (const [week, persons] of by(country).entries())
        if (week < 90) expect([country, week, persons]).toEqual([country, week, due(country, week)]);
        else expect(persons).toBeLessThanOrEqual(due(country, week));
    expect(by('greece').at(-1)).toBeLessThan(0.02 * 50_400);
  });
});

describe('granovetter', () => {
  /** Who acts is who has a threshold at or below those who acted: r becomes F(r). */
  const follow = (spread: number, weeks: number) => {
    let r = 0;
    return Array.from({ length: weeks }, () => {
      r = normalCdf((r - 0.25) / spread);
      return r;
    });
  };

  it('goes from a few to nearly all when thresholds differ enough, and stays small when they are alike', () => {
    const wide = run('granovetter')('active_share');
    for (const [week, r] of follow(0.2, wide.length).entries())
      expect(Math.abs(wide[week] - r)).toBeLessThan(0.03);
    expect(wide.at(-1)).toBeGreaterThan(0.99);
    const alike = run('granovetter', { weeks: 20, parameters: { spread: 0.1 } })('active_share');
    for (const [week, r] of follow(0.1, 20).entries()) expect(Math.abs(alike[week] - r)).toBeLessThan(0.005);
    expect(alike.at(-1)).toBeLessThan(0.02);
  });
});

describe('degroot', () => {
  it('keeps the mean opinion, and disagreement fades at the rate of the second eigenvalue', () => {
    const series = run('degroot');
    const [mean, square] = ['opinion', 'square'].map(series);
    for (const now of mean) expect(Math.abs(now - mean[0])).toBeLessThan(1e-5);
    const variance = (week: number) => square[week] - mean[week] ** 2;
    // The slowest wave on a ring of 60 in which each hears ten on either side.
    const around = Array.from({ length: 10 }, (_, k) => Math.cos((2 * Math.PI * (k + 1)) / 60));
    const eigenvalue = 0.5 + (0.5 * sum(around)) / 10;
    expect(Math.abs((variance(30) / variance(20)) ** (1 / 20) / eigenvalue - 1)).toBeLessThan(0.01);
  });
});

describe('sir', () => {
  it('follows Kermack and McKendrick, and ends before all have been ill', () => {
    const series = run('sir');
    const [well, ill] = ['well', 'ill'].map(series);
    // Chance of the first week shifts the whole curve, so it begins where that left it.
    let [s, i] = [well[0], ill[0]];
    for (let week = 1; week < well.length; week++) {
      const recovered = 0.3 * i;
      const infected = s * (1 - Math.exp(-0.6 * i));
      [s, i] = [s - infected, i + infected - recovered];
      expect(Math.abs(well[week] - s)).toBeLessThan(0.03);
      expect(Math.abs(ill[week] - i)).toBeLessThan(0.01);
    }
    expect(ill.at(-1)).toBe(0);
    expect(well.at(-1)).toBeGreaterThan(0.15);
  });
});

describe('mover-stayer', () => {
  it('keeps more people in their first place than one rate for all would', () => {
    const series = run('mover-stayer');
    for (const [week, share] of series('in_first').entries()) {
      const there = 1 / 3 + (2 / 3) * (1 - 0.05 * (3 / 2)) ** (week + 1);
      expect(Math.abs(share - (0.4 + 0.6 * there))).toBeLessThan(4 * Math.sqrt(0.25 / 30_000));
    }
    // As many moves a week as movers of one rate: 0.6 x 0.05 of all.
    const moves = series('moves');
    expect(Math.abs(sum(moves) / moves.length / (0.03 * 30_000) - 1)).toBeLessThan(0.02);
  });
});

describe('gravity', () => {
  it('ends in the doubly constrained model: iterative proportional fitting of distance to homes and rooms', () => {
    const series = run('gravity');
    const places = ['west', 'middle', 'east'];
    const mean = (values: number[]) => sum(values.slice(-100)) / 100;
    const found = places.map(home => places.map(place => mean(series(`${home}_${place}`))));
    const rooms = [6000, 9000, 15_000];
    const table = places.map((_, h) => places.map((_, p) => Math.exp(-0.8 * Math.abs(h - p))));
    for (let round = 0; round < 100; round++) {
      table.forEach((row, h) => {
        const scale = sum(found[h]) / sum(row);
        table[h] = row.map(cell => cell * scale);
      });
      rooms.forEach((room, p) => {
        const scale = room / sum(table.map(row => row[p]));
        for (const row of table) row[p] *= scale;
      });
    }
    for (const [h, row] of table.entries())
      for (const [p, cell] of row.entries()) expect(Math.abs(found[h][p] / cell - 1)).toBeLessThan(0.03);
  });
});

describe('returns', () => {
  const YEAR = 52;
  it('have yearly rates that fall like those of movers among stayers, within the middle half of 21 cases', () => {
    const series = run('returns');
    const [abroad, returned] = ['abroad', 'returned'].map(series);
    const cases = readCsv('examples/evidence/unhcr-return-rates.csv').rows.map(({ cells }) => cells);
    const changes = cases.filter(({ event, note }) => event !== 'none' && !note.includes('do not use'));
    expect(new Set(changes.map(({ origin_iso }) => origin_iso)).size).toBe(21);
    const quartiles = (offset: number) => {
      const rates = changes
        .filter(row => Number(row.offset) === offset)
        .map(({ rate }) => Number(rate))
        .sort((a, b) => a - b);
      return [0.25, 0.75].map(share => quantile(rates, share));
    };
    const others = 0.4;
    let willing = 0.6;
    for (let offset = -1; offset <= 5; offset++) {
      const from = (offset + 1) * YEAR;
      const start = from === 0 ? 40_000 : abroad[from - 1];
      const rate = sum(returned.slice(from, from + YEAR)) / start;
      const leave = 1 - Math.exp((-(offset < 0 ? 0.002 : 0.45) * YEAR) / 52.1775);
      const expected = offset < 0 ? leave : (willing * leave) / (willing + others);
      if (offset >= 0) willing *= 1 - leave;
      expect(Math.abs(rate - expected)).toBeLessThan(4 * Math.sqrt(expected / start) + 0.002);
      const [low, high] = quartiles(offset);
      expect(rate).toBeGreaterThan(low - 1e-9);
      expect(rate).toBeLessThan(high);
    }
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
    expect(child.starting).toBe(2000);
    expect(child.agents).toBeGreaterThan(2000 + entered);
    const life = resolved.model.lives!.column;
    const late = traceAgent(file, { ...size, agent: child.agents - 1 });
    const text = lifeText(late, false, (_, word) => word, 80).join('\n');
    expect(text).toContain(`Agent ${child.agents - 1} of 2 000 at the start, `);
    expect(text).toContain('It has not come in this run.');
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

describe('the gallery', () => {
  const page = readFileSync('docs/explanation/gallery.md', 'utf8');
  const list = readFileSync('examples/README.md', 'utf8');
  it('shows each model, which has fewer than forty lines', () => {
    for (const name of Object.keys(PICTURES)) {
      const folder = `examples/models/${name}`;
      const files = ['model.yaml', ...readdirSync(`${folder}/rules`).map(file => `rules/${file}`)];
      const lines = files.flatMap(file => readFileSync(`${folder}/${file}`, 'utf8').trim().split('\n'));
      expect(lines.length, name).toBeLessThan(40);
      expect(page).toContain(`../pictures/gallery/${name}.svg`);
      expect(list).toContain(`| \`${name}\``);
      expect(readFileSync(`docs/pictures/gallery/${name}.svg`, 'utf8')).toMatch(/^<svg/);
    }
  });

  it('has the picture that a run gives', () => {
    expect(isFresh('degroot')).toBe(true);
  });
});
