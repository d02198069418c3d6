import { describe, expect, it } from 'vitest';
import { doubtfulTitles } from '../../src/model/metric-titles.ts';
import type { Metric } from '../../src/model/model.ts';
import { parseYaml } from '../../src/text/yaml.ts';

const [document] = parseYaml('abroad: 1\nback: 2\nevery: 3\n', 'metrics.yaml');
const metric = (name: string, title: string, measure: Metric['measure'] = 'persons', headline = true) =>
  ({ name, title, measure, headline }) as Metric;

describe('titles of metrics', () => {
  it('names both metrics of one title, with the line of the second', () => {
    const [warning, ...rest] = doubtfulTitles(document, [
      metric('abroad', 'returned'),
      metric('back', 'returned'),
    ]);
    expect(rest).toEqual([]);
    expect(warning.message).toBe('the metrics `abroad` and `back` have one title, `returned`');
    expect(warning.at).toMatchObject({ file: 'metrics.yaml', line: 2 });
  });

  it('shows the sentence that a title of a headline does not complete', () => {
    const [warning] = doubtfulTitles(document, [metric('abroad', 'ever left')]);
    expect(warning.found).toBe('1 000 persons are ever left');
  });

  it('leaves alone what no sentence counts', () => {
    const titles = [
      metric('abroad', 'share that left', 'share'),
      metric('back', 'ever left', 'persons', false),
    ];
    expect(doubtfulTitles(document, [...titles, metric('every', 'in Germany')])).toEqual([]);
  });
});
