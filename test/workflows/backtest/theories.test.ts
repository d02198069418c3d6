import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Forecast } from '../../../src/inference/scoring/forecast.ts';
import { readInputs } from '../../../src/io/project/inputs.ts';
import type { Origin } from '../../../src/workflows/backtest/origins.ts';
import { choosing, stackTheories, theoriesOf } from '../../../src/workflows/backtest/theories.ts';
import { stackedRows, theoryMeans, theoryRows } from '../../../src/workflows/backtest/theory-tables.ts';
import type { Figure } from '../../../src/workflows/run/printed-figures.ts';
import { problemsWhen } from '../../survey/studies.ts';

const ORIGIN = { date: '2001-02-11' } as Origin;
const at = (centre: number): Forecast => ({ centres: [centre - 0.01, centre + 0.01], sds: [0.02, 0.02] });

/** A share that was printed, and what two theories said. */
const asked = (row: string, item: string, observed: number | undefined, ...said: (number | undefined)[]) => ({
  origin: ORIGIN,
  figure: { row, item, scale: 'share', observed, printed: observed } as Figure,
  forecasts: said.map(one => (one === undefined ? undefined : at(one))),
});
const TWO = { variant: 'leaving', names: ['one', 'two'] };

describe('stackTheories', () => {
  it('gives the weight to the theory that is right everywhere, and scores the mixture without the own item', () => {
    const found = stackTheories(TWO, [
      asked('A', 'x', 0.3, 0.3, 0.6),
      asked('B', 'y', 0.4, 0.4, 0.1),
      asked('C', 'y', 0.5, 0.5, 0.2),
    ]);
    expect(found.weights[0]).toBeCloseTo(1, 6);
    expect(found.weights[1]).toBeCloseTo(0, 6);
    for (const { scores, theories, structure } of found.figures) {
      expect(scores.crps).toBeCloseTo(theories[0].crps, 6);
      expect(structure).toBeCloseTo(0, 6);
    }
  });

  it('scores a figure with weights that do not know it', () => {
    // Theory two is right of the first item alone, so without that it has no weight there.
    const found = stackTheories(TWO, [
      asked('A', 'x', 0.6, 0.3, 0.6),
      asked('B', 'y', 0.4, 0.4, 0.1),
      asked('C', 'z', 0.5, 0.5, 0.2),
    ]);
    expect(found.weights[0]).toBeCloseTo(2 / 3, 3);
    const [first, second] = found.figures;
    expect(first.scores.crps).toBeCloseTo(first.theories[0].crps, 6);
    // Of the others each theory was right of one.
    expect(second.structure).toBeGreaterThan(0.9);
  });

  it('tells the share of the variance that lies between theories', () => {
    // Alone on its item, a figure is scored with equal weights: means 0.2 apart, variance 0.0005 within each.
    const { figures, weights } = stackTheories(TWO, [asked('A', 'x', 0.5, 0.4, 0.6)]);
    expect(figures[0].structure).toBeCloseTo(0.01 / (0.01 + 0.0005), 6);
    expect(weights[0]).toBeCloseTo(0.5, 6);
  });

  it('leaves out figures that one theory does not answer, or that are printed as a range', () => {
    const found = stackTheories(TWO, [
      asked('A', 'x', 0.5, 0.5, undefined),
      asked('B', 'y', undefined, 0.5, 0.5),
    ]);
    expect(found.figures).toEqual([]);
    expect(found.weights).toEqual([0.5, 0.5]);
  });

  it('is written as a row a theory with its weight, one of the mixture, and a row a figure', () => {
    const found = stackTheories(TWO, [asked('A', 'x', 0.3, 0.3, 0.6), asked('B', 'y', 0.4, 0.4, 0.1)]);
    expect(
      theoryMeans(found).map(({ theory, weight, inside80 }) => [theory, weight?.toFixed(3), inside80]),
    ).toEqual([
      ['one', '1.000', 2],
      ['two', '0.000', 0],
      ['stacked', undefined, 2],
    ]);
    expect(theoryRows(found).map(row => row.slice(0, 4))).toEqual([
      ['one', 'share', expect.closeTo(1, 6), 2],
      ['stacked', 'share', undefined, 2],
      ['two', 'share', expect.closeTo(0, 6), 2],
    ]);
    expect(stackedRows(found).map(row => row.slice(0, 5))).toEqual([
      ['2001-02-11', 'A', 'x', 'share', 0.3],
      ['2001-02-11', 'B', 'y', 'share', 0.4],
    ]);
  });
});

describe('theoriesOf', () => {
  const inputs = readInputs(join(import.meta.dirname, '../../../scenarios/baseline.yaml'), 'defaults');

  it('names the options of a variant and the one that the scenario has', () => {
    const theories = theoriesOf(inputs, 'decision');
    expect(theories.names).toEqual(['threshold', 'utility', 'planned_behaviour']);
    expect(theories.own).toBe('threshold');
    const chosen = choosing(inputs, theories, 'utility');
    expect(chosen.scenario.choose).toEqual({ decision: 'utility' });
    expect(theoriesOf(chosen, 'decision').own).toBe('utility');
  });

  it('refuses a variant that the model has not', () => {
    expect(problemsWhen(() => theoriesOf(inputs, 'decison'))).toMatchObject([
      { kind: 'unknown', message: 'the model has no variant `decison`', hint: 'did you mean `decision`?' },
    ]);
  });
});
