import type { Ensemble } from '../../workflows/run/ensemble.ts';
import { share } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';

/** This many questions are listed; all are in projected.csv. */
const MOST = 8;
/** Places of the 10 % quantile, the median and the 90 % quantile among those that are told. */
const [LOW, MIDDLE, HIGH] = [1, 3, 5];

/** The last wave's answers that an earlier survey asked for, too, with what the model may be wrong about; nothing where the study doesn't declare it. */
export function laterFiguresText({ projected, study }: Ensemble, paint: Paint): string[] {
  const asked = projected.filter(({ wave, last }) => wave !== '' && last);
  const latest = Math.max(...asked.map(({ day }) => day));
  const rows = asked.filter(({ day }) => day === latest);
  if (rows.length === 0) return [];
  const label = study.waves.find(({ id }) => id === rows[0].wave)?.label ?? rows[0].wave;
  const lines = rows
    .slice(0, MOST)
    .map(({ item, response, last, modelled, quantiles }) => [
      `  ${item} = ${response}`,
      `printed ${share(last!.printed)}`,
      `model alone ${share(modelled)}`,
      share(quantiles[MIDDLE]),
      `${share(quantiles[LOW])} to ${share(quantiles[HIGH])}`,
    ]);
  const rest = projected.length - lines.length;
  return [
    '',
    paint('dim', `${label}: with what the model may be wrong about, median and 80 % interval`),
    ...table(lines, 'lrrrl'),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more figures: projected.csv`)] : []),
  ];
}
