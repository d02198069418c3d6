import { firstDay, isoDay, lastDay } from '../../core/calendar.ts';
import { printable } from '../../core/diagnostics.ts';
import type { Band } from '../../core/math/statistics.ts';
import type { Metric } from '../../model/model.ts';
import { quoteLevel, type Resolution } from '../../quote/quantity.ts';
import { levelSentences, type Stretch } from '../../quote/sentence.ts';
import type { Ensemble } from '../../workflows/run/ensemble.ts';
import { bar, sparkline } from '../page/pictures.ts';
import { monthOf, speechOf, textOf } from '../quote/difference-sentence.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import { settingsText } from '../quote/settings.ts';
import { structureSentence, theoriesSentence } from '../quote/theories.ts';
import { uncertaintyText } from '../quote/uncertainty.ts';
import { laterFiguresText } from './later-figures.ts';
import { pageLines } from './page-link.ts';
import type { Paint } from './style.ts';
import { metLine, surveyText } from './survey.ts';
import { table, wrap } from './table.ts';
import { trackRecordLine, trackRecordText } from './track-record.ts';
import { warningsLine } from './warnings.ts';

const LINE_WIDTH = 16;
/** A median and its band take about so much. */
const DATE_WIDTH = 29;
const BAR_WIDTH = 30;

/** The end of a run as a person reads it: the answer, what it rests on, what the runs miss, and where the page is. */
export function summaryText(ensemble: Ensemble, verbose: boolean, paint: Paint, width: number): string[] {
  if (verbose) return detailsText(ensemble, paint, width);
  const { inputs, study, folder, files, warnings } = ensemble;
  const { title, assumes, set } = inputs.scenario;
  return [
    ...wrap(`${title}. ${textOf(levelAnswer(ensemble))}`, width),
    ...(assumes ? wrap(`If: ${assumes}`, width).map(line => paint('dim', line)) : []),
    ...(set ? wrap(`Set on the command line: ${settingsText(set)}.`, width) : []),
    ...wrap(basisText(ensemble), width).map(line => paint('dim', line)),
    ...theoriesText(ensemble, width),
    ...metLine(ensemble, paint),
    ...trackRecordLine(
      inputs,
      study,
      ensemble.model.metrics.filter(({ headline }) => headline),
      paint,
      width,
    ),
    ...warningsLine(warnings, paint),
    ...pageLines(folder, files, false, paint),
    paint('dim', CAUTION),
  ];
}

const CAUTION =
  'Conditional: if these events happen, and if the equations hold. No person and no country is predicted.';

/** How many persons, and where: `In the model, by November 2024, 834 000 persons are abroad (90 % of the runs: ...). Most ...` */
export function levelAnswer({ model, frame, summary, inputs, population }: Ensemble): Stretch[] {
  const last = frame.weeks - 1;
  const metric = model.metrics.find(one => one.headline && one.measure === 'persons');
  const series = frame.series.findIndex(one => one.metric === metric?.name && one.group === 'all');
  if (!metric || series < 0) return [];
  const estimateIn = (at: number) => {
    const { q05, q50, q95 } = summary.band(last, at);
    return { value: q50, low: q05, high: q95 };
  };
  const { labels, titles, origin } = model.places;
  const places = frame.series.flatMap(({ metric: name, group }, at) => {
    const [, place] = group.split('=');
    const isHost = name === metric.name && labels.includes(place) && place !== labels[origin];
    return isHost ? [{ place, estimate: estimateIn(at) }] : [];
  });
  const names = {
    place: (label: string) => titles[labels.indexOf(label)] ?? label,
    metric: (name: string) => model.metrics.find(one => one.name === name)?.title ?? name,
  };
  const speech = speechOf(names, resolutionOf({ inputs, population }));
  const date = isoDay(firstDay(frame, last));
  return levelSentences(metric.name, estimateIn(series), places, monthOf(date, frame.step), speech);
}

/** `20 runs (10 sets of parameter values that fit the survey, 2 seeds each) of 13 600 agents, 250 persons each; ...` */
function basisText({ inputs, population, frame, results, design }: Ensemble): string {
  const { seed, personsPerAgent } = inputs.scenario;
  const sets = design
    ? ` (${design.draws} sets of parameter values that fit the survey, ${design.seeds} ${design.seeds > 1 ? 'seeds' : 'seed'} each)`
    : ' (parameters fixed: the bands hold chance only)';
  const dates = `${isoDay(frame.startDay)} to ${isoDay(lastDay(frame, frame.weeks - 1))}`;
  return `${results.length} runs${sets} of ${grouped(population.agents)} agents, ${plain(personsPerAgent)} persons each; ${dates}; seed ${printable(seed)}.`;
}

/** Which theories are projected together, and what that adds to the uncertainty. */
function theoriesText(ensemble: Ensemble, width: number): string[] {
  const { inputs, design } = ensemble;
  const said = theoriesSentence(inputs, design);
  return said ? wrap(`${said}${structureSentence(ensemble)}`, width) : [];
}

/** All that a run tells: bands of the headlines at some dates, what makes them wide, groups, the survey. */
function detailsText(ensemble: Ensemble, paint: Paint, width: number): string[] {
  return [
    ...headText(ensemble, paint, width),
    '',
    ...wrap(textOf(levelAnswer(ensemble)), width),
    '',
    ...headlineText(ensemble, paint, width),
    ...uncertaintyText(ensemble, paint),
    ...theoriesText(ensemble, width),
    ...trackRecordText(ensemble, paint, width),
    ...groupText(ensemble, paint),
    ...surveyText(ensemble, paint),
    ...laterFiguresText(ensemble, paint),
    '',
    ...footText(ensemble, paint),
  ];
}

