import { isoDay } from '../../core/calendar.ts';
import { unreachedPart } from '../../observe/series/flow-targets.ts';
import type { Ensemble } from '../../workflows/run/ensemble.ts';
import { bar } from '../page/pictures.ts';
import { grouped, share } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';

const WORST = 3;
/** A figure is met when it lies within this many standard errors. */
const NEAR = 2;

/** A printed figure to be met, and how the runs meet it; z is NaN where they don't reach it. */
interface Met {
  z: number;
  /** Why the runs don't reach it. */
  unreached: string;
  /** Id, what it is, what is printed, what the model gives. */
  cells: [string, string, string, string];
}

/** The same in a line: `Survey: 32 of 33 answers and 7 of 9 flows within 2 standard errors; missed: W1.22, F04.` */
export function metLine(ensemble: Pick<Ensemble, 'survey' | 'flows' | 'frame'>, paint: Paint): string[] {
  const { answers, counts } = figuresOf(ensemble);
  const parts = [
    { noun: 'answers', figures: answers },
    { noun: 'flows', figures: counts },
  ].filter(({ figures }) => figures.length > 0);
  if (!parts.length) return [];
  const told = parts.map(({ noun, figures }) => {
    const { reached, met } = metOf(figures);
    return `${met.length} of ${reached.length} ${noun}`;
  });
  const missed = [...answers, ...counts]
    .filter(({ z }) => Math.abs(z) > NEAR)
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .map(({ cells: [id] }) => id);
  const some = `${missed.slice(0, WORST).join(', ')}${missed.length > WORST ? ` and ${missed.length - WORST} more` : ''}`;
  const rest = missed.length ? `; missed: ${some}` : '';
  const text = `Printed figures: ${told.join(' and ')} within ${NEAR} standard errors${rest}.`;
  return [missed.length ? paint('warn', text) : text];
}

/** How many of the figures that a fit aims at the runs meet, and those they miss by most: answers, then flows. */
export function surveyText(ensemble: Ensemble, paint: Paint): string[] {
  const { answers, counts } = figuresOf(ensemble);
  return [...metText('survey answers', answers, paint), ...metText('flows of persons', counts, paint)];
}

function figuresOf({ survey, flows, frame }: Pick<Ensemble, 'survey' | 'flows' | 'frame'>) {
  const answers = survey.flatMap(({ row, band, margin, z, unreached = '' }): Met[] => {
    if (row.mode !== 'drawn' || margin?.use !== 'calibrate') return [];
    const among = row.subgroup === 'all' ? '' : ` (${row.subgroup})`;
    const what = `${row.wave} ${row.item} = ${row.response}${among}`;
    return [{ z, unreached, cells: [margin.row, what, printed(margin, share), `model ${share(band.q50)}`] }];
  });
  const counts = flows.flatMap(({ figure, band, z }): Met[] => {
    if (figure.use !== 'calibrate') return [];
    const what = `${figure.place} ${figure.measure}, ${isoDay(figure.startDay)} to ${isoDay(figure.endDay)}`;
    const persons = (value: number) =>
      figure.measure === 'stock_share' ? share(value) : grouped(Math.round(value));
    const unreached = unreachedPart(figure, frame.startDay, Number.isNaN(band.q50));
    return [
      { z, unreached, cells: [figure.row, what, printed(figure, persons), `model ${persons(band.q50)}`] },
    ];
  });
  return { answers, counts };
}

/** The figures of a fit that the runs reach and those that they meet. */
export function metOf<T extends { z: number }>(figures: readonly T[]) {
  const reached = figures.filter(({ z }) => !Number.isNaN(z));
  return { reached, met: reached.filter(({ z }) => Math.abs(z) <= NEAR) };
}

function metText(what: string, figures: readonly Met[], paint: Paint): string[] {
  if (figures.length === 0) return [];
  const { reached, met } = metOf(figures);
  const beyond = figures.filter(figure => !reached.includes(figure));
  const mood = met.length === reached.length ? 'good' : 'warn';
  const count = paint(mood, `${met.length} of ${reached.length}`);
  const rest = beyond.length ? `; ${beyond.length} not reached` : '';
  const missed = reached
    .filter(figure => !met.includes(figure))
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, WORST)
    .map(({ z, cells: [id, ...cells] }) => [
      `  ${id}`,
      ...cells,
      paint('warn', `z ${z > 0 ? '+' : ''}${z.toFixed(1)}`),
    ]);
  const head = `${bar(met.length / Math.max(1, reached.length), 10)}  ${what} within ${NEAR} standard errors: ${count}${rest}`;
  return [
    '',
    head,
    ...(missed.length ? [paint('dim', '  farthest:'), ...table(missed, 'lllll')] : []),
    ...unreachedText(beyond, paint),
  ];
}

/** Figures that the runs don't reach, by the reason. */
function unreachedText(figures: readonly Met[], paint: Paint): string[] {
  const reasons = [...new Set(figures.map(({ unreached }) => unreached))];
  return reasons.map(reason => {
    const ids = figures.filter(({ unreached }) => unreached === reason).map(({ cells: [id] }) => id);
    return paint('dim', `  ${reason}: ${ids.join(', ')}`);
  });
}

function printed(
  { value, low, high }: { value: number | undefined; low: number | undefined; high: number | undefined },
  show: (value: number) => string,
): string {
  if (value !== undefined) return `printed ${show(value)}`;
  if (high === undefined) return `printed ${show(low ?? 0)} or more`;
  return low === undefined ? `printed ${show(high)} or less` : `printed ${show(low)} to ${show(high)}`;
}
