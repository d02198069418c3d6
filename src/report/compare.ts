import { isoDay, weekOf } from '../calendar.ts';
import type { Compared } from '../experiment/compare.ts';
import { placesTold } from '../experiment/compare-places.ts';
import type { Comparison, DifferenceRow } from '../experiment/compare-rows.ts';
import type { Metric } from '../model/model.ts';
import { told } from './amounts.ts';
import { duration, grouped, plain } from './numbers.ts';
import { sparkline } from './pictures.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';

const LINE_WIDTH = 16;
/** Above it a difference could be chance. */
const LEVEL = 0.05;
/** Sentences name so many further headlines, the clearest ones. */
const FURTHER = 2;
/** So many pairs know a variance to about a third. */
const FEW = 20;

/** The end of a comparison as a person reads it: differences of the headlines, then sentences to be quoted. */
export function compareText(
  compared: Compared,
  day: number | undefined,
  paint: Paint,
  width: number,
): string[] {
  const { comparisons, folder, files, seconds } = compared;
  const total = seconds.people + seconds.runs + seconds.files;
  return [
    ...comparisons.flatMap(one => [
      ...comparisonText(compared, one, paint, width),
      ...placesText(compared, one, day, paint),
      '',
    ]),
    `${paint('good', 'Written to')} ${paint('strong', `${folder}/`)}  ${files.join(', ')}`,
    paint(
      'dim',
      `Took ${duration(total)}: people ${duration(seconds.people)}, runs ${duration(seconds.runs)}.`,
    ),
    paint('dim', 'Conditional projections: if these events, then. They foretell no person and no country.'),
    '',
    ...comparisons.flatMap(one =>
      [sentence(one, day), precision(one, day)].flatMap(text => wrap(text, width)),
    ),
  ];
}

function comparisonText(
  { sides, design, agents }: Compared,
  comparison: Comparison,
  paint: Paint,
  width: number,
): string[] {
  const { a, b, pairs, firstWeek } = comparison;
  const { assumes, title, personsPerAgent } = b.inputs.scenario;
  const each = design
    ? `${design.draws} draws of the posterior x ${design.seeds} seeds`
    : `${sides[0].results.length} seeds, parameters fixed`;
  const since =
    firstWeek === undefined
      ? 'no pair differs anywhere'
      : `not one agent differs before ${isoDay(a.frame.startDay + 7 * firstWeek)}`;
  return [
    `${paint('title', title)}  ${paint('dim', `against ${a.inputs.scenario.title}`)}`,
    ...wrap(`If: ${assumes}`, width),
    paint(
      'dim',
      `${pairs} pairs of runs on the same draws and chance (${each}) of ${grouped(agents)} agents, ${plain(personsPerAgent)} persons each; ${since}`,
    ),
    '',
    ...differenceText(comparison, paint),
  ];
}

/** One line a headline: the course of its mean difference, then mean and 90 % of the pairs at two dates. */
function differenceText(comparison: Comparison, paint: Paint): string[] {
  const headlines = headlinesOf(comparison);
  const courses = headlines.map(({ name }) => courseOf(comparison, name));
  const weeks = courses[0]?.map(row => row.week) ?? [];
  const middle = weeks.find(week => week >= (comparison.firstWeek ?? 0) + 26) ?? weeks[weeks.length - 1];
  const dates = [...new Set([middle, weeks[weeks.length - 1]])];
  const rows = courses.map((course, k) => {
    const cells = dates.flatMap(week => {
      const row = course.find(one => one.week === week)!;
      const clear = row.adjusted < LEVEL;
      const { mean, range } = toldOf(row);
      return [paint(clear ? 'strong' : 'dim', mean), paint('dim', clear ? range : `${range} *`)];
    });
    return [
      headlines[k].title,
      sparkline(
        course.map(row => row.mean),
        LINE_WIDTH,
      ),
      ...cells,
    ];
  });
  const heads = dates.flatMap(week => [isoDay(comparison.a.frame.startDay + 7 * week), '']);
  const head = ['mean difference, 90 % of pairs', '', ...heads].map(cell => cell && paint('dim', cell));
  const some = courses.some(course =>
    course.some(row => dates.includes(row.week) && !(row.adjusted < LEVEL)),
  );
  return [
    ...table([head, ...rows], `ll${'rl'.repeat(dates.length)}`),
    ...(some
      ? [paint('dim', `* could be chance (p above ${LEVEL}, by Holm's method over all metrics of a date)`)]
      : []),
  ];
}

