import { levelBands, type Pair } from '../answer/bands.ts';
import { placeRows } from '../answer/differences.ts';
import { verdictOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { type Looked, placeTitle, type View } from './common.ts';

interface Props {
  view: View;
  looked: Looked;
  pairs: readonly Pair[];
  courses: readonly Course[];
  isAsked: boolean;
  setGroup(group: string): void;
}

interface Item {
  place: string;
  value: number;
  low: number;
  high: number;
  text: string;
  range: string;
  isClear: boolean;
}

/** Who lives where: what changes at each place, or how many live there. A place is chosen for the picture. */
export function Places({ view, looked, pairs, courses, isAsked, setGroup }: Props) {
  const { catalogue, words, figures } = view;
  const { t } = words;
  const group = catalogue.groups[0];
  const items = (isAsked ? changes(view, pairs, looked.week) : levels(view, courses, looked.week, group))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((x, y) => Math.abs(y.value) - Math.abs(x.value));
  const ends = items.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const span = most - least || 1;
  const part = (value: number) => `${(100 * (value - least)) / span}%`;
  const hasFew = items.some(({ isClear }) => !isClear);
  return (
    <section class="places" aria-label={t('places')}>
      <h2 class="small">{t(isAsked ? 'places.change' : 'places.level')}</h2>
      <p class="about">{t('places.date', { day: figures.day(looked.week) })}</p>
      <ul>
        {items.map(({ place, value, low, high, text, range, isClear }) => {
          const own = `${group}=${place}`;
          const canChoose = group !== undefined;
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
                      width: `${(100 * Math.abs(high - low)) / span}%`,
                    }}
                  />
                  <i class="dot" style={{ left: part(value) }} />
                </span>
                <span class="ends">{range}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <p class="about">
        {t('places.note')}
        {isAsked && hasFew && ` * ${t('verdict.chance')}.`}
      </p>
    </section>
  );
}

function changes({ catalogue, figures, words }: View, pairs: readonly Pair[], week: number): Item[] {
  return placeRows(catalogue, pairs, week).map(row => {
    const { place, mean: value, low, high } = row;
    const told = figures.change('persons', { value, low, high });
    const isClear = verdictOf(row) !== 'chance';
    return { place, value, low, high, text: told.value, range: words.t('range', told), isClear };
  });
}

function levels(
  { catalogue, figures, words }: View,
  courses: readonly Course[],
  week: number,
  group: string | undefined,
): Item[] {
  const { metrics, series, places, weeks, origin } = catalogue;
  const first = metrics.find(({ headline, measure }) => headline && measure === 'persons');
  return places.flatMap(({ label }) => {
    const at = series.findIndex(one => one.metric === first?.name && one.group === `${group}=${label}`);
    if (at < 0 || label === origin || !courses.length) return [];
    const { middle: value, low, high } = levelBands(courses, at, series.length, weeks)[week];
    const told = figures.level('persons', { value, low, high });
    return [
      { place: label, value, low, high, text: told.value, range: words.t('range', told), isClear: true },
    ];
  });
}
