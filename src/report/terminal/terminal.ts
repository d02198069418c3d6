import { isoDay } from '../../core/calendar.ts';
import { printable } from '../../core/diagnostics.ts';
import type { Band } from '../../core/math/statistics.ts';
import type { Metric } from '../../model/model.ts';
import { quoteLevel, type Resolution } from '../../quote/quantity.ts';
import type { Ensemble } from '../../workflows/run/ensemble.ts';
import { bar, sparkline } from '../page/pictures.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import { settingsText } from '../quote/settings.ts';
import { uncertaintyText } from '../quote/uncertainty.ts';
import { laterFiguresText } from './later-figures.ts';
import type { Paint } from './style.ts';
import { surveyText } from './survey.ts';
import { table, wrap } from './table.ts';
import { trackRecordText } from './track-record.ts';
import { warningsLine } from './warnings.ts';

const LINE_WIDTH = 16;
/** A median and its band take about so much. */
const DATE_WIDTH = 29;
const BAR_WIDTH = 30;

/** The end of a run as a person reads it: what was assumed, how the headline metrics moved, how the survey is met. */
export function summaryText(ensemble: Ensemble, paint: Paint, width: number): string[] {
  return [
    ...headText(ensemble, paint, width),
    '',
    ...headlineText(ensemble, paint, width),
    ...uncertaintyText(ensemble, paint),
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
  const dates = `${isoDay(frame.startDay)} to ${isoDay(frame.startDay + 7 * frame.weeks - 1)}`;
  const runs = design
    ? `${design.draws} draws of the posterior x ${design.seeds} ${design.seeds > 1 ? 'seeds' : 'seed'}`
    : `${results.length} replicates`;
  const size = `${runs} of ${grouped(population.agents)} agents, ${plain(personsPerAgent)} persons each`;
  return [
    paint('title', title || name),
    ...(assumes ? wrap(`If: ${assumes}`, width) : []),
    ...(set ? wrap(`Set on the command line: ${settingsText(set)}`, width) : []),
    paint('dim', `${dates}, ${frame.weeks} weeks; ${size}; seed ${printable(seed)}`),
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
  const dates = weeks.flatMap(week => [isoDay(frame.startDay + 7 * week), '']);
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
    const date = isoDay(frame.startDay + 7 * last);
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
    `${paint('good', 'Written to')} ${paint('strong', `${folder}/`)}  ${files.join(', ')}`,
    paint('dim', `Took ${duration(total)}: ${parts}.`),
    paint('dim', 'A conditional projection: if these events, then. It predicts no person and no country.'),
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

const labelOf = (metric: Metric) => metric.name.replaceAll('_', ' ');

/** `count` weeks spread over the run, the last one among them. */
function someWeeks(weeks: number, count: number): number[] {
  const spread = Array.from({ length: count }, (_, k) =>
    Math.max(0, Math.round(((k + 1) * weeks) / count) - 1),
  );
  return [...new Set(spread)];
}
