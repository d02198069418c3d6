import { isoDay } from '../calendar.ts';
import type { Ensemble } from '../experiment/ensemble.ts';
import { varianceShares } from '../observe/variance-shares.ts';
import { drawIndex } from '../run.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';

/** Of a run on a posterior: for each headline, how much of what is unsure at the end is parameters and how much chance. */
export function uncertaintyText(
  { model, frame, results, design }: Pick<Ensemble, 'model' | 'frame' | 'results' | 'design'>,
  paint: Paint,
): string[] {
  if (!design) return [];
  const draws = results.map(({ key }) => drawIndex(key, design.seeds));
  const last = frame.weeks - 1;
  const rows = model.metrics.flatMap(({ name, headline }) => {
    const series = frame.series.findIndex(one => one.metric === name && one.group === 'all');
    if (!headline || series < 0) return [];
    const values = results.map(run => run.trajectories[last * frame.series.length + series]);
    const { parameters, chance } = varianceShares(values, draws);
    if (Number.isNaN(parameters)) return [];
    return [
      [`  ${name.replaceAll('_', ' ')}`, `parameters ${percent(parameters)}`, `chance ${percent(chance)}`],
    ];
  });
  if (!rows.length) return [];
  const date = isoDay(frame.startDay + 7 * last);
  return ['', paint('dim', `where the uncertainty of ${date} comes from`), ...table(rows, 'lrr')];
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
