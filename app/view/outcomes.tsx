import { levelBands, type Pair } from '../answer/bands.ts';
import { metricRows } from '../answer/differences.ts';
import { REMARK_KEYS, verdictOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { capital, type Looked, placeTitle, type View } from './common.ts';

interface Props {
  view: View;
  looked: Looked;
  pairs: readonly Pair[];
  courses: readonly Course[];
  isAsked: boolean;
  choose(metric: string): void;
}

/** The headlines in one place on one date: before, and what changes. */
export function Outcomes({ view, looked, pairs, courses, isAsked, choose }: Props) {
  const { catalogue, words, figures } = view;
  const { t } = words;
  const { group, week } = looked;
  const rows = isAsked ? metricRows(catalogue, pairs, week, group) : [];
  const { series, weeks, metrics } = catalogue;
  const before = metrics
    .filter(({ headline }) => headline)
    .flatMap(metric => {
      const at = series.findIndex(one => one.metric === metric.name && one.group === group);
      if (at < 0 || !courses.length) return [];
      const { middle, low, high } = levelBands(courses, at, series.length, weeks)[week];
      const isNothing = low === 0 && high === 0;
      return [{ metric, isNothing, told: figures.level(metric.measure, { value: middle, low, high }) }];
    });
  const place = group === 'all' ? t('place.all') : placeTitle(catalogue, group.split('=')[1]);
  return (
    <section class="outcomes" aria-label={t('outcomes')}>
      <h2 class="small">
        {t('outcomes')} <span>{`${place}, ${figures.day(week)}`}</span>
      </h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('outcome')}</th>
              <th scope="col">{t(isAsked ? 'outcomes.before' : 'outcomes.level')}</th>
              <th scope="col" class={isAsked ? 'interval before' : 'interval'}>
                {t('ninety')}
              </th>
              {isAsked && <th scope="col">{t('outcomes.change')}</th>}
              {isAsked && (
                <th scope="col" class="interval">
                  {t('ninety')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {before.map(({ metric, told, isNothing }) => {
              const row = rows.find(one => one.metric === metric);
              // Such as those who are back, of those in a host country.
              if (isNothing && !row?.mean) return null;
              const change =
                row && figures.change(metric.measure, { value: row.mean, low: row.low, high: row.high });
              const remark = row && REMARK_KEYS[verdictOf(row)];
              return (
                <tr key={metric.name} class={looked.metric === metric.name ? 'on' : ''}>
                  <th scope="row">
                    <button type="button" title={capital(metric.text)} onClick={() => choose(metric.name)}>
                      {capital(metric.title)}
                    </button>
                  </th>
                  <td>{told.value}</td>
                  <td class={isAsked ? 'interval before' : 'interval'}>{t('range', told)}</td>
                  {isAsked && <td class={remark ? 'vague' : 'strong'}>{change?.value}</td>}
                  {isAsked && (
                    <td class="interval">
                      {change && t('range', change)}
                      {remark && <small>, {t(remark)}</small>}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
