import { join, resolve } from 'node:path';
import { readCsv } from '../src/io/text/csv.ts';
import { putPagePart } from './page-part.ts';

/**
 * Tables of docs/explanation/priors.md: the evidence that priors of the model `rhizome` come from, as hazards, and what the shipped
 * baseline does beside the ranges of models/rhizome/base-rates.csv. After
 * `rhizome run scenarios/baseline.yaml --draws 40 --seeds 1 --out output/base-rates`: `node scripts/base-rates.ts`.
 */

const ROOT = resolve(import.meta.dirname, '..');
const MODEL = join(ROOT, 'models/rhizome');
const PAGE = 'docs/explanation/priors.md';
const WEEKS_OF_YEAR = 52.1775;

type Row = Readonly<Record<string, string>>;
const rowsOf = (path: string): Row[] => readCsv(path).rows.map(({ cells }) => cells);
const table = (rows: readonly (readonly string[])[]) =>
  rows.map(cells => `| ${cells.join(' | ')} |`).join('\n');
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** The evidence of the model, a row each; a share that moved within some years also as a constant hazard. */
export function evidenceTable(): string {
  const parameters = rowsOf(join(MODEL, 'parameters.csv'));
  const rows = rowsOf(join(MODEL, 'evidence.csv')).map(row => {
    const { evidence_id, subject, population, measure, value, years, source_id } = row;
    const isMove = ['plans', 'returns', 'exits', 'onward'].includes(subject) && value !== '' && years !== '';
    const hazard = isMove ? -Math.log(1 - Number(value)) / Number(years) : undefined;
    const users = parameters.filter(({ text }) => idsIn(text).includes(evidence_id));
    return [
      evidence_id,
      `${population}: ${measure}${years && ` (${years} y)`}`,
      value,
      hazard === undefined ? '' : percent(hazard),
      hazard === undefined ? '' : (hazard / WEEKS_OF_YEAR).toPrecision(2),
      source_id,
      users.map(({ name }) => `\`${name}\``).join(', '),
    ];
  });
  const header = ['row', 'of whom, what', 'value', 'a year', 'a week', 'source', 'priors'];
  return table([header, header.map(() => '---'), ...rows]);
}

/** Ids of evidence that a text names: `B03`, or all from one to another: `B03 to B05`. */
export function idsIn(text: string): string[] {
  const number = (id: string) => Number(id.slice(1));
  return [...text.matchAll(/\b(B\d\d)(?: to (B\d\d))?/g)].flatMap(([, from, to = from]) =>
    Array.from(
      { length: number(to) - number(from) + 1 },
      (_, k) => `B${String(number(from) + k).padStart(2, '0')}`,
    ),
  );
}

/** A base rate, what its evidence allows, and what runs did: the median over runs and 90 % of them. */
export interface BaseRate {
  title: string;
  low: number;
  high: number;
  evidence: string;
  text: string;
  median: number;
  interval: readonly [number, number];
}

/** @param survey survey.csv of a run of the baseline */
export function baseRates(survey: string): BaseRate[] {
  const answers = rowsOf(survey).filter(({ mode, subgroup }) => mode === 'expected' && subgroup === 'all');
  return rowsOf(join(MODEL, 'base-rates.csv')).map(
    ({ wave, item, complement, title, evidence, text, ...row }) => {
      const found = answers.find(one => one.wave === wave && one.item === item);
      const share = (cell: string | undefined) => (complement === 'yes' ? 1 - Number(cell) : Number(cell));
      const ends = [share(found?.q05), share(found?.q95)].sort((a, b) => a - b);
      return {
        ...{ title, evidence, text, low: Number(row.low), high: Number(row.high) },
        median: share(found?.q50),
        interval: [ends[0], ends[1]],
      };
    },
  );
}

function ratesTable(rates: readonly BaseRate[]): string {
  const header = ['of those abroad', 'evidence allows', 'model', '90 % of runs', 'evidence'];
  const rows = rates.map(({ title, low, high, median, interval, evidence }) => [
    title,
    `${percent(low)} to ${percent(high)}`,
    percent(median),
    interval.map(percent).join(' to '),
    evidence,
  ]);
  return table([header, header.map(() => '---'), ...rows]);
}

if (process.argv[1] === import.meta.filename) {
  putPagePart(PAGE, 'evidence', evidenceTable());
  putPagePart(PAGE, 'base-rates', ratesTable(baseRates(join(ROOT, 'output/base-rates/survey.csv'))));
}
