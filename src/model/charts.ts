import type { z } from 'zod';
import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, valuePosition } from '../core/located-document.ts';
import type { Chart } from './chart.ts';
import type { Metric } from './model.ts';
import type { chartSchema } from './schema.ts';

const KINDS = ['bands', 'lines', 'parts'] as const;

/** What a report shows, as model.yaml says; without a word, a band for each headline. Every name must be a metric's. */
export function readCharts(
  document: Document,
  given: readonly z.output<typeof chartSchema>[] | undefined,
  metrics: readonly Metric[],
): Chart[] {
  const names = metrics.map(metric => metric.name);
  if (!given) {
    const bands = metrics.filter(metric => metric.headline).map(metric => metric.name);
    return bands.length ? [{ title: 'Headlines', text: '', bands, lines: [], parts: [] }] : [];
  }
  return given.map((chart, k) => {
    for (const kind of KINDS)
      chart[kind]?.forEach((name, index) => {
        if (names.includes(name)) return;
        throwDiagnostic({
          kind: 'unknown',
          message: `unknown metric \`${name}\``,
          at: valuePosition(document, ['charts', k, kind, index]),
          hint: didYouMean(name, names),
        });
      });
    const { title, text = '', bands = [], lines = [], parts = [] } = chart;
    return { title, text, bands, lines, parts };
  });
}
