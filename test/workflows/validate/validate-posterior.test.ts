import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics.ts';
import type { Progress } from '../../../src/execute/executor.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { fitIdentity } from '../../../src/project/fit-identity.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { standardError } from '../../../src/survey/targets.ts';
import { fitTargets, withoutHoldout } from '../../../src/workflows/calibrate/fit-targets.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { validatePosterior } from '../../../src/workflows/validate/validate-posterior.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { tablesOf } from '../../cli/tables.ts';
import { writePosterior } from '../../support/posterior.ts';

const STUDY = 'surveys/village-2001';
const ITEMS = `item_id,construct,kind,responses,comparable_group,base,operator
brave,feels brave,attitude,yes,,away,courage > 0.5
gone,lives elsewhere,state,yes,residence,,away
merry,feels merry,attitude,yes,,away,
`;
const WAVES = `wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible
V1,first round,2001-02-05,2001-02-11,200,reported,1,B01,
V2,second round,2001-02-26,2001-03-04,200,reported,1,B01,
P1,a round to come,2001-03-26,2001-04-01,300,planned,1.5,B01,
R1,a count to come,2001-04-16,2001-04-22,,planned,1,B01,
L1,after the run,2001-06-04,2001-06-10,300,planned,1,B01,
`;
const HEADER =
  'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,use';
const row = (id: string, wave: string, item: string, value: number, use = 'calibrate') =>
  `${id},${wave},${item},all,yes,${value},share,exact,,,200,reported,B01,${use}`;
const PRINTED = [
  HEADER,
  row('V01', 'V1', 'brave', 0.5),
  row('V02', 'V2', 'brave', 0.52),
  row('V03', 'V1', 'merry', 0.3),
];
const HELD = [
  row('H01', 'P1', 'brave', 0.51, 'holdout'),
  row('H02', 'R1', 'gone', 0.6, 'holdout'),
  row('H03', 'L1', 'gone', 0.6, 'holdout'),
  'H04,P1,gone,all,yes,,bound,majority,0.5,1,200,reported,B01,holdout',
];

