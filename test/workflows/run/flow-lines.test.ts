import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/engine/program/run-types.ts';
import type { FlowFigure, Study } from '../../../src/survey/study.ts';
import { compareFlows } from '../../../src/workflows/run/flow-lines.ts';

const zOf = (figure: Partial<FlowFigure>, ...persons: number[]) => {
  const results = persons.map(value => ({ figures: Float64Array.of(value) }) as RunResult);
  return compareFlows(results, { flows: [figure] } as unknown as Study)[0].z;
};

describe('compareFlows', () => {
  it('holds the median of the runs against the figure and its error', () => {
    expect(zOf({ value: 100, se: 10 }, 90, 130, 125)).toBe(2.5);
    expect(zOf({ value: 100, low: 90, high: 110, se: 10 }, 80)).toBe(-2);
    expect(zOf({ value: 100, se: 10 }, 100)).toBe(0);
  });

  it('is content inside an interval, open ends included', () => {
    expect(zOf({ low: 500 }, 700)).toBe(0);
    expect(zOf({ low: 500, high: 800 }, 800)).toBe(0);
  });

  it('knows no distance from an interval without an error', () => {
    expect(zOf({ low: 500 }, 400)).toBe(-Infinity);
    expect(zOf({ high: 500, se: 50 }, 600)).toBe(2);
  });

  it('says nothing where the runs end too early', () => {
    expect(zOf({ low: 500 }, Number.NaN)).toBeNaN();
    expect(zOf({ value: 500, se: 5 }, Number.NaN)).toBeNaN();
  });
});
