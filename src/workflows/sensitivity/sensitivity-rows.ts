import type { FurtherTable } from '../../io/folder/outputs.ts';
import { designTable, PARAMETERS, POINT_OUTCOMES, SENSITIVITY } from '../../io/folder/whatif-tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Outcome } from '../run/outcomes.ts';
import type { Factor } from './factors.ts';
import type { Design } from './sensitivity-design.ts';
import { type OutcomeEffects, type PointRun, parametersAt } from './sensitivity-effects.ts';

export interface Analysed {
  design: Design;
  factors: readonly Factor[];
  outcomes: readonly Outcome[];
  runs: readonly PointRun[];
  found: readonly OutcomeEffects[];
}

/** The tables of a sensitivity analysis: indices, then all that is needed to compute them again. */
export function sensitivityTables({ design, factors, outcomes, runs, found }: Analysed): FurtherTable[] {
  const byName = <T>(rows: readonly T[], name: (row: T) => string) =>
    rows.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  const names = factors.map(({ parameter }) => parameter.name);
  return [
    {
      table: SENSITIVITY,
      rows: byName(found, ({ outcome }) => outcome.name).flatMap(
        ({ outcome, noiseShare, missing, effects }) =>
          missing
            ? byName(names, name => name).map(name => silentRow(outcome, name, noiseShare, missing))
            : byName(effects, ({ parameter }) => parameter).map((one): Cell[] => [
                ...[outcome.name, one.parameter],
                ...[one.mu, one.muStar, one.muStarConf, one.sigma],
                ...[clipped(one.s1Raw), one.s1Conf, clipped(one.stRaw), one.stConf, one.s1Raw, one.stRaw],
                ...[noiseShare, one.toldFromChance ? 'yes' : 'no', one.note],
              ]),
      ),
    },
    {
      table: PARAMETERS,
      rows: byName(factors, ({ parameter }) => parameter.name).map(({ parameter, prior }): Cell[] => {
        const { name, low, high, value, unit, text } = parameter;
        return [name, prior, low, high, value, unit, text];
      }),
    },
    {
      table: designTable(names),
      rows: design.points.map((point, k): Cell[] => {
        const values = parametersAt(factors, point.u);
        const seeds = point.otherSeeds ? 'other' : 'own';
        return [k + 1, design.plan.type, point.block + 1, seeds, ...names.map(name => values[name])];
      }),
    },
    {
      table: POINT_OUTCOMES,
      rows: runs.flatMap(({ point, replicate, values }) =>
        byName(
          outcomes.map(({ name }, k) => ({ name, value: values[k] })),
          ({ name }) => name,
        ).map(({ name, value }): Cell[] => [point + 1, replicate, name, value]),
      ),
    },
  ];
}

const clipped = (index: number) => (Number.isNaN(index) ? index : Math.min(Math.max(index, 0), 1));

function silentRow(outcome: Outcome, parameter: string, noiseShare: number, missing: number): Cell[] {
  const indices = Array.from({ length: 10 }, () => undefined);
  const note = `nobody is in the base at ${missing} points`;
  return [outcome.name, parameter, ...indices, noiseShare, 'no', note];
}
