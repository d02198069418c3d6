import { describe, expect, it } from 'vitest';
import { FLAG, NUMBER } from '../../../src/language/type.ts';
import { planLaggedColumns } from '../../../src/observe/survey/lagged-columns.ts';
import { inlineModel } from '../../support/model.ts';

const model = inlineModel({ columns: 'x: { type: number }\non: { type: flag }' });
const x = { type: NUMBER, node: model.graph.column(1, 'own', 'f32') };
const on = { type: FLAG, node: model.graph.column(2, 'own', 'bool') };

describe('values recorded for waves', () => {
  it('share a column where no week needs both, whichever wave comes first', () => {
    const recorder = planLaggedColumns(model);
    for (const asked of [68, 132, 104, 26]) recorder.recall(asked, 'mean_over', 13, x);
    expect(recorder.columns).toHaveLength(1);
    expect(recorder.recordings.map(({ column }) => column)).toEqual([3, 3, 3, 3]);
  });

  it('have columns of their own where weeks or types meet', () => {
    const recorder = planLaggedColumns(model);
    recorder.recall(68, 'ago', 52, x);
    recorder.recall(104, 'ago', 52, x); // weeks 52 to 104 and 16 to 68
    recorder.recall(132, 'ago', 52, x); // 80 to 132: the first one is free
    recorder.recall(20, 'ago', 3, on);
    expect(recorder.recordings.map(({ column }) => column)).toEqual([3, 4, 3, 5]);
  });

  it('are not there before the first week, and once for one question', () => {
    const recorder = planLaggedColumns(model);
    expect(recorder.recall(51, 'ago', 52, x)).toBeUndefined();
    expect(recorder.recall(60, 'ago', 52, x)).toBe(recorder.recall(60, 'ago', 52, x));
    expect(recorder.recordings).toHaveLength(1);
  });
});
