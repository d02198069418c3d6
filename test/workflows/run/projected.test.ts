import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunOutline } from '../../../src/engine/program/run-types.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { projectFigures } from '../../../src/workflows/run/projected.ts';
import { projectedTable } from '../../../src/workflows/run/projected-table.ts';
import type { Project } from '../../cli/process.ts';
import { writePosterior } from '../../support/posterior.ts';
import { printed, villageProject } from '../backtest/village.ts';

const DISCREPANCY = `shares: { sd: 1, growth: 0.5, change: 0, unseen: 1, source: B01, why: made up }
counts: { sd: 0.5, growth: 0.1, change: 1, unseen: 1, source: B01, why: made up }
`;
const SEEDS = 2;
const draws = [0, 0, 1, 1, 2, 2, 3, 3];

describe('projectFigures', () => {
  let project: Project;
  const opened = () => {
    const inputs = loadInputs(join(project.folder, 'scenarios/plain.yaml'), { parameters: 'posterior' });
    const long = { ...inputs, scenario: { ...inputs.scenario, weeks: 20 } };
    return { inputs: long, resolved: resolveScenario(long) };
  };
  /** Runs that all answer 0.3 where 0.5 is printed; the share of `bold` depends on the draw, all else on chance alone. */
  const runsOf = ({ frame }: ReturnType<typeof opened>['resolved']) =>
    draws.map((draw, k) => ({
      surveyValues: frame.survey.map(({ item }) =>
        item === 'merry' ? Number.NaN : item === 'bold' ? 0.2 + 0.1 * draw : 0.3 + 0.001 * (k % SEEDS),
      ),
      figures: [300, 1000, 0.5],
    })) as unknown as RunOutline[];

  beforeAll(() => {
    project = villageProject([
      printed('V01', 'V1', 'brave', 0.5),
      printed('V02', 'V2', 'brave', 0.5),
      printed('V03', 'V3', 'brave', 0.47, 'holdout'),
    ]);
    writePosterior(project.folder);
  });
  afterAll(() => project.remove());

  it('projects nothing when the study declares no discrepancy, and writes no table', () => {
    const { inputs, resolved } = opened();
    expect(projectFigures(inputs, resolved, runsOf(resolved), draws)).toEqual([]);
    expect(projectedTable(inputs.scenario, [])).toEqual([]);
  });

  describe('with a discrepancy', () => {
    const found = () => {
      project.write('surveys/village-2001/discrepancy.yaml', DISCREPANCY);
      const { inputs, resolved } = opened();
      const runs = runsOf(resolved);
      const of = (conditions?: string) => {
        const under = conditions === undefined ? undefined : { names: inputs.posterior!.names, conditions };
        const posterior = { ...inputs.posterior!, under };
        return projectFigures({ ...inputs, posterior }, resolved, runs, draws);
      };
      return { inputs, fitted: of(), other: of('another past') };
    };
    const pick = (figures: ReturnType<typeof projectFigures>, item: string) =>
      figures.find(one => one.wave === 'V3' && one.item === item)!;

    it('goes on from the last fitted figure, whatever the runs say', () => {
      const { fitted } = found();
      const brave = pick(fitted, 'brave');
      expect(brave).toMatchObject({ printed: 0.47, use: 'holdout', last: { printed: 0.5 } });
      expect(brave.modelled).toBeCloseTo(0.3, 2);
      expect(Math.abs(brave.quantiles[3] - 0.5)).toBeLessThan(0.04);
      const bold = pick(fitted, 'bold');
      expect(bold.last).toBeUndefined();
      expect(bold.quantiles[5] - bold.quantiles[1]).toBeGreaterThan(
        2 * (brave.quantiles[5] - brave.quantiles[1]),
      );
      // The first waves are no projections, and nobody can answer `merry`.
      expect(new Set(fitted.map(({ wave }) => wave))).toEqual(new Set(['V3', '']));
      expect(pick(fitted, 'merry')).toBeUndefined();
    });

    it('tells where the spread comes from', () => {
      const { fitted } = found();
      for (const { shares } of fitted)
        expect(shares.parameters + shares.chance + shares.discrepancy).toBeCloseTo(1, 10);
      expect(pick(fitted, 'brave').shares.discrepancy).toBeGreaterThan(0.9);
      expect(pick(fitted, 'bold').shares.parameters).toBeGreaterThan(0.1);
    });

    it('has no residual to go on from when the past of the scenario is not the one that was fitted', () => {
      const { other } = found();
      const brave = pick(other, 'brave');
      expect(Math.abs(brave.quantiles[3] - 0.3)).toBeLessThan(0.06);
      expect(brave.quantiles[5] - brave.quantiles[1]).toBeGreaterThan(0.3);
    });

    it('writes a row a figure with sorted keys', () => {
      const { inputs, fitted } = found();
      const [{ table, rows }] = projectedTable(inputs.scenario, fitted);
      expect(rows).toHaveLength(fitted.length);
      expect(rows.every(row => row.length === table.fields.length)).toBe(true);
      const keys = rows.map(row => row.slice(1, 5).join('\n'));
      expect(keys).toEqual([...keys].sort());
    });
  });
});
