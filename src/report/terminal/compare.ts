import { isoDay, weekOf } from '../../core/calendar.ts';
import type { Metric } from '../../model/model.ts';
import type { Resolution } from '../../quote/quantity.ts';
import { FEW_PAIRS, MARKS, notesOf, verdictOf } from '../../quote/verdict.ts';
import { parseStudy } from '../../survey/parse.ts';
import type { Compared } from '../../workflows/compare/compare.ts';
import type { Comparison, DifferenceRow } from '../../workflows/compare/comparison.ts';
import { sparkline } from '../page/pictures.ts';
import { placesText } from '../quote/compare-places.ts';
import { type Difference, lower, phrasesOf, quotedDifference } from '../quote/difference-sentence.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';
import { trackRecordText } from './track-record.ts';
import { warningsLine } from './warnings.ts';

const LINE_WIDTH = 16;

/** The end of a comparison as a person reads it: differences of the headlines, then sentences to be quoted. */
export function compareText(
  compared: Compared,
  day: number | undefined,
  paint: Paint,
  width: number,
): string[] {
  const { comparisons, warnings, folder, files, seconds } = compared;
  const total = seconds.people + seconds.runs + seconds.files;
  return [
    ...comparisons.flatMap(one => [
      ...comparisonText(compared, one, paint, width),
      ...placesText(compared, one, day, resolutionOf(one), paint),
      '',
    ]),
    ...recordText(compared, paint, width),
    ...warningsLine(warnings, paint),
    `${paint('good', 'Written to')} ${paint('strong', `${folder}/`)}  ${files.join(', ')}`,
    paint(
      'dim',
      `Took ${duration(total)}: people ${duration(seconds.people)}, runs ${duration(seconds.runs)}.`,
    ),
    paint('dim', 'Conditional projections: if these events, then. They predict no person and no country.'),
    '',
    ...comparisons.flatMap(one =>
      [sentence(one, day), precision(one, day)].flatMap(text => wrap(text, width)),
    ),
  ];
}

function recordText({ sides, model }: Compared, paint: Paint, width: number): string[] {
  const [{ inputs }] = sides;
  const lines = trackRecordText({ inputs, model, study: parseStudy(inputs.study) }, paint, width);
  return lines.length ? [...lines.slice(1), ''] : [];
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
  const resolution = resolutionOf(comparison);
  const told = courses.flatMap(course => course.filter(row => dates.includes(row.week)));
  const rows = courses.map((course, k) => {
    const cells = dates.flatMap(week => {
      const row = course.find(one => one.week === week)!;
      const verdict = verdictOf(row);
      const { value, range } = quotedDifference(differenceIn(row), resolution);
      return [
        paint(verdict === 'clear' ? 'strong' : 'dim', value),
        paint('dim', `${range}${MARKS[verdict]}`),
      ];
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
  return [
    ...table([head, ...rows], `ll${'rl'.repeat(dates.length)}`),
    ...notesOf(told.map(verdictOf), 'all metrics of a date').map(note => paint('dim', note)),
  ];
}

/** `A title: +41 000 abroad by December 2023 (90 %: 28 000 to 55 000 persons); share at home -1.2 points (-1.5 to -0.9 points).` */
export function sentence(comparison: Comparison, day: number | undefined): string {
  const { title } = comparison.b.inputs.scenario;
  if (comparison.firstWeek === undefined) return `${title}: no difference whatsoever.`;
  const headlines = rowsAt(comparison, day).map(differenceIn);
  const parts = phrasesOf(headlines, resolutionOf(comparison)).map(({ value, name, nameFirst, interval }) =>
    nameFirst ? `${name} ${value} ${interval}` : `${value} ${name} ${interval}`,
  );
  return `${title}: ${parts.join('; ')}.`;
}

/** How many runs of each scenario would have been needed without pairing. */
function precision(comparison: Comparison, day: number | undefined): string {
  const { pairs, firstWeek } = comparison;
  const rows = firstWeek === undefined ? [] : rowsAt(comparison, day);
  const worth = [...rows.filter(isPersons).slice(0, 1), ...rows.filter(row => !isPersons(row)).slice(0, 2)]
    .filter(row => Number.isFinite(row.worth))
    .map(row => `${grouped(Math.round(pairs * row.worth))} for ${lower(row.metric.title)}`);
  if (!worth.length) return '';
  const rough = pairs < FEW_PAIRS ? '; few pairs tell this only roughly' : '';
  return `For the same precision, independent seeds would have needed about ${worth.join(', ')}${rough} instead of ${pairs} pairs.`;
}

const isPersons = ({ metric }: DifferenceRow) => metric.measure === 'persons';

const differenceIn = ({ metric, ...row }: DifferenceRow): Difference => ({
  ...row,
  title: metric.title,
  measure: metric.measure,
});

const resolutionOf = ({ a, b }: Comparison): Resolution => ({
  personsPerAgent: Math.max(a.inputs.scenario.personsPerAgent, b.inputs.scenario.personsPerAgent),
  agents: a.results[0]?.agents,
});

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
