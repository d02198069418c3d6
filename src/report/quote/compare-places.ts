import { firstDay, isoDay, stepOf } from '../../core/calendar.ts';
import { quoteDifference, type Resolution } from '../../quote/quantity.ts';
import { MARKS, notesOf, verdictOf } from '../../quote/verdict.ts';
import type { Compared } from '../../workflows/compare/compare.ts';
import { placesTold } from '../../workflows/compare/compare-places.ts';
import type { Comparison } from '../../workflows/compare/comparison.ts';
import type { Paint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';

/** On the day: who lives at each place that an event names or that changes most, and how many came to it. */
export function placesText(
  { model }: Compared,
  one: Comparison,
  day: number | undefined,
  resolution: Resolution,
  paint: Paint,
): string[] {
  const { weeks } = one.a.frame;
  const week = day === undefined ? weeks - 1 : stepOf(day, one.a.frame);
  const told = placesTold(one, week);
  if (one.firstWeek === undefined || !told.length) return [];
  const { labels, titles } = model.places;
  const verdicts = told.map(({ living, adjusted }) => verdictOf({ ...living, adjusted }));
  const rows = told.map((row, k) => {
    const [living, entered] = [row.living, row.entered].map(({ mean, low, high }) =>
      quoteDifference('persons', { value: mean, low, high }, resolution),
    );
    return [
      titles[labels.indexOf(row.place)] ?? row.place,
      paint(verdicts[k] === 'clear' ? 'strong' : 'dim', living.value),
      paint('dim', `${living.range}${MARKS[verdicts[k]]}`),
      entered.value,
      paint('dim', entered.range),
    ];
  });
  const date = isoDay(firstDay(one.a.frame, week));
  const head = [`by place, ${date}, in persons`, 'living there', '', 'entered since the start', ''];
  return [
    '',
    ...table([head.map(cell => cell && paint('dim', cell)), ...rows], 'lrlrl'),
    ...notesOf(verdicts, 'all places').map(note => paint('dim', note)),
  ];
}
