import { BASELINE_FORECASTS, type BaselineForecast } from '../../workflows/validate/baseline-forecasts.ts';
import { type Projection, type Score, skillOf } from '../../workflows/validate/projections.ts';
import type { PosteriorValidation } from '../../workflows/validate/validate-posterior.ts';
import { targetsText } from './fit.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';

const FORECASTS: Record<keyof BaselineForecast, string> = {
  lastKept: 'last kept',
  straightLine: 'straight line',
  withoutNetworks: 'no networks',
  nobodyMoves: 'nobody moves',
};
const INTERVALS = ['50 %', '80 %', '95 %'];

/** A posterior for a person: what it was fitted to, what it projects, how what was held out came out. */
export function projectionsText(
  { predictive, leftOut, projections, scores, study }: PosteriorValidation,
  paint: Paint,
): string[] {
  const waves = study.waves.filter(({ planned }) => planned);
  const scored = new Set(scores.map(({ margin }) => margin.row));
  const unreached = study.margins.filter(({ use, row }) => use === 'holdout' && !scored.has(row));
  return [
    paint('title', 'What it was fitted to'),
    ...targetsText(predictive, paint),
    ...leftOut.map(({ row, reason }) => paint('dim', `${row} is no target: ${reason}`)),
    ...waves.flatMap(({ id, label }) => {
      const own = projections.filter(({ wave, subgroup }) => wave.id === id && subgroup === 'all');
      const title = ['', paint('title', `${id}: ${label}`)];
      return [...title, ...(own.length ? waveText(own, paint) : ['not reached by these weeks'])];
    }),
    ...(scores.length ? ['', ...scoresText(scores, paint)] : []),
    ...unreached.map(({ row }) =>
      paint('warn', `${row} is held out and not reached by these weeks or rules`),
    ),
  ];
}

function waveText(projections: readonly Projection[], paint: Paint): string[] {
  const head = [
    'median, 80 % of what it would print',
    '',
    '',
    ...BASELINE_FORECASTS.map(name => FORECASTS[name]),
  ];
  const rows = projections.map(({ item, response, median, quantiles, naive }) => [
    `  ${item} = ${response}`,
    percent(median),
    paint('dim', `${percent(quantiles[1])} to ${percent(quantiles[4])}`),
    ...BASELINE_FORECASTS.map(name => percent(naive[name])),
  ]);
  return table([head.map(cell => cell && paint('dim', cell)), ...rows], 'lrlrrrr');
}

function scoresText(scores: readonly Score[], paint: Paint): string[] {
  const rows = scores.map(({ margin, wave, item, response, subgroup, target, median, quantiles, z }) => [
    `  ${margin.row}`,
    `${wave.id} ${item} = ${response}${subgroup === 'all' ? '' : ` (${subgroup})`}`,
    target.observed === undefined ? 'printed a range' : `printed ${percent(target.observed)}`,
    `projected ${percent(median)}`,
    paint('dim', `80 %: ${percent(quantiles[1])} to ${percent(quantiles[4])}`),
    paint(Math.abs(z) <= 2 ? 'good' : 'warn', `z ${z > 0 ? '+' : ''}${z.toFixed(1)}`),
  ]);
  const held = INTERVALS.map((name, k) => {
    const count = scores.filter(({ inside }) => inside[k]).length;
    return `the ${name} interval holds ${count} of ${scores.length}`;
  });
  const skills = BASELINE_FORECASTS.flatMap(name => {
    const values = scores.map(({ naiveError }) => naiveError[name]);
    const own = values.filter(value => value !== undefined).length;
    const skill = skillOf(
      scores.map(({ error }) => error),
      values,
    );
    return skill === undefined ? [] : [`${FORECASTS[name]} ${skill.toFixed(2)} (${own})`];
  });
  return [
    paint('title', 'Held out'),
    ...table(rows, 'llllll'),
    `${held.join(', ')}.`,
    ...(skills.length
      ? [`Skill against naive forecasts, 1 perfect, 0 no better (rows): ${skills.join(', ')}.`]
      : []),
  ];
}

const percent = (share: number | undefined) => (share === undefined ? '-' : `${(100 * share).toFixed(0)} %`);