describe('validate --posterior', () => {
  let project: Project;
  const scenario = () => join(project.folder, 'scenarios/plain.yaml');
  const at = (folder: string) => join(project.folder, folder);
  const rows = (path: string) => readCsv(at(path)).rows.map(one => one.cells);
  const print = (...lines: string[]) =>
    project.write(`${STUDY}/marginals.csv`, `${[...PRINTED, ...lines].join('\n')}\n`);
  const number = (cell: string) => (cell === '' ? undefined : Number(cell));

  beforeAll(async () => {
    project = makeProject();
    project.write(`${STUDY}/items.csv`, ITEMS);
    project.write(`${STUDY}/waves.csv`, WAVES);
    print();
    writePosterior(project.folder);
    await validatePosterior(scenario(), { threads: 0, draws: 10, folder: at('open') });
    print(...HELD);
    await validatePosterior(scenario(), { threads: 2, draws: 10, folder: at('held') });
  });
  afterAll(() => project.remove());

  const projection = (wave: string, item: string) =>
    rows('open/projections.csv').find(
      one => one.wave === wave && one.item === item && one.subgroup === 'all',
    )!;
  const survey = (wave: string, item: string, mode = 'expected') =>
    rows('open/survey.csv').find(
      one => one.wave === wave && one.item === item && one.subgroup === 'all' && one.mode === mode,
    )!;

  it('holds the runs against every figure of the fit that an operator reaches', () => {
    const predictive = rows('open/predictive.csv');
    expect(predictive.map(({ target }) => target)).toEqual(['V01', 'V02']);
    expect(Number(predictive[1].observed)).toBe(0.52);
    expect(Number(predictive[1].se)).toBeCloseTo(standardError(0.52, 200, 1), 12);
    const { q05, q50, q95, z, p } = predictive[1];
    expect(Number(q05) < Number(q50) && Number(q50) < Number(q95)).toBe(true);
    expect(Number(z)).toBeCloseTo((Number(q50) - 0.52) / standardError(0.52, 200, 1), 10);
    expect(Number(p) > 0 && Number(p) < 1).toBe(true);
  });

  it('projects every item of every planned wave within the run', () => {
    const known = rows('open/projections.csv').filter(({ subgroup }) => subgroup === 'all');
    expect(known.map(({ wave, item }) => `${wave} ${item}`)).toEqual([
      'P1 brave',
      'P1 gone',
      'R1 brave',
      'R1 gone',
    ]);
    for (const one of known) {
      const levels = ['q025', 'q10', 'q25', 'q75', 'q90', 'q975'].map(name => Number(one[name]));
      expect(levels).toEqual([...levels].sort((a, b) => a - b));
      expect(Number(one.median)).toBe(Number(survey(one.wave, one.item).q50));
      expect(levels[2] < Number(one.median) && Number(one.median) < levels[3]).toBe(true);
    }
    expect(projection('R1', 'gone').respondents).toBe('INF');
    expect(Number(projection('P1', 'gone').respondents)).toBe(300);
    // Who lives elsewhere is split by place; of a group too small to be asked nothing is said.
    const groups = rows('open/projections.csv').filter(
      ({ wave, subgroup }) => wave === 'P1' && subgroup.startsWith('where='),
    );
    expect(groups.length).toBeGreaterThan(0);
    for (const { respondents } of groups) expect(Number(respondents)).toBeGreaterThanOrEqual(30);
  });

  it('has naive forecasts beside it where the study gives ground for them', () => {
    const { last_kept, straight_line, nobody_moves } = projection('P1', 'brave');
    expect(Number(last_kept)).toBe(0.52);
    // Asked on 8 February, 1 March and 29 March: 21 and 28 days apart.
    expect(Number(straight_line)).toBeCloseTo(0.52 + (0.02 / 21) * 28, 12);
    expect(nobody_moves).toBe('');
    const gone = projection('R1', 'gone');
    expect([gone.last_kept, gone.straight_line]).toEqual(['', '']);
    expect(gone.nobody_moves).toBe(survey('V2', 'gone').q50);
    expect(Number(gone.nobody_moves)).toBeLessThan(Number(gone.median));
  });

  it('knows what the model says without networks: here as if courage never spread', async () => {
    project.write(
      'scenarios/alone.yaml',
      'extends: plain.yaml\ntitle: t\nassumes: a\nparameters: { pull: 0 }\n',
    );
    await runEnsemble(at('scenarios/alone.yaml'), {
      threads: 0,
      draws: 10,
      seeds: 1,
      personsPerAgent: 10,
      folder: at('alone'),
    });
    const alone = rows('alone/survey.csv').filter(({ mode }) => mode === 'expected');
    let other = 0;
    for (const one of rows('open/projections.csv')) {
      const same = alone.find(
        ({ wave, item, subgroup }) => wave === one.wave && item === one.item && subgroup === one.subgroup,
      )!;
      expect(one.without_networks, JSON.stringify(one)).toBe(same.q50);
      if (one.without_networks !== one.median) other++;
    }
    expect(other).toBeGreaterThan(2);
  });

  it('scores rows held out', () => {
    const held = rows('held/holdout.csv');
    expect(held.map(one => one.row)).toEqual(['H01', 'H02', 'H04']);
    const [brave, gone, most] = held;
    const { median } = projection('P1', 'brave');
    expect(Number(brave.error)).toBeCloseTo(Number(median) - 0.51, 10);
    expect(Number(brave.se)).toBeCloseTo(standardError(0.51, 200, 1.5), 12);
    expect(Number(brave.z)).toBeCloseTo(Number(brave.error) / Number(brave.se), 10);
    expect(Number(brave.skill_last_kept)).toBeCloseTo(1 - (Number(brave.error) / 0.01) ** 2, 6);
    expect(brave.skill_nobody_moves).toBe('');
    const inside = (one: Record<string, string>, low: string, high: string) =>
      Number(Number(one[low]) <= 0.6 && 0.6 <= Number(one[high]));
    expect(number(gone.inside_50)).toBe(inside(gone, 'q25', 'q75'));
    expect(number(gone.inside_80)).toBe(inside(gone, 'q10', 'q90'));
    expect(number(gone.inside_95)).toBe(inside(gone, 'q025', 'q975'));
    // A range: within it there is no error, below it the distance to its lower end.
    const projected = Number(most.median);
    expect(Number(most.error)).toBeCloseTo(projected < 0.5 ? projected - 0.5 : 0, 10);
    expect([most.observed, most.low, most.high]).toEqual(['', '0.5', '1']);
  });

  it('lets nothing held out into projections, targets or identity', () => {
    for (const name of ['projections', 'predictive', 'trajectories', 'summary'])
      expect(project.read(`held/${name}.csv`) === project.read(`open/${name}.csv`), name).toBe(true);
    const seen = () => {
      const inputs = withoutHoldout(loadInputs(scenario(), { parameters: 'defaults' }));
      const { targets, leftOut, weeks } = fitTargets(resolveScenario(inputs), inputs.model, 10);
      return JSON.stringify([
        targets,
        leftOut,
        weeks,
        fitIdentity(inputs),
        inputs.study.marginals.rows.length,
      ]);
    };
    const held = seen();
    print();
    expect(seen()).toBe(held);
    print(row('H01', 'P1', 'brave', 0.9, 'holdout'));
    expect(seen()).toBe(held);
    print(row('H01', 'P1', 'brave', 0.9));
    expect(seen()).not.toBe(held);
    print(...HELD);
  });

  it('keeps all its runs until its tables stand', async () => {
    const asked = { threads: 0, draws: 10, folder: at('kept') };
    const full = () => Promise.reject(new DiagnosticError([{ kind: 'failed', message: 'disk full' }]));
    const stopped = validatePosterior(scenario(), { ...asked, reporter: full });
    await expect(stopped).rejects.toThrow(/all runs are done and kept: --resume/);
    const done: string[] = [];
    const onProgress = ({ runsDone, runs }: Progress) => done.push(`${runsDone} of ${runs}`);
    await validatePosterior(scenario(), { ...asked, resume: true, onProgress });
    expect(done).toEqual(['10 of 10', '10 of 10']);
    expect(tablesOf(at('kept'))).toEqual(tablesOf(at('held')));
  });

  it('describes its tables', () => {
    const { resources } = JSON.parse(project.read('held/datapackage.json'));
    for (const name of ['predictive', 'projections', 'holdout']) {
      const { fields } = resources.find((one: { name: string }) => one.name === name).schema;
      expect(project.read(`held/${name}.csv`).split('\n')[0]).toBe(
        fields.map((one: { name: string }) => one.name).join(),
      );
    }
  });
});
