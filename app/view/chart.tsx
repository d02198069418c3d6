import * as Plot from '@observablehq/plot';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { differenceBands, levelBands, type Pair, type WeekBand } from '../answer/bands.ts';
import { firstDay } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { capital, dateOf, dayOf, groupTitle, isoOf, type Looked, type View } from './common.ts';
import { Take } from './take.tsx';

interface Props {
  view: View;
  looked: Looked;
  pairs: readonly Pair[];
  /** Runs of what is asked. */
  courses: readonly Course[];
  /** Runs of the baseline, to be seen behind levels. */
  before: readonly Course[];
  setWeek(week: number): void;
}

/** Room beside the plot; the time line below has the same. */
export const MARGIN = { left: 52, right: 16 };
const HEIGHT = 340;

/** The one picture that counts: a line with its band over time. The pointer and arrow keys read its values. */
export function Chart({ view, looked, pairs, courses, before, setWeek }: Props) {
  const { catalogue, words, figures, draft } = view;
  const { t } = words;
  const { metric, group, mode, week } = looked;
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [hovered, setHovered] = useState<number>();
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.round(contentRect.width)));
    observer.observe(holder.current!);
    return () => observer.disconnect();
  }, []);
  const { series, weeks, metrics } = catalogue;
  const at = series.findIndex(one => one.metric === metric && one.group === group);
  const about = metrics.find(({ name }) => name === metric)!;
  const isDifference = mode === 'difference';
  const bands = useMemo(
    () =>
      at < 0
        ? []
        : isDifference
          ? differenceBands(pairs, at, series.length, weeks)
          : levelBands(courses, at, series.length, weeks),
    [isDifference ? pairs : courses, at, isDifference],
  );
  const beside = useMemo(
    () => (at < 0 || isDifference ? [] : levelBands(before, at, series.length, weeks)),
    [before, at, isDifference],
  );
  const shown = hovered ?? week;
  const band = bands[shown];

  useEffect(() => {
    if (!width || !holder.current) return;
    const starts = draft.events.map(({ from }) => new Date(dayOf(from) * 86_400_000));
    const plot = Plot.plot(
      options(
        { bands, beside, width, starts, isDifference, dates: w => dateOf(catalogue, w), weeks },
        value => figures.tick(about.measure, value, isDifference),
      ),
    );
    plot.setAttribute('aria-hidden', 'true');
    holder.current.replaceChildren(plot);
  }, [bands, beside, width, words, draft.events]);

  const place = groupTitle(view, group);
  const unit =
    about.unit ||
    t(about.measure === 'persons' ? 'unit.persons' : about.measure === 'share' ? 'unit.share' : 'unit.mean');
  const told =
    band &&
    (isDifference ? figures.change : figures.level)(about.measure, {
      value: band.middle,
      low: band.low,
      high: band.high,
    });
  const reading = told
    ? t('reading', { day: figures.day(shown), value: told.value, low: told.low, high: told.high })
    : '';
  const weekAt = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const part = (event.clientX - box.left - MARGIN.left) / (box.width - MARGIN.left - MARGIN.right);
    return Math.max(0, Math.min(weeks - 1, Math.round(part * weeks - 0.5)));
  };
  const keys: Record<string, number> = {
    ArrowLeft: shown - 1,
    ArrowRight: shown + 1,
    PageDown: shown - 13,
    PageUp: shown + 13,
    Home: 0,
    End: weeks - 1,
  };
  const left = (one: number) =>
    `calc(${MARGIN.left}px + (100% - ${MARGIN.left + MARGIN.right}px) * ${(one + 0.5) / weeks})`;
  const name = `${draft.preset}-${metric}${group === 'all' ? '' : `-${group.split('=')[1]}`}-${mode}`;
  const title = `${capital(about.title)}, ${place}${isDifference ? `, ${t('chart.difference')}` : ''}`;
  const meaning = `${capital(about.text)}. ${t(isDifference ? 'chart.bandDifference' : 'chart.bandLevel', { unit })}`;
  return (
    <figure class="chart">
      <figcaption>
        <h2>
          {capital(about.title)}
          <span>
            {' '}
            {place}
            {isDifference ? `, ${t('chart.difference')}` : ''}
          </span>
        </h2>
        <p class="about">{meaning}</p>
        <p class="reading" id="reading" aria-hidden="true">
          {reading}
        </p>
      </figcaption>
      <div
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={t('chart.date')}
        aria-valuemin={0}
        aria-valuemax={weeks - 1}
        aria-valuenow={shown}
        aria-valuetext={reading}
        onPointerMove={event => setHovered(weekAt(event))}
        onPointerLeave={() => setHovered(undefined)}
        onPointerDown={event => setWeek(weekAt(event))}
        onKeyDown={event => {
          const next = keys[event.key];
          if (next === undefined) return;
          event.preventDefault();
          setWeek(Math.max(0, Math.min(weeks - 1, next)));
        }}
      >
        <div ref={holder} style={{ minHeight: `${HEIGHT}px` }} />
        <div class={`cursor${hovered === undefined ? ' fixed' : ''}`} style={{ left: left(shown) }} />
      </div>
      <Take
        view={view}
        name={name}
        caption={{ title, about: meaning }}
        table={() => ({
          columns: ['date', 'middle', 'low', 'high'],
          rows: bands.map(({ week: one, middle, low, high }) => [
            ...[isoOf(firstDay(catalogue, one)), middle, low, high],
          ]),
        })}
        picture={() => holder.current?.querySelector('svg')}
      />
    </figure>
  );
}

