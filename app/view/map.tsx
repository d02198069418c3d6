import * as Plot from '@observablehq/plot';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Pair } from '../answer/bands.ts';
import { movesBy, placeChanges, placeLevels } from '../answer/place-items.ts';
import { firstDay } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { labelsOf } from '../map/labels.ts';
import { shaped, sheetOf } from '../map/mercator.ts';
import { centreOf, clampedTo, frameOf, shapeOf, shapesOf, type World } from '../map/shapes.ts';
import { isoOf, type Looked, placeTitle, type View } from './common.ts';
import { Take } from './take.tsx';

interface Props {
  view: View;
  looked: Looked;
  pairs: readonly Pair[];
  courses: readonly Course[];
  setGroup(group: string): void;
}

/** Radius of the largest circle and width of the largest arrow, as a part of the map's width. */
const [LARGEST, WIDEST] = [0.035, 0.009];

const world = () => (globalThis as { rhizomeWorld?: World }).rhizomeWorld;

/** Stocks as circles and moves as arrows, where places are countries; levels, or what differs from the baseline. */
export function MapOf({ view, looked, pairs, courses, setGroup }: Props) {
  const { catalogue, words, figures, draft } = view;
  const { t } = words;
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const land = useMemo(() => groundOf(catalogue.places), [catalogue]);
  useEffect(() => {
    if (!holder.current) return;
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.round(contentRect.width)));
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, [land]);
  const isDifference = looked.mode === 'difference';
  const items = (
    isDifference ? placeChanges(catalogue, pairs, looked.week) : placeLevels(catalogue, courses, looked.week)
  ).filter(({ value }) => Number.isFinite(value));
  const moves = movesBy(catalogue, isDifference ? pairs : courses, looked.week);
  const told = (value: number) =>
    (isDifference ? figures.change : figures.level)('persons', { value, low: value, high: value }).value;
  const toldOf = (item: (typeof items)[number]) => {
    const { value, ...range } = (isDifference ? figures.change : figures.level)('persons', item);
    return t('reading', { day: placeTitle(catalogue, item.place), value, ...range });
  };

  useEffect(() => {
    if (!land || !width || !holder.current) return;
    const plot = Plot.plot(drawn());
    plot.setAttribute('aria-hidden', 'true');
    holder.current.replaceChildren(plot);
    plot.addEventListener('click', () => {
      const place = (plot as unknown as { value?: { place?: string } }).value?.place;
      const own = `${catalogue.groups[0]}=${place}`;
      if (place && catalogue.series.some(one => one.group === own)) setGroup(own);
    });
  }, [land, width, words, looked.week, looked.mode, looked.group, pairs, courses]);
  if (!land) return null;

  function drawn(): Plot.PlotOptions {
    const { shapes, own, centres } = land!;
    // Wide where there is room, so that it fits a screen.
    const frame = shaped(land!.frame, 0.4, width > 700 ? 0.5 : 0.85);
    const positions = new Map(centres.map(([label, centre]) => [label, clampedTo(frame, centre)] as const));
    const { height, pixel, position } = sheetOf(frame, width);
    // At least an agent: what is smaller is nothing. Their ranges count, so that circles of chance stay small.
    const most = Math.max(
      ...items.flatMap(({ value, low, high }) => [value, low, high].map(Math.abs)),
      catalogue.persons / catalogue.agents,
    );
    const radius = (value: number) =>
      Math.max(2.5, Math.sqrt(Math.abs(value) / most) * Math.max(14, LARGEST * width));
    const colour = (value: number) => (isDifference && value < 0 ? 'var(--orange)' : 'var(--blue)');
    const circles = items.flatMap(item => {
      const at = positions.get(item.place);
      return at ? [{ ...item, lon: at[0], lat: at[1] }] : [];
    });
    const widest = Math.max(
      ...moves.map(({ value }) => Math.abs(value)),
      catalogue.persons / catalogue.agents,
    );
    const arrows = moves.flatMap(move => {
      const [a, b] = [positions.get(move.from), positions.get(move.to)];
      return a && b ? [{ ...move, a, b }] : [];
    });
    const labels = labelsOf(
      circles.map(one => ({
        ...pixel([one.lon, one.lat]),
        r: radius(one.value),
        text: `${placeTitle(catalogue, one.place)} ${told(one.value)}`,
      })),
      width,
      height,
    );
    return {
      width,
      height,
      style: { fontSize: '12px', background: 'none' },
      margin: 0,
      projection: { type: 'mercator', domain: outlineOf(frame) as never },
      marks: [
        Plot.geo(shapes as never, { fill: 'var(--tint)', stroke: 'var(--rule)' }),
        Plot.geo(own as never, { fill: 'var(--rule)', stroke: 'var(--soft)' }),
        Plot.arrow(arrows, {
          x1: (one: (typeof arrows)[number]) => one.a[0],
          y1: (one: (typeof arrows)[number]) => one.a[1],
          x2: (one: (typeof arrows)[number]) => one.b[0],
          y2: (one: (typeof arrows)[number]) => one.b[1],
          bend: 18,
          stroke: (one: (typeof arrows)[number]) => colour(one.value),
          strokeOpacity: 0.55,
          strokeWidth: (one: (typeof arrows)[number]) =>
            Math.max(1, (Math.abs(one.value) / widest) * Math.max(5, WIDEST * width)),
          headLength: 5,
          insetEnd: 6,
        }),
        Plot.dot(circles, {
          ...{ x: 'lon', y: 'lat' },
          r: (one: (typeof circles)[number]) => radius(one.value),
          fill: (one: (typeof circles)[number]) => colour(one.value),
          fillOpacity: (one: (typeof circles)[number]) => (one.isClear ? 0.65 : 0.25),
          stroke: (one: (typeof circles)[number]) =>
            looked.group.endsWith(`=${one.place}`) ? 'var(--text)' : 'var(--raised)',
          strokeWidth: 1.5,
        }),
        ...(['start', 'middle', 'end'] as const).map(anchor =>
          Plot.text(
            labels.filter(one => one.anchor === anchor),
            {
              x: ({ left, top }) => position(left, top)[0],
              y: ({ left, top }) => position(left, top)[1],
              ...{
                text: 'text',
                textAnchor: anchor,
                fill: 'var(--text)',
                stroke: 'var(--raised)',
                strokeWidth: 3,
              },
            },
          ),
        ),
        Plot.tip(
          circles,
          Plot.pointer({
            ...{ x: 'lon', y: 'lat', title: toldOf, fill: 'var(--raised)', stroke: 'var(--soft)' },
          }),
        ),
      ],
      r: { type: 'identity' },
      color: { type: 'identity' },
    };
  }

  const outside = items.filter(({ place }) => !land.centres.some(([label]) => label === place));
  const title = t(isDifference ? 'map.difference' : 'map.level');
  const about = t(isDifference ? 'map.aboutDifference' : 'map.aboutLevel', { day: figures.day(looked.week) });
  const date = isoOf(firstDay(catalogue, looked.week));
  return (
    <section class="map" aria-label={t('map')}>
      <h2 class="small">{title}</h2>
      <p class="about">{about}</p>
      <div ref={holder} class="ground" role="img" aria-label={`${title}: ${items.map(toldOf).join('; ')}`} />
      {outside.length > 0 && (
        <p class="about">
          {t('map.outside')} {outside.map(toldOf).join('; ')}.
        </p>
      )}
      {moves.length > 0 && (
        <details class="moves">
          <summary>{t(isDifference ? 'map.movesDifference' : 'map.moves')}</summary>
          <ul>
            {moves.map(({ from, to, value }) => (
              <li key={`${from} ${to}`}>
                {placeTitle(catalogue, from)} → {placeTitle(catalogue, to)} <b>{told(value)}</b>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Take
        view={view}
        name={`${draft.preset}-map-${looked.mode}`}
        caption={{ title, about: `${about} ${t('map.source')}` }}
        table={() => ({
          columns: ['from', 'to', 'date', isDifference ? 'difference' : 'persons', 'low', 'high'],
          rows: [
            ...items.map(({ place, value, low, high }) => ['', place, date, value, low, high]),
            ...moves.map(({ from, to, value }) => [from, to, date, value]),
          ],
        })}
        picture={() => holder.current?.querySelector('svg')}
      />
    </section>
  );
}

/** Countries, those that are places, the frame and the positions in it; undefined: too few places are countries. */
function groundOf(places: View['catalogue']['places']) {
  const given = world();
  if (!given) return undefined;
  const shapes = shapesOf(given);
  const found = places.flatMap(({ label, iso }) => {
    const shape = iso ? shapeOf(shapes, given, iso) : undefined;
    return shape ? [{ label, shape, centre: centreOf(shape) }] : [];
  });
  if (found.length < 2) return undefined;
  const frame = frameOf(found.map(({ centre }) => centre));
  const centres = found.map(({ label, centre }) => [label, centre] as const);
  const own = new Set(found.map(({ shape }) => shape));
  return { shapes: shapes.filter(one => !own.has(one)), own: [...own], frame, centres };
}

const outlineOf = ({ west, east, south, north }: ReturnType<typeof frameOf>) => ({
  type: 'MultiPoint' as const,
  coordinates: [
    [west, south],
    [east, north],
  ],
});
