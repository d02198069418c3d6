import * as Plot from '@observablehq/plot';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { differenceBands, levelBands, type Pair } from '../answer/bands.ts';
import { firstDay } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { capital, dateOf, groupTitle, isoOf, type Looked, type View } from './common.ts';
import { Take } from './take.tsx';

interface Props {
  view: View;
  looked: Looked;
  pairs: readonly Pair[];
  /** Of what is asked, or of the baseline. */
  courses: readonly Course[];
  isAsked: boolean;
  choose(metric: string): void;
}

const HEIGHT = 210;

/** Sets of shares that add up to 1, such as the futures of those who left: over time, and on the date with what changes. */
export function Parts(props: Props) {
  return props.view.catalogue.parts.map(set => <PartsOf key={set.title} {...props} set={set} />);
}

function PartsOf({
  view,
  looked,
  pairs,
  courses,
  isAsked,
  choose,
  set,
}: Props & { set: View['catalogue']['parts'][number] }) {
  const { catalogue, words, figures, draft } = view;
  const { t } = words;
  const { series, weeks, metrics } = catalogue;
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!holder.current) return;
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.round(contentRect.width)));
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, []);
  const group = set.metrics.every(name =>
    series.some(one => one.metric === name && one.group === looked.group),
  )
    ? looked.group
    : 'all';
  const parts = useMemo(
    () =>
      set.metrics.flatMap((name, k) => {
        const metric = metrics.find(one => one.name === name);
        const at = series.findIndex(one => one.metric === name && one.group === group);
        if (!metric || at < 0 || !courses.length) return [];
        return [
          {
            ...{ metric, colour: `var(--part-${k % 5})` },
            bands: levelBands(courses, at, series.length, weeks),
            changes: isAsked && pairs.length ? differenceBands(pairs, at, series.length, weeks) : undefined,
          },
        ];
      }),
    [courses, pairs, group, set],
  );
  const place = groupTitle(view, group);
  useEffect(() => {
    if (!width || !holder.current || !parts.length) return;
    const rows = parts.flatMap(({ metric, bands, colour }) =>
      bands
        .filter(({ middle }) => Number.isFinite(middle))
        .map(({ week, middle }) => ({
          date: dateOf(catalogue, week),
          middle,
          colour,
          name: metric.name,
          week,
        })),
    );
    const byWeek = [...Map.groupBy(rows, ({ week }) => week)].map(([week, own]) => ({
      ...{ date: own[0].date, week, half: 0.5 },
      title: [
        figures.day(week),
        ...own.map(({ name, middle }) => {
          const { title } = metrics.find(one => one.name === name)!;
          return `${capital(title)}: ${figures.tick('share', Math.round(100 * middle) / 100, false)}`;
        }),
      ].join('\n'),
    }));
    const plot = Plot.plot({
      ...{ width, height: HEIGHT, marginLeft: 50, marginRight: 8, marginTop: 8, marginBottom: 24 },
      style: { fontSize: '12px', overflow: 'visible', background: 'none' },
      x: { type: 'utc', domain: [dateOf(catalogue, 0), dateOf(catalogue, weeks - 1)] },
      y: { domain: [0, 1] },
      color: { type: 'identity' },
      marks: [
        Plot.areaY(rows, {
          ...{ x: 'date', y: 'middle', fill: 'colour', z: 'name', offset: 'normalize', order: null },
          ...{ stroke: 'var(--paper)', strokeWidth: 0.7 },
        }),
        Plot.ruleX([dateOf(catalogue, looked.week)], { stroke: 'var(--text)', strokeOpacity: 0.5 }),
        Plot.axisY({
          ...{ ticks: 3, tickSize: 0, label: null, fill: 'var(--muted)' },
          tickFormat: (value: number) => figures.tick('share', value, false),
        }),
        Plot.axisX({ ticks: width < 500 ? 4 : 6, tickSize: 0, label: null, fill: 'var(--muted)' }),
        Plot.tip(
          byWeek,
          Plot.pointerX({
            ...{ x: 'date', y: 'half', title: 'title', fill: 'var(--raised)', stroke: 'var(--soft)' },
          }),
        ),
      ],
    });
    plot.setAttribute('aria-hidden', 'true');
    holder.current.replaceChildren(plot);
  }, [parts, width, looked.week, words]);
  if (courses.length && !parts.length) return null;
  const about = `${place}, ${figures.day(looked.week)}. ${set.text}`;
  return (
    <section class="parts" aria-label={set.title}>
      <h2 class="small">
        {set.title} <span>{`${place}, ${figures.day(looked.week)}`}</span>
      </h2>
      <p class="about">{set.text}</p>
      <div class="beside">
        <div ref={holder} class="ground" style={{ minHeight: `${HEIGHT}px` }} />
        <ul>
          {parts.map(({ metric, colour, bands, changes }) => {
            const now = bands[looked.week];
            const change = changes?.[looked.week];
            const level = figures.level('share', { value: now.middle, low: now.low, high: now.high });
            const differs =
              change && figures.change('share', { value: change.middle, low: change.low, high: change.high });
            return (
              <li key={metric.name}>
                <i style={{ background: colour }} />
                <button type="button" title={capital(metric.text)} onClick={() => choose(metric.name)}>
                  {capital(metric.title)}
                </button>
                <span class="value" title={t('range', level)}>
                  {level.value}
                </span>
                {differs && (
                  <span class="ends">
                    {differs.value} ({t('range', differs)})
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      </div>
      <Take
        view={view}
        name={`${draft.preset}-${set.metrics[0].split('_')[0]}`}
        caption={{ title: set.title, about }}
        table={() => ({
          columns: [
            'date',
            'part',
            'title',
            'median',
            'low',
            'high',
            'difference',
            'difference_low',
            'difference_high',
          ],
          rows: parts.flatMap(({ metric, bands, changes }) =>
            bands.map(({ week, middle, low, high }) => {
              const change = changes?.[week];
              const when = isoOf(firstDay(catalogue, week));
              return [
                when,
                metric.name,
                metric.title,
                middle,
                low,
                high,
                change?.middle,
                change?.low,
                change?.high,
              ];
            }),
          ),
        })}
        picture={() => holder.current?.querySelector('svg')}
      />
    </section>
  );
}
