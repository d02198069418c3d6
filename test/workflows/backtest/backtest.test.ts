import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import type { RunOutline } from '../../../src/engine/program/run-types.ts';
import { crpsOfMixture } from '../../../src/inference/scoring/crps.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { untestedMetrics } from '../../../src/observe/untested.ts';
import { fitIdentity } from '../../../src/project/fit-identity.ts';
import { trackRecordText } from '../../../src/report/terminal/track-record.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { standardError } from '../../../src/survey/targets.ts';
import { type Backtest, backtest } from '../../../src/workflows/backtest/backtest.ts';
import { scoreOrigin } from '../../../src/workflows/backtest/forecasts.ts';
import { chooseOrigins, originAt } from '../../../src/workflows/backtest/origins.ts';
import { recordBacktest, trackRecordOf } from '../../../src/workflows/backtest/track-record.ts';
import { withoutHoldout } from '../../../src/workflows/calibrate/fit-targets.ts';
import { asOf, figuresKnown } from '../../../src/workflows/run/known-by.ts';
import { loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { figuresOf } from '../../../src/workflows/run/printed-figures.ts';
import type { Project } from '../../cli/process.ts';
import { writePosterior } from '../../support/posterior.ts';
import { printed, villageProject } from './village.ts';

const MARGINS = [
  printed('V01', 'V1', 'brave', 0.5),
  printed('V02', 'V1', 'gone', 0.1),
  printed('V03', 'V2', 'brave', 0.48),
  printed('V04', 'V2', 'in_town', 0.6, 'context'),
  printed('V05', 'V3', 'brave', 0.47, 'holdout'),
  printed('V06', 'V3', 'merry', 0.4, 'holdout'),
  printed('V07', 'V3', 'bold', 0.3, 'holdout'),
  'V08,V3,gone,all,yes,,bound,majority,0.5,1,200,reported,B01,holdout',
];
const DISCREPANCY = `shares: { sd: 2, growth: 0.1, change: 0, unseen: 1, source: B01, why: made up }
counts: { sd: 0.5, growth: 0.1, change: 1, unseen: 1, source: B01, why: made up }
`;
const day = (text: string) => parseDay(text)!;
const rowsOf = (figures: readonly { row: string }[]) => figures.map(({ row }) => row);

describe('backtest', () => {
  let project: Project;
  const scenario = () => join(project.folder, 'scenarios/plain.yaml');
  const opened = () => {
    const inputs = loadInputs(scenario(), { parameters: 'defaults' });
    const resolved = resolveScenario(inputs);
    return { inputs, resolved, figures: figuresOf(resolved, inputs.model.margins) };
  };

  beforeAll(() => {
    project = villageProject(MARGINS);
  });
  afterAll(() => project.remove());

  describe('chooseOrigins', () => {
    it('takes the end of each wave that has figures before and after', () => {
      const { resolved, figures } = opened();
      const origins = chooseOrigins(resolved.study, figures);
      expect(origins.map(({ date }) => date)).toEqual(['2001-02-11', '2001-03-11']);
      expect(origins.map(({ fitted }) => rowsOf(fitted))).toEqual([
        ['V01', 'V02', 'F1'],
        ['V01', 'V02', 'V03', 'F1'],
      ]);
      // Context is not comparable, `merry` has no operator, and a range has no score.
      expect(origins.map(({ later }) => rowsOf(later))).toEqual([
        ['V03', 'V05', 'V07', 'F2', 'F3'],
        ['V05', 'V07', 'F2', 'F3'],
      ]);
    });

    it('takes a wave whose fieldwork is not over as later', () => {
      const { resolved, figures } = opened();
      const [origin] = chooseOrigins(resolved.study, figures, [day('2001-03-10')]);
      expect(rowsOf(origin.later)).toContain('V03');
    });

    it('refuses a day that nothing is known after', () => {
      const { resolved, figures } = opened();
      expect(() => chooseOrigins(resolved.study, figures, [day('2001-05-01'), day('2001-02-11')])).toThrow(
        /nothing can be projected from 2001-05-01: found 2001-05-01: no figure is known later/,
      );
      expect(() => chooseOrigins(resolved.study, figures, [day('2001-01-05')])).toThrow(
        /no figure is known before/,
      );
    });
  });

  it('fits what was held out once its fieldwork is over, and projects from there when something is later', () => {
    const { inputs, resolved, figures } = opened();
    const after = day('2001-04-08');
    expect(() => chooseOrigins(resolved.study, figures, [after])).toThrow(
      /nothing can be projected from 2001-04-08: found 2001-04-08: no figure is known later/,
    );
    const notes: string[] = [];
    chooseOrigins(resolved.study, figures, [], note => notes.push(note));
    expect(notes).toEqual(['nothing is projected from 2001-04-08: no figure is known later']);
    // As if one more figure were known of the week after.
    const more = [...figures, { ...figures[0], row: 'V09', endDay: after + 7, day: after + 7 }];
    const [origin] = chooseOrigins(resolved.study, more, [after]);
    expect(rowsOf(origin.later)).toEqual(['V09']);
    expect(rowsOf(origin.fitted)).toEqual(['V01', 'V02', 'V03', 'V05', 'V07', 'V08', 'F1', 'F2', 'F3']);
    expect(figuresKnown(figures, after).every(({ use }) => use !== 'holdout')).toBe(true);
    const uses = asOf(inputs, figures, after).study.marginals.rows.map(({ cells }) => cells.use);
    expect(uses.filter(use => use === 'holdout')).toEqual([]);
    expect(uses).toContain('context');
  });

  it('leaves no later figure in the inputs of a fit', () => {
    const { inputs, figures } = opened();
    const known = asOf(inputs, figures, day('2001-02-11'));
    expect(known.study.marginals.rows.map(({ cells }) => cells.row_id)).toEqual(['V01', 'V02']);
    expect(known.study.flows?.rows.map(({ cells }) => cells.row_id)).toEqual(['F1']);
    expect(known.study.withheld?.flatMap(({ rows }) => rows.map(({ cells }) => cells.row_id))).toEqual(
      rowsOf(figures).filter(row => !['V01', 'V02', 'F1'].includes(row)),
    );
  });

  it('scores the mixture of runs and survey error, and forecasts without a model beside it', () => {
    const { resolved, figures } = opened();
    const origin = originAt(figures, day('2001-03-11'));
    const shares = [0.4, 0.5];
    const runs = shares.map(share => ({
      surveyValues: resolved.frame.survey.map(() => share),
      figures: [300, 1000, share],
    })) as unknown as RunOutline[];
    const scored = scoreOrigin(origin, figures, { runs, alone: undefined });
    const of = (row: string, forecaster: string) =>
      scored.find(one => one.figure.row === row && one.forecaster === forecaster);
    const errors = shares.map(share => standardError(share, 200, 1));
    expect(of('V05', 'model')!.crps).toBeCloseTo(crpsOfMixture(shares, errors, 0.47), 12);
    // The last value before is that of V2; the line through V1 and V2 goes on downwards.
    expect(of('V05', 'last_value')!.median).toBeCloseTo(0.48, 3);
    expect(of('V05', 'baseline')!.crps).toBe(of('V05', 'last_value')!.crps);
    expect(of('V05', 'straight_line')!.median).toBeCloseTo(0.46, 2);
    expect(of('V05', 'base_rate')).toBeUndefined();
    // `bold` was never asked before: attitudes so far, 0.50 and 0.48, are its base rate.
    expect(of('V07', 'base_rate')!.median).toBeCloseTo(0.49, 2);
    expect(of('V07', 'last_value')).toBeUndefined();
    // Counts are scored on the log scale: the median lies between ln 1001 of both runs.
    expect(of('F2', 'model')!.median).toBeCloseTo(Math.log(1001), 6);
    expect(of('F2', 'last_value')!.median).toBeCloseTo(Math.log(301), 3);
    // Two places but the village: half of all in each.
    expect(of('F3', 'base_rate')!.median).toBeCloseTo(0.5, 2);
    expect(of('F3', 'no_networks')).toBeUndefined();
  });

  describe('with the posterior that is there', () => {
    let found: Backtest;
    const table = (name: string) =>
      readCsv(join(project.folder, 'tested', name)).rows.map(({ cells }) => cells);

    beforeAll(async () => {
      writePosterior(project.folder);
      found = await backtest(scenario(), {
        ...{ posterior: true, draws: 10, threads: 0, folder: join(project.folder, 'tested') },
      });
    });

    it('projects from the end of what it was fitted to', () => {
      expect(found.origins.map(({ date, later }) => [date, rowsOf(later)])).toEqual([
        ['2001-03-11', ['V05', 'V07', 'F2', 'F3']],
      ]);
      expect(found.warnings.map(({ message }) => message)).toContain(
        '`V06` is not scored: no operator says what the model answers',
      );
    });

    it('writes every forecast with its scores, and means that follow from them', () => {
      const rows = table('backtest.csv');
      expect(rows.map(({ row, model }) => `${row} ${model}`)).toEqual(
        [...rows.map(({ row, model }) => `${row} ${model}`)].sort(),
      );
      const model = rows.filter(row => row.model === 'model' && row.scale === 'share');
      expect(model.map(({ row }) => row)).toEqual(['F3', 'V05', 'V07']);
      for (const { observed, q10, q90, interval_coverage_80 } of model)
        expect(interval_coverage_80).toBe(
          Number(q10) <= Number(observed) && Number(observed) <= Number(q90) ? '1' : '0',
        );
      const all = table('scores.csv').find(
        row => row.by === 'all' && row.scale === 'share' && row.model === 'model',
      )!;
      expect(all.figures).toBe('3');
      expect(Number(all.crps)).toBeCloseTo(model.reduce((sum, { crps }) => sum + Number(crps), 0) / 3, 12);
      expect(Number(all.interval_coverage_80)).toBeCloseTo(
        model.filter(row => row.interval_coverage_80 === '1').length / 3,
        12,
      );
    });

    it('is recorded where runs find it, and says which metrics no figure tested', async () => {
      const { scenario: _, ...record } = JSON.parse(readFileSync(recordBacktest(found), 'utf8'));
      const own = found.scored.filter(({ forecaster }) => forecaster === 'model');
      expect(record).toMatchObject({ figures: 4, rows: ['F2', 'F3', 'V05', 'V07'], origins: ['2001-03-11'] });
      expect(record.inside_80).toBe(own.filter(({ inside }) => inside[1]).length);
      const inputs = loadInputs(scenario(), { parameters: 'posterior' });
      const { study, model } = resolveScenario(inputs);
      // `brave` asks for `courage`, F2 counts `gone`; nobody was asked about what is not there.
      expect(untestedMetrics([...model.metrics, { name: 'luck', expression: 'fortune' }], study)).toEqual([
        'luck',
      ]);
      const text = trackRecordText({ inputs, model, study }, (_, words) => words, 100).join('\n');
      expect(text).toContain(`Of 4 figures never seen ${record.inside_80} lay inside the 80 % interval`);
      // A fit is the same with and without it.
      expect(fitIdentity(inputs)).toBe(
        fitIdentity({ ...inputs, study: { ...inputs.study, trackRecord: undefined } }),
      );
      expect(withoutHoldout(inputs).study.trackRecord).toBeUndefined();
    });

    it('projects with the discrepancy that the study declares, the same with any number of threads', async () => {
      project.write('surveys/village-2001/discrepancy.yaml', DISCREPANCY);
      const folders = ['alone', 'threaded'].map(name => join(project.folder, name));
      let last = found;
      for (const [threads, folder] of folders.entries())
        last = await backtest(scenario(), {
          posterior: true,
          skipNetworks: true,
          draws: 10,
          threads: 2 * threads,
          folder,
        });
      const [alone, threaded] = folders.map(folder => readFileSync(join(folder, 'backtest.csv'), 'utf8'));
      expect(threaded).toBe(alone);
      const rows = readCsv(join(folders[0], 'backtest.csv')).rows.map(({ cells }) => cells);
      const of = (row: string, forecaster: string) =>
        rows.find(one => one.row === row && one.model === forecaster)!;
      // Without it every number is what it was before.
      const before = table('backtest.csv').find(({ row, model }) => row === 'V05' && model === 'model')!;
      expect(of('V05', 'no_discrepancy').crps).toBe(before.crps);
      // V2 printed 0.48: the residual persists, and the model's own change counts for nothing.
      expect(Math.abs(Number(of('V05', 'model').q50) - 0.48)).toBeLessThan(0.03);
      const record = trackRecordOf(last.scored, last.means);
      expect(record.alone!.inside80).toBe(
        rows.filter(row => row.model === 'no_discrepancy' && row.interval_coverage_80 === '1').length,
      );
      expect(record.alone!.model).toBeCloseTo(Number(of('V05', 'no_discrepancy').crps), 12);
      const width = ({ q10, q90 }: Record<string, string>) => Number(q90) - Number(q10);
      expect(width(of('V07', 'model'))).toBeGreaterThan(2 * width(of('V05', 'model')));
    });

    it('refuses another origin', async () => {
      await expect(
        backtest(scenario(), { posterior: true, origins: [day('2001-02-11')], threads: 0 }),
      ).rejects.toThrow(/fitted to figures until 2001-03-11, so it can't be scored from 2001-02-11/);
    });
  });
});
