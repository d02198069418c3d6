import { isoDay } from '../../core/calendar.ts';
import { meanOf } from '../../core/math/statistics.ts';
import { quoteDifference, quoteLevel } from '../../quote/quantity.ts';
import type { Lever } from '../../scenario/sweep.ts';
import type { SweepResult } from '../../workflows/sweep/sweep.ts';
import { sparkline } from '../page/pictures.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';
import { warningsLine } from './warnings.ts';

/** Values of a lever that are told apart; more are gathered in this many groups. */
const MOST_STEPS = 12;
const GROUPS = 6;

/** The end of a sweep as a person reads it: for each outcome and lever, how the mean moves from its least to its greatest value. */
export function sweepText(result: SweepResult, paint: Paint): string[] {
  const { sweep, inputs, points, outcomes, runs, agents, warnings, folder, files, seconds } = result;
  const each = runs.length / points.length;
  const resolution = { personsPerAgent: inputs.scenario.personsPerAgent, agents };
  const what = sweep.levers.map(lever => `${lever.name} ${rangeOf(lever)}`).join('; ');
  const rows = outcomes.flatMap(({ metric, group, date }, k) =>
    sweep.levers.map((lever, j): string[] => {
      const steps = stepsOf(result, j, k);
      const [first, last] = [steps[0], steps[steps.length - 1]];
      const level = (value: number) => quoteLevel(metric.measure, { value }, resolution).value;
      const label = `${metric.title}${group === 'all' ? '' : `, ${group}`}`;
      return [
        j === 0 ? paint('strong', label) : '',
        j === 0 ? paint('dim', date) : '',
        lever.name,
        sparkline(
          steps.map(step => step.mean),
          MOST_STEPS,
        ),
        `${level(first.mean)} at ${shown(lever, first.value)}`,
        `${level(last.mean)} at ${shown(lever, last.value)}`,
        quoteDifference(metric.measure, { value: last.mean - first.mean }, resolution).value,
      ];
    }),
  );
  const head = ['mean over runs', '', 'lever', '', 'at its minimum', 'at its maximum', 'change'];
  return [
    `${paint('title', sweep.title)}  ${paint('dim', inputs.scenario.title)}`,
    what,
    paint(
      'dim',
      `${points.length} points (${sweep.design}), ${each} runs each, the same draws at every point; ${grouped(agents)} agents`,
    ),
    '',
    ...table([head.map(cell => cell && paint('dim', cell)), ...rows], 'llllrrr'),
    ...(sweep.levers.length > 1 ? [paint('dim', 'Each lever over all values of the others.')] : []),
    '',
    ...warningsLine(warnings, paint),
    `${paint('good', 'Written to')} ${paint('strong', `${folder}/`)}  ${files.join(', ')}`,
    paint('dim', `Took ${duration(seconds.runs + seconds.files)}.`),
    paint('dim', 'A conditional projection: if these events, then. It predicts no person and no country.'),
  ];
}

/** Means of an outcome by value of one lever, in ascending order. */
function stepsOf(
  { points, runs }: SweepResult,
  lever: number,
  outcome: number,
): { value: number; mean: number }[] {
  const distinct = [...new Set(points.map(point => point[lever]))].sort((a, b) => a - b);
  const size = distinct.length > MOST_STEPS ? Math.ceil(distinct.length / GROUPS) : 1;
  return Array.from({ length: Math.ceil(distinct.length / size) }, (_, k) => {
    const own = distinct.slice(k * size, (k + 1) * size);
    const values = runs
      .filter(run => own.includes(points[run.point][lever]))
      .map(run => run.values[outcome])
      .filter(Number.isFinite);
    return { value: meanOf(own), mean: meanOf(values) };
  });
}

const shown = ({ isDate }: Lever, value: number) => (isDate ? isoDay(Math.round(value)) : plain(value));

function rangeOf(lever: Lever): string {
  const { values } = lever;
  if ('low' in values) return `from ${shown(lever, values.low)} to ${shown(lever, values.high)}`;
  return values.list.map(value => shown(lever, value)).join(', ');
}
