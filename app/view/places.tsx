import type { Pair } from '../answer/bands.ts';
import { type PlaceItem, placeChanges, placeLevels } from '../answer/place-items.ts';
import { firstDay } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { isoOf, type Looked, placeTitle, type View } from './common.ts';
import { domainOf, rangesPicture } from './ranges.ts';
import { Take } from './take.tsx';

interface Props {
  view: View;
  looked: Looked;
  pairs: readonly Pair[];
  courses: readonly Course[];
  isAsked: boolean;
  setGroup(group: string): void;
}

/** Who lives where: what changes at each place, or how many live there. A place is chosen for the picture. */
export function Places({ view, looked, pairs, courses, isAsked, setGroup }: Props) {
  const { catalogue, words, figures } = view;
  const { t } = words;
  const group = catalogue.groups[0];
  const items = (
    isAsked ? placeChanges(catalogue, pairs, looked.week) : placeLevels(catalogue, courses, looked.week)
  )
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((x, y) => Math.abs(y.value) - Math.abs(x.value));
  const [least, most] = domainOf(items);
  const part = (value: number) => `${(100 * (value - least)) / (most - least)}%`;
  const told = (item: PlaceItem) => (isAsked ? figures.change : figures.level)('persons', item);
  const hasFew = items.some(({ isClear }) => !isClear);
  const title = t(isAsked ? 'places.change' : 'places.level');
  const iso = new Map(catalogue.places.map(({ label, iso: code }) => [label, code]));
  const date = isoOf(firstDay(catalogue, looked.week));
  return (
    <section class="places" aria-label={t('places')}>
      <h2 class="small">{title}</h2>
      <p class="about">{t('places.date', { day: figures.day(looked.week) })}</p>
      <ul>
        {items.map(item => {
          const { place, value, low, high, isClear } = item;
          const own = `${group}=${place}`;
          const canChoose = catalogue.series.some(one => one.group === own);
          const { value: text, ...range } = told(item);
          return (
            <li key={place} class={`${looked.group === own ? 'on' : ''}${isClear ? '' : ' vague'}`}>
              <button
                type="button"
                data-place={place}
                disabled={!canChoose}
                aria-pressed={looked.group === own}
                onClick={() => setGroup(looked.group === own ? 'all' : own)}
              >
                <span class="name">{placeTitle(catalogue, place)}</span>
                <span class="value">
                  {text}
                  {isAsked && !isClear && <abbr title={t('verdict.chance')}>*</abbr>}
                </span>
                <span class="track" aria-hidden="true">
                  <i class="zero" style={{ left: part(0) }} />
                  <i
                    class="range"
                    style={{
                      left: part(Math.min(low, high)),
                      width: `${(100 * Math.abs(high - low)) / (most - least)}%`,
                    }}
                  />
                  <i class="dot" style={{ left: part(value) }} />
                </span>
                <span class="ends">{t('range', range)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <p class="about">
        {t('places.note')}
        {isAsked && hasFew && ` * ${t('verdict.chance')}.`}
      </p>
      <Take
        view={view}
        name={`${view.draft.preset}-places`}
        caption={{ title, about: `${figures.day(looked.week)}. ${t('places.note')}` }}
        table={() => ({
          columns: ['place', 'title', 'iso', 'date', isAsked ? 'difference' : 'persons', 'low', 'high'],
          rows: items.map(({ place, value, low, high }) => [
            ...[place, placeTitle(catalogue, place), iso.get(place), date, value, low, high],
          ]),
        })}
        picture={() =>
          rangesPicture(
            items.map(item => {
              const { value, ...range } = told(item);
              const own = { told: `${value} (${t('range', range)})`, isVague: !item.isClear };
              return { ...item, label: placeTitle(catalogue, item.place), ...own };
            }),
            [least, most],
          )
        }
      />
    </section>
  );
}
