import { levelBand, type Pair } from '../answer/bands.ts';
import { metricRows } from '../answer/differences.ts';
import { firstDay, REMARK_KEYS, verdictOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { capital, groupTitle, isoOf, type Looked, type View } from './common.ts';
import { domainOf, rangesPicture } from './ranges.ts';
import { Take } from './take.tsx';

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
  const { series, metrics } = catalogue;
  const before = metrics
    .filter(({ headline }) => headline)
    .flatMap(metric => {
      const at = series.findIndex(one => one.metric === metric.name && one.group === group);
      if (at < 0 || !courses.length) return [];
      const { middle, low, high } = levelBand(courses, at, series.length, week);
      const isNothing = low === 0 && high === 0;
      return [
        {
          metric,
          isNothing,
          middle,
          low,
          high,
          told: figures.level(metric.measure, { value: middle, low, high }),
        },
      ];
    });
  const place = groupTitle(view, group);
  /** As parts of each outcome's size, since their units differ. */
  const picture = () => {
    const shown = before.flatMap(({ metric, told, middle, low, high, isNothing }) => {
      const row = rows.find(one => one.metric === metric);
      if (isNothing && !row?.mean) return [];
      const written = row
        ? figures.change(metric.measure, { value: row.mean, low: row.low, high: row.high })
        : told;
      const [value, from, to] = row ? [row.mean, row.low, row.high] : [middle, low, high];
      const size = Math.max(Math.abs(value), Math.abs(from), Math.abs(to)) || 1;
      return [
        {
          ...{ label: capital(metric.title), told: `${written.value} (${t('range', written)})` },
          ...{ value: value / size, low: from / size, high: to / size },
          isVague: row && REMARK_KEYS[verdictOf(row)] !== undefined,
        },
      ];
    });
    return rangesPicture(shown, domainOf(shown));
  };
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
      <Take
        view={view}
        name={`${view.draft.preset}-outcomes`}
        caption={{ title: `${t('outcomes')}: ${place}`, about: figures.day(week) }}
        table={() => ({
          columns: [
            ...['metric', 'title', 'unit', 'place', 'date', 'baseline', 'low', 'high'],
            ...['difference', 'difference_low', 'difference_high', 'p_adjusted'],
          ],
          rows: before.map(({ metric, middle, low, high }) => {
            const row = rows.find(one => one.metric === metric);
            const date = isoOf(firstDay(catalogue, week));
            const level = [
              metric.name,
              metric.title,
              metric.unit,
              group.split('=').at(-1),
              date,
              middle,
              low,
              high,
            ];
            return [...level, row?.mean, row?.low, row?.high, row?.adjusted];
          }),
        })}
        picture={() => picture()}
      />
    </section>
  );
}