function headText(ensemble: Ensemble, paint: Paint, width: number): string[] {
  const { inputs, population, frame, results, design } = ensemble;
  const { title, name, assumes, seed, personsPerAgent, set } = inputs.scenario;
  const dates = `${isoDay(frame.startDay)} to ${isoDay(lastDay(frame, frame.weeks - 1))}`;
  const runs = design
    ? `${design.draws} draws of the posterior x ${design.seeds} ${design.seeds > 1 ? 'seeds' : 'seed'}`
    : `${results.length} replicates`;
  const size = `${runs} of ${grouped(population.agents)} agents, ${plain(personsPerAgent)} persons each`;
  return [
    paint('title', title || name),
    ...(assumes ? wrap(`If: ${assumes}`, width) : []),
    ...(set ? wrap(`Set on the command line: ${settingsText(set)}`, width) : []),
    paint('dim', `${dates}, ${frame.weeks} ${frame.step ?? 'week'}s; ${size}; seed ${printable(seed)}`),
  ];
}

/** One line a headline metric: its course, then median and 90 % band at a few dates. */
function headlineText(ensemble: Ensemble, paint: Paint, width: number): string[] {
  const { model, frame } = ensemble;
  const headlines = model.metrics.filter(metric => metric.headline);
  const labelWidth = Math.max(...headlines.map(metric => labelOf(metric).length), 0);
  const room = width - labelWidth - LINE_WIDTH;
  const weeks = someWeeks(frame.weeks, Math.max(1, Math.min(4, Math.floor(room / DATE_WIDTH))));
  const rows = headlines.flatMap(metric => {
    const series = frame.series.findIndex(s => s.metric === metric.name && s.group === 'all');
    if (series < 0) return [];
    const medians = Array.from({ length: frame.weeks }, (_, week) => ensemble.summary.band(week, series).q50);
    const bands = weeks.map(week => ensemble.summary.band(week, series));
    const cells = bandCells(metric, bands, resolutionOf(ensemble), paint).flat();
    return [[labelOf(metric), sparkline(medians, LINE_WIDTH), ...cells]];
  });
  const dates = weeks.flatMap(week => [isoDay(firstDay(frame, week)), '']);
  const head = ['median, 90 % of runs', '', ...dates].map(cell => cell && paint('dim', cell));
  return table([head, ...rows], `ll${'rl'.repeat(weeks.length)}`);
}

/** The value of the first headline at the end, by the labels of each group the scenario asks for. */
function groupText(ensemble: Ensemble, paint: Paint): string[] {
  const { model, frame } = ensemble;
  const metric = model.metrics.find(m => m.headline && m.measure === 'persons');
  if (!metric) return [];
  const last = frame.weeks - 1;
  const groups = frame.series
    .map(({ metric: name, group }, series) => ({ name, group, series }))
    .filter(({ name, group }) => name === metric.name && group.includes('='))
    .map(({ group, series }) => ({ group, band: ensemble.summary.band(last, series) }))
    .filter(({ band }) => band.q50 > 0);
  const variables = [...new Set(groups.map(({ group }) => group.split('=')[0]))];
  return variables.flatMap(variable => {
    const own = groups.filter(({ group }) => group.startsWith(`${variable}=`));
    const most = Math.max(...own.map(({ band }) => band.q50));
    const sorted = own.toSorted((a, b) => b.band.q50 - a.band.q50);
    const cells = bandCells(
      metric,
      sorted.map(({ band }) => band),
      resolutionOf(ensemble),
      paint,
    );
    const rows = sorted.map(({ group, band }, k) => [
      `  ${group.slice(variable.length + 1)}`,
      bar(band.q50 / most, BAR_WIDTH),
      ...cells[k],
    ]);
    const date = isoDay(firstDay(frame, last));
    const note = '  medians of groups need not add up to the median of all';
    return [
      '',
      paint('dim', `${labelOf(metric)} by ${variable}, ${date}`),
      ...table(rows, 'llrl'),
      ...(rows.length > 1 ? [paint('dim', note)] : []),
    ];
  });
}

function footText({ folder, files, seconds, threads, warnings }: Ensemble, paint: Paint): string[] {
  const total = seconds.people + seconds.runs + seconds.files;
  const how = threads ? `${threads} thread${threads > 1 ? 's' : ''}` : 'this thread';
  const parts = `people ${duration(seconds.people)}, runs ${duration(seconds.runs)} on ${how}, files ${duration(seconds.files)}`;
  return [
    ...warningsLine(warnings, paint),
    ...pageLines(folder, files, true, paint),
    paint('dim', `Took ${duration(total)}: ${parts}.`),
    paint('dim', CAUTION),
  ];
}

/** `680 000` and `610 000 to 750 000` for each band: the median and, dimmer, what 90 % of the runs lie in. */
function bandCells(
  { measure }: Metric,
  bands: readonly Band[],
  resolution: Resolution,
  paint: Paint,
): [string, string][] {
  return bands.map(({ q05, q50, q95 }) => {
    const { value, range } = quoteLevel(measure, { value: q50, low: q05, high: q95 }, resolution);
    return [value, paint('dim', range)];
  });
}

const resolutionOf = ({ inputs, population }: Pick<Ensemble, 'inputs' | 'population'>): Resolution => ({
  personsPerAgent: inputs.scenario.personsPerAgent,
  agents: population.agents,
});

const labelOf = (metric: Metric) => metric.title;

/** `count` weeks spread over the run, the last one among them. */
function someWeeks(weeks: number, count: number): number[] {
  const spread = Array.from({ length: count }, (_, k) =>
    Math.max(0, Math.round(((k + 1) * weeks) / count) - 1),
  );
  return [...new Set(spread)];
}
