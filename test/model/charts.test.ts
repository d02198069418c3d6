import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/model/build.ts';
import { problemOf } from '../io/problems.ts';
import { IDLE, modelFiles } from '../support/model.ts';

const metrics = `
gone: { persons: x > 1, headline: true, title: away }
half: { share: x > 1, of: x > 0 }
`;
const model = (more = '') =>
  buildModel(modelFiles({ rules: IDLE, columns: 'x: { type: number }', metrics, more }));

describe('charts of a model', () => {
  it('are a band for each headline where the model says nothing', () => {
    expect(model().charts).toEqual([{ title: 'Headlines', text: '', bands: ['gone'], lines: [], parts: [] }]);
  });

  it('are those of model.yaml, in its order', () => {
    const { charts, limits } = model(
      'charts: [{ title: B, lines: [half] }, { title: A, text: why, bands: [gone] }]\nlimits: [no births]',
    );
    expect(charts).toEqual([
      { title: 'B', text: '', bands: [], lines: ['half'], parts: [] },
      { title: 'A', text: 'why', bands: ['gone'], lines: [], parts: [] },
    ]);
    expect(limits).toEqual(['no births']);
  });

  it('name metrics that there are', () => {
    expect(problemOf(() => model('charts: [{ title: A, parts: [half, gonne] }]'))).toMatchObject({
      kind: 'unknown',
      message: 'unknown metric `gonne`',
      hint: 'did you mean `gone`?',
    });
  });

  it('show something', () => {
    expect(problemOf(() => model('charts: [{ title: A }]'))).toMatchObject({
      at: { line: expect.any(Number) },
    });
  });

  it('call a metric by its title', () => {
    expect(model().metrics.map(metric => metric.title)).toEqual(['away', 'half']);
  });
});