/** At the day: who lives at each place that an event names or that changes most, and how many came to it. */
function placesText({ model }: Compared, one: Comparison, day: number | undefined, paint: Paint): string[] {
  const { startDay, weeks } = one.a.frame;
  const week = day === undefined ? weeks - 1 : weekOf(day, startDay);
  const told = placesTold(one, week);
  if (one.firstWeek === undefined || !told.length) return [];
  const { labels, titles } = model.places;
  const clear = (row: (typeof told)[number]) => row.adjusted < LEVEL;
  const rows = told.map(row => {
    const [living, entered] = [row.living, row.entered].map(({ mean, low, high }) =>
      toldOf({ metric: PERSONS, mean, low, high }),
    );
    return [
      titles[labels.indexOf(row.place)] ?? row.place,
      paint(clear(row) ? 'strong' : 'dim', living.mean),
      paint('dim', clear(row) ? living.range : `${living.range} *`),
      entered.mean,
      paint('dim', entered.range),
    ];
  });
  const date = isoDay(startDay + 7 * week);
  const head = [`by place, ${date}, in persons`, 'living there', '', 'entered since the start', ''];
  return [
    '',
    ...table([head.map(cell => cell && paint('dim', cell)), ...rows], 'lrlrl'),
    ...(told.every(clear)
      ? []
      : [paint('dim', `* could be chance (p above ${LEVEL}, by Holm's method over all places)`)]),
  ];
}

const PERSONS = { measure: 'persons' } as const;

/** `A title: +41 000 abroad by December 2023 (90 %: 28 000 to 55 000); share at home -1.2 points (-1.5 to -0.9).` */
export function sentence(comparison: Comparison, day: number | undefined): string {
  const { title } = comparison.b.inputs.scenario;
  if (comparison.firstWeek === undefined) return `${title}: no difference whatsoever.`;
  const rows = rowsAt(comparison, day);
  const persons = rows.find(({ metric }) => metric.measure === 'persons');
  const share = rows.find(({ metric }) => metric.measure === 'share');
  const named = [persons, share].filter(row => row !== undefined);
  const clearest = rows
    .filter(row => row.metric.measure !== 'persons' && !named.includes(row) && row.adjusted < LEVEL)
    .toSorted((x, y) => Math.abs(y.mean / y.se) - Math.abs(x.mean / x.se))
    .slice(0, FURTHER);
  const parts = [...named, ...clearest].map((row, k) => {
    const { mean, range } = toldOf(row);
    const interval = `${k === 0 ? '90 %: ' : ''}${range}${row.adjusted < LEVEL ? '' : ', could be chance'}`;
    const name = row === persons ? `${mean} ${lower(row.metric)}` : `${lower(row.metric)} ${mean}`;
    return `${name}${k === 0 ? ` by ${monthOf(row.date)}` : ''} (${interval})`;
  });
  return `${title}: ${parts.join('; ')}.`;
}

/** How many runs of each scenario would have been needed without pairing. */
export function precision(comparison: Comparison, day: number | undefined): string {
  const { pairs, firstWeek } = comparison;
  const rows = firstWeek === undefined ? [] : rowsAt(comparison, day);
  const worth = [...rows.filter(isPersons).slice(0, 1), ...rows.filter(row => !isPersons(row)).slice(0, 2)]
    .filter(row => Number.isFinite(row.worth))
    .map(row => `${grouped(Math.round(pairs * row.worth))} for ${lower(row.metric)}`);
  if (!worth.length) return '';
  const rough = pairs < FEW ? '; few pairs tell this only roughly' : '';
  return `For the same precision, independent seeds would have needed in place of ${pairs} pairs about ${worth.join(', ')}${rough}.`;
}

const isPersons = ({ metric }: DifferenceRow) => metric.measure === 'persons';

const toldOf = ({
  metric,
  mean,
  low,
  high,
}: { metric: Pick<Metric, 'measure'> } & Pick<DifferenceRow, 'mean' | 'low' | 'high'>) =>
  told(metric, mean, low, high);

const lower = ({ title }: Metric) => title.charAt(0).toLowerCase() + title.slice(1);

/** Rows of the headlines among all, in the model's order, in the week of a day. */
function rowsAt(comparison: Comparison, day: number | undefined): DifferenceRow[] {
  const { startDay, weeks } = comparison.a.frame;
  const week = day === undefined ? weeks - 1 : weekOf(day, startDay);
  return headlinesOf(comparison).flatMap(({ name }) =>
    courseOf(comparison, name).filter(row => row.week === week),
  );
}

function headlinesOf({ rows }: Comparison): Metric[] {
  return [...new Set(rows.map(row => row.metric))].filter(metric => metric.headline);
}

function courseOf({ rows }: Comparison, metric: string): DifferenceRow[] {
  return rows.filter(row => row.metric.name === metric && row.group === 'all');
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `December 2023`: the month of the week's Thursday. */
function monthOf(date: string): string {
  const thursday = new Date(Date.parse(date) + 3 * 86_400_000).toISOString();
  return `${MONTHS[Number(thursday.slice(5, 7)) - 1]} ${thursday.slice(0, 4)}`;
}
