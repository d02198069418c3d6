import { firstDay, isoDay, stepOf } from '../../core/calendar.ts';
import type { Metric } from '../../model/model.ts';
import { quoteDifference, type Resolution } from '../../quote/quantity.ts';
import type { Stretch } from '../../quote/sentence.ts';
import { FEW_PAIRS, MARKS, notesOf, verdictOf } from '../../quote/verdict.ts';
import { parseStudy } from '../../survey/parse.ts';
import type { Compared } from '../../workflows/compare/compare.ts';
import { toldOf } from '../../workflows/compare/compare-places.ts';
import type { Comparison, DifferenceRow } from '../../workflows/compare/comparison.ts';
import { sparkline } from '../page/pictures.ts';
import { placesText } from '../quote/compare-places.ts';
import { answerOf, lower, speechOf, textOf } from '../quote/difference-sentence.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import { theoriesSentence } from '../quote/theories.ts';
import { pageLines } from './page-link.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';
import { trackRecordLine, trackRecordText } from './track-record.ts';
import { warningsLine } from './warnings.ts';

const LINE_WIDTH = 16;

/** What is asked of the text of a comparison. */
export interface CompareTextOptions {
  /** A day whose figures are quoted, in place of the last. */
  day?: number;
  /** Also tables by outcome and place, and what pairing saves. */
  verbose?: boolean;
}

/** The end of a comparison as a person reads it: a sentence for each scenario, what it rests on, and where the page is. */
export function compareText(
  compared: Compared,
  { day, verbose = false }: CompareTextOptions,
  paint: Paint,
  width: number,
): string[] {
  const { comparisons, warnings, folder, files, seconds } = compared;
  const total = seconds.people + seconds.runs + seconds.files;
  return [
    ...comparisons.flatMap(one => [...wrap(textOf(answer(compared, one, day)), width), '']),
    ...(verbose
      ? comparisons.flatMap(one => [
          ...comparisonText(compared, one, paint, width),
          ...placesText(compared, one, day, resolutionOf(one), paint),
          ...wrap(precision(one, day), width),
          '',
        ])
      : wrap(basisText(compared), width).map(line => paint('dim', line))),
    ...wrap(theoriesSentence(compared.sides[0].inputs, compared.design), width),
    ...recordText(compared, verbose, paint, width),
    ...warningsLine(warnings, paint),
    ...pageLines(folder, files, verbose, paint),
    ...(verbose
      ? [
          paint(
            'dim',
            `Took ${duration(total)}: people ${duration(seconds.people)}, runs ${duration(seconds.runs)}.`,
          ),
        ]
      : []),
    paint(
      'dim',
      'Conditional: if these events happen, and if the equations hold. No person and no country is predicted.',
    ),
  ];
}

/** What the sentences are made of, in one line. */
function basisText({ comparisons, design, sides, agents }: Compared): string {
  const [{ a, pairs }] = comparisons;
  const since = comparisons.flatMap(({ firstWeek }) => firstWeek ?? []);
  const first = since.length ? isoDay(firstDay(a.frame, Math.min(...since))) : undefined;
  const { personsPerAgent, title } = sides[0].inputs.scenario;
  return `Compared with \u201c${title}\u201d: ${pairs} pairs of runs on the same draws and chance (${eachText({ design, sides })}), ${grouped(agents)} agents of ${plain(personsPerAgent)} persons${first ? `; not one agent differs before ${first}` : ''}.`;
}

const eachText = ({ design, sides }: Pick<Compared, 'design' | 'sides'>) =>
  design
    ? `${design.draws} sets of parameter values that fit the survey, ${design.seeds} seeds each`
    : `${sides[0].results.length} seeds, parameters fixed`;

function recordText({ sides, model }: Compared, verbose: boolean, paint: Paint, width: number): string[] {
  const [{ inputs }] = sides;
  const study = parseStudy(inputs.study);
  const heads = model.metrics.filter(({ headline }) => headline);
  if (!verbose) return trackRecordLine(inputs, study, heads, paint, width);
  const lines = trackRecordText({ inputs, model, study }, paint, width);
  return lines.length ? [...lines.slice(1), ''] : [];
}

/** The answer of one scenario: `A title: by November 2024, 55 000 fewer live in Georgia (90 % of the runs: ...). ...` */
export function answer(
  { model }: Pick<Compared, 'model'>,
  comparison: Comparison,
  day: number | undefined,
): Stretch[] {
  const { labels, titles, origin } = model.places;
  const week = quotedWeek(comparison, day);
  const names = {
    place: (label: string) => titles[labels.indexOf(label)] ?? label,
    metric: (name: string) => model.metrics.find(metric => metric.name === name)?.title ?? name,
  };
  return answerOf(
    comparison.b.inputs.scenario.title,
    toldOf(comparison, week, labels[origin]),
    isoDay(firstDay(comparison.a.frame, week)),
    speechOf(names, resolutionOf(comparison)),
  );
}

export const sentence = (
  compared: Pick<Compared, 'model'>,
  comparison: Comparison,
  day: number | undefined,
) => textOf(answer(compared, comparison, day));

export const quotedWeek = ({ a }: Comparison, day: number | undefined) =>
  day === undefined ? a.frame.weeks - 1 : stepOf(day, a.frame);

function comparisonText(
  { sides, design, agents }: Compared,
  comparison: Comparison,
  paint: Paint,
  width: number,
): string[] {
  const { a, b, pairs, firstWeek } = comparison;
  const { assumes, title, personsPerAgent } = b.inputs.scenario;
  const each = eachText({ design, sides });
  const since =
    firstWeek === undefined
      ? 'no pair differs anywhere'
      : `not one agent differs before ${isoDay(firstDay(a.frame, firstWeek))}`;
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
      const { mean, low, high, metric } = row;
      const { value, range } = quoteDifference(metric.measure, { value: mean, low, high }, resolution);
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
  const heads = dates.flatMap(week => [isoDay(firstDay(comparison.a.frame, week)), '']);
  const head = ['mean difference, 90 % of pairs', '', ...heads].map(cell => cell && paint('dim', cell));
  return [
    ...table([head, ...rows], `ll${'rl'.repeat(dates.length)}`),
    ...notesOf(told.map(verdictOf), 'all metrics of a date').map(note => paint('dim', note)),
  ];
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

export const resolutionOf = ({ a, b }: Comparison): Resolution => ({
  personsPerAgent: Math.max(a.inputs.scenario.personsPerAgent, b.inputs.scenario.personsPerAgent),
  agents: a.results[0]?.agents,
});

/** Rows of the headlines among all, in the model's order, in the week of a day. */
function rowsAt(comparison: Comparison, day: number | undefined): DifferenceRow[] {
  const week = quotedWeek(comparison, day);
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