interface Drawn {
  bands: readonly WeekBand[];
  beside: readonly WeekBand[];
  width: number;
  starts: readonly Date[];
  isDifference: boolean;
  weeks: number;
  dates(week: number): Date;
}

function options(
  { bands, beside, width, starts, isDifference, dates, weeks }: Drawn,
  tick: (value: number) => string,
): Plot.PlotOptions {
  const points = bands
    .filter(({ middle }) => Number.isFinite(middle))
    .map(one => ({ ...one, date: dates(one.week) }));
  const other = beside
    .filter(({ middle }) => Number.isFinite(middle))
    .map(one => ({ ...one, date: dates(one.week) }));
  const values = [...points.flatMap(({ low, high }) => [low, high]), ...other.map(({ middle }) => middle)];
  return {
    width,
    height: HEIGHT,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: 12,
    marginBottom: 26,
    style: { fontSize: '12px', overflow: 'visible', background: 'none' },
    x: { type: 'utc', domain: [dates(-0.5), dates(weeks - 0.5)] },
    y: { domain: domainOf(values, isDifference) },
    marks: [
      Plot.gridY({ stroke: 'var(--rule)', strokeOpacity: 1, ticks: 5 }),
      Plot.axisY({ tickSize: 0, ticks: 5, tickFormat: tick, fill: 'var(--muted)', label: null }),
      Plot.axisX({ tickSize: 0, ticks: width < 500 ? 4 : 8, fill: 'var(--muted)', label: null }),
      ...(isDifference ? [Plot.ruleY([0], { stroke: 'var(--muted)' })] : []),
      Plot.ruleX(starts, { stroke: 'var(--orange)', strokeDasharray: '2,3' }),
      Plot.areaY(points, { x: 'date', y1: 'low', y2: 'high', fill: 'var(--blue)', fillOpacity: 0.2 }),
      Plot.lineY(other, {
        x: 'date',
        y: 'middle',
        stroke: 'var(--muted)',
        strokeWidth: 1.5,
        strokeDasharray: '4,3',
      }),
      Plot.lineY(points, { x: 'date', y: 'middle', stroke: 'var(--blue)', strokeWidth: 2.5 }),
    ],
  };
}

function domainOf(values: readonly number[], isDifference: boolean): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!finite.length || low === high) {
    const middle = finite[0] ?? 0;
    const room = Math.abs(middle) / 10 || 1;
    return [middle - room, middle + room];
  }
  const room = (high - low) * 0.06;
  if (isDifference) return [Math.min(0, low - room), Math.max(0, high + room)];
  return low >= 0 && low < 0.7 * high ? [0, high + room] : [low - room, high + room];
}
