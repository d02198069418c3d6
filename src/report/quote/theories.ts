import { firstDay, isoDay } from '../../core/calendar.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Ensemble } from '../../workflows/run/ensemble.ts';
import { type Design, drawsByTheory } from '../../workflows/run/run-keys.ts';

/** `3 theories of decision together, by weight: threshold 0.62 (6 of 10 draws), ...; weights by 24 figures later than 2023-01-11.` */
export function theoriesSentence({ theories }: Pick<Inputs, 'theories'>, design: Design | undefined): string {
  if (!theories || !design) return '';
  const { variant, options, basis } = theories;
  const counts = drawsByTheory(theories, design.draws);
  const each = options.map(({ name, weight }, k) => `${name} ${weight.toFixed(2)} (${counts[k]})`);
  return `${options.length} theories of ${variant} together, by weight and draws: ${each.join(', ')}; ${basis}.`;
}

/** How much of what is unsure of the first headline at the end lies between theories; empty where that can't be told. */
export function structureSentence({
  model,
  frame,
  summary,
}: Pick<Ensemble, 'model' | 'frame' | 'summary'>): string {
  const last = frame.weeks - 1;
  const metric = model.metrics.find(({ headline }) => headline);
  const series = frame.series.findIndex(one => one.metric === metric?.name && one.group === 'all');
  const structure = series < 0 ? undefined : summary.shares(last, series)?.structure;
  if (!metric || structure === undefined || Number.isNaN(structure)) return '';
  return ` Of the variance of “${metric.title}” on ${isoDay(firstDay(frame, last))} ${Math.round(100 * structure)} % lies between them.`;
}
