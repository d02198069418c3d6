import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { docsPage, refuseStale } from '../../src/report/model-page/page.ts';
import { openWorld } from '../../src/report/model-page/world.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { parseStudy } from '../../src/survey/parse.ts';
import { targetOf, zOf } from '../../src/survey/targets.ts';
import { runSmall, shipped, small } from '../support/scenario.ts';

const inputs = shipped('germany-2022');
const study = parseStudy(inputs.study);

describe('the second study', () => {
  const { task, frame, resolved } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { run } = openTask(task);
  const results = [1, 2, 3].map(replicate => run({ scenario: 'germany-2022', replicate }, 0)!);
  const { model } = resolved;
  const median = (row: number) => results.map(r => r.surveyValues[row]).sort((a, b) => a - b)[1];
  const answers = frame.survey
    .map((row, k) => ({ ...row, share: median(k) }))
    .filter(({ mode, subgroup }) => mode === 'expected' && subgroup === 'all');

  it('has an answer to every item of both waves', () => {
    for (const wave of ['U1', 'Q2'])
      for (const { id } of study.items) {
        const [answer] = answers.filter(row => row.wave === wave && row.item === id);
        expect(answer?.share, `${wave} ${id}`).toBeGreaterThan(0);
      }
  });

  it.each(['U1', 'Q2'])('has plans that add up to all in %s', wave => {
    const plans = study.items.filter(item => item.comparableGroup === 'plan').map(item => item.id);
    const shares = answers.filter(row => row.wave === wave && plans.includes(row.item)).map(row => row.share);
    expect(shares).toHaveLength(5);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 1);
  });

  it('asks the same people again: all who are still there, and those who left', () => {
    const [asked] = answers.filter(row => row.wave === 'Q2' && row.item === 'still_in_host');
    expect(asked.share).toBeGreaterThan(0.8);
    expect(asked.share).toBeLessThan(1);
  });

  it.each(study.margins.map(m => [m.row, m] as const))('meets %s with the values as shipped', (_, margin) => {
    const [answer] = answers.filter(row => row.wave === margin.wave && row.item === margin.item);
    const wave = study.waves.find(({ id }) => id === margin.wave)!;
    expect(Math.abs(zOf(targetOf(margin, wave), answer.share))).toBeLessThan(2);
  });

  it('frees fewer parameters than it has figures, each with a prior that holds its value', () => {
    const free = model.parameters.filter(({ fit }) => fit);
    expect(free.length).toBeGreaterThanOrEqual(6);
    expect(free.length).toBeLessThan(study.margins.filter(({ use }) => use === 'calibrate').length);
    for (const { prior, value, low, high } of free) {
      expect(parsePrior(prior)).toBeDefined();
      expect(value).toBeGreaterThan(low!);
      expect(value).toBeLessThan(high!);
    }
    for (const { fit, prior } of model.parameters) if (!fit) expect(prior).toBe('fixed');
  });

  it('has a source for every number', () => {
    const { parameters, margins, places, tables } = inputs.model;
    const cited = [parameters, margins!, tables!].flatMap(csv => csv.rows.map(row => row.cells.source_id));
    const ofPlaces = places.rows.flatMap(({ cells }) => [cells.host_source, cells.appeal_source]);
    for (const id of [...cited, ...ofPlaces]) expect([...study.sources.keys()]).toContain(id);
    for (const { published, source_id } of inputs.study.sources.rows.map(row => row.cells))
      if (source_id !== 'A00') expect(published.slice(0, 4)).toBe('2022');
  });
});

describe('its scenario', () => {
  it('gives the same bytes with both backends, week by week', () => {
    const weeks = inputs.scenario.weeks;
    const { states } = runSmall(small('germany-2022', { weeks }), { watch: true });
    expect(states).toHaveLength(weeks);
  });

  it('has a page that is fresh', () => {
    const prose = 'models/refuge/odd.md';
    const page = docsPage(
      readFileSync(prose, 'utf8'),
      prose,
      openWorld(inputs.model, inputs.study, inputs.scenario.events),
    );
    refuseStale('docs/model-refuge.md', readFileSync('docs/model-refuge.md', 'utf8'), page);
  });
});
