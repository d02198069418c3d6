import type { Ensemble } from '../experiment/ensemble.ts';
import type { SurveyLine } from '../experiment/survey.ts';
import { share } from './numbers.ts';
import { bar } from './pictures.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';

const WORST = 3;
/** A figure is met when it lies within this many standard errors. */
const NEAR = 2;

/** How many of the survey's figures the model meets, and the three that it misses by most. */
export function surveyText({ survey }: Ensemble, paint: Paint): string[] {
  const targets = survey.filter(line => line.row.mode === 'drawn' && line.target);
  if (targets.length === 0) return [];
  const reached = targets.filter(line => Number.isFinite(line.z));
  const near = reached.filter(line => Math.abs(line.z) <= NEAR);
  const beyond = targets.length - reached.length;
  const mood = near.length === reached.length ? 'good' : 'warn';
  const count = paint(mood, `${near.length} of ${reached.length}`);
  const rest = beyond ? `; ${beyond} more wait for mechanisms or weeks that were not simulated` : '';
  return [
    '',
    `${bar(near.length / Math.max(1, reached.length), 10)}  survey figures within ${NEAR} standard errors: ${count}${rest}`,
    ...worstText(reached, paint),
  ];
}

function worstText(reached: readonly SurveyLine[], paint: Paint): string[] {
  const worst = reached
    .filter(line => Math.abs(line.z) > NEAR)
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, WORST);
  const rows = worst.map(({ row, band, margin, z }) => [
    `  ${margin?.row ?? ''}`,
    `${row.wave} ${row.item} = ${row.response}${row.subgroup === 'all' ? '' : ` (${row.subgroup})`}`,
    `printed ${printed(margin?.value, margin?.low, margin?.high)}`,
    `model ${share(band.q50)}`,
    paint('warn', `z ${z > 0 ? '+' : ''}${z.toFixed(1)}`),
  ]);
  return rows.length ? [paint('dim', '  farthest:'), ...table(rows, 'lllll')] : [];
}

function printed(value: number | undefined, low: number | undefined, high: number | undefined): string {
  return value === undefined ? `${share(low ?? 0)} to ${share(high ?? 1)}` : share(value);
}
