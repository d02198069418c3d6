import { firstDay, isoDay } from '../../core/calendar.ts';
import type { Ensemble } from '../../workflows/run/ensemble.ts';
import type { Paint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';

/** Of a run on a posterior: for each headline, how much of what is unsure at the end is parameters and how much chance. */
export function uncertaintyText(
  { model, frame, summary }: Pick<Ensemble, 'model' | 'frame' | 'summary'>,
  paint: Paint,
): string[] {
  const last = frame.weeks - 1;
  const rows = model.metrics.flatMap(({ name, title, headline }) => {
    const series = frame.series.findIndex(one => one.metric === name && one.group === 'all');
    if (!headline || series < 0) return [];
    const shares = summary.shares(last, series);
    if (!shares) return [];
    const told = (['parameters', 'chance', 'structure'] as const).flatMap(name => {
      const share = shares[name];
      return share === undefined || Number.isNaN(share) ? [] : `${name} ${percent(share)}`;
    });
    return told.length ? [[`  ${title}`, ...told]] : [];
  });
  if (!rows.length) return [];
  const date = isoDay(firstDay(frame, last));
  return ['', paint('dim', `where the uncertainty of ${date} comes from`), ...table(rows, 'lrrr')];
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
