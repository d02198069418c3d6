import { isoDay } from '../../core/calendar.ts';
import { quoteLevel } from '../../quote/quantity.ts';
import { changeOf } from '../../quote/sentence.ts';
import { MARKS, notesOf, verdictOf } from '../../quote/verdict.ts';
import type { Lever } from '../../scenario/sweep.ts';
import type { SweepResult } from '../../workflows/sweep/sweep.ts';
import { largestEffects, type SweepEffect, sweepEffects } from '../../workflows/sweep/sweep-effects.ts';
import { sparkline } from '../page/pictures.ts';
import { speechOf, textOf } from '../quote/difference-sentence.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import { sweepSentence } from '../quote/sweep-sentence.ts';
import { theoriesSentence } from '../quote/theories.ts';
import { pageLines } from './page-link.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';
import { trackRecordLine } from './track-record.ts';
import { warningsLine } from './warnings.ts';

const SPARK = 12;
/** Rows of the table that fit beside the sentences. */
const ROWS = 8;

/** The end of a sweep as a person reads it: a sentence for each lever, then what it does to each outcome. */
export function sweepText(result: SweepResult, verbose: boolean, paint: Paint, width: number): string[] {
  const { sweep, inputs, points, outcomes, runs, agents, warnings, folder, files, seconds, model } = result;
  const each = runs.length / points.length;
  const resolution = { personsPerAgent: inputs.scenario.personsPerAgent, agents };
  const { labels, titles } = model.places;
  const names = {
    place: (label: string) => titles[labels.indexOf(label)] ?? label,
    metric: (name: string) => outcomes.find(({ metric }) => metric.name === name)?.metric.title ?? name,
  };
  const speech = speechOf(names, resolution);
  const effects = sweepEffects(result);
  const isDrawn = runs.some(({ draw }) => draw !== undefined);
  const largest = sweep.levers.map((_, lever) => largestEffects(effects, lever, outcomes));
  const sentences = sweep.levers.flatMap((lever, j) => {
    const [first] = largest[j];
    if (!first) return [];
    const { from, to } = first.effect;
    const move = { lever: lever.name, from: shown(lever, from), to: shown(lever, to) };
    return [...wrap(textOf(sweepSentence(move, largest[j], speech)), width), ''];
  });
  const rows = outcomes.flatMap(({ metric, group, date }, k) =>
    sweep.levers.flatMap((lever, j): string[][] => {
      const found = largest[j].find(row => row.effect.outcome === k);
      if (!found) return [];
      const course = effects.filter(one => one.lever === j && one.outcome === k);
      const level = (value: number) => quoteLevel(metric.measure, { value }, resolution).value;
      const label = `${metric.title}${group === 'all' ? '' : `, ${group}`}`;
      const verdict = verdictOf(found);
      return [
        [
          j === 0 ? paint('strong', label) : '',
          j === 0 ? paint('dim', date) : '',
          lever.name,
          sparkline([0, ...course.map(({ mean }) => mean)], SPARK),
          `${level(found.before)} at ${shown(lever, found.effect.from)}`,
          `${level(found.before + found.mean)} at ${shown(lever, found.effect.to)}`,
          paint(verdict === 'clear' ? 'strong' : 'dim', changeOf(found, speech).value),
          paint('dim', `${changeOf(found, speech).range}${MARKS[verdict]}`),
          ...(isDrawn ? [paint('dim', sureText(found.effect))] : []),
        ],
      ];
    }),
  );
  const head = [
    'mean over runs',
    '',
    'lever',
    '',
    'at its minimum',
    'at its maximum',
    'change',
    '90 % of pairs',
    ...(isDrawn ? ['of it parameters'] : []),
  ];
  const asked = model.metrics.filter(({ name }) => outcomes.some(({ metric }) => metric.name === name));
  const told = verbose ? rows : rows.slice(0, ROWS);
  return [
    ...sentences,
    ...table([head.map(cell => cell && paint('dim', cell)), ...told], 'llllrrrlr'),
    ...(told.length < rows.length
      ? [paint('dim', `${rows.length - told.length} more rows with --verbose and in effects.csv`)]
      : []),
    ...notesOf(largest.flat().map(verdictOf), 'all outcomes at this value').map(note => paint('dim', note)),
    ...(sweep.levers.length > 1 ? [paint('dim', 'Each lever over all values of the others.')] : []),
    '',
    ...wrap(
      `“${sweep.title}”, of “${inputs.scenario.title}”: ${points.length} points (${sweep.design}), ${each} runs each, the same draws at every point; ${grouped(agents)} agents.`,
      width,
    ).map(line => paint('dim', line)),
    ...wrap(theoriesSentence(inputs, result.design), width),
    ...trackRecordLine(inputs, result.study, asked, paint, width),
    ...warningsLine(warnings, paint),
    ...pageLines(folder, files, verbose, paint),
    ...(verbose ? [paint('dim', `Took ${duration(seconds.runs + seconds.files)}.`)] : []),
    paint(
      'dim',
      'Conditional: if these events happen, and if the equations hold. No person and no country is predicted.',
    ),
  ];
}

/** How much of the spread is because parameters are not known; empty where one seed can't tell. */
const sureText = ({ mean, parameterShare }: SweepEffect) =>
  mean !== 0 && Number.isFinite(parameterShare) ? `${Math.round(100 * parameterShare)} %` : '';

const shown = ({ isDate }: Lever, value: number) => (isDate ? isoDay(Math.round(value)) : plain(value));
