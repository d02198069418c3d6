import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCsv } from '../src/io/text/csv.ts';
import { putPagePart } from './page-part.ts';

/**
 * Numbers of the shipped fits in the pages that print them: `node scripts/fit-tables.ts` after `rhizome calibrate --adopt` of either
 * scenario. A row is known by its first cell (a figure's id or a parameter's name), a number by its column's heading.
 */

const ROOT = resolve(import.meta.dirname, '..');
const PAGES = [
  {
    page: 'docs/explanation/fit.md',
    fit: 'output/calibrate/baseline',
    note: 'models/rhizome/posteriors/outrush-2022.json',
  },
  { page: 'docs/tutorial/fit-and-judge.md', fit: 'output/calibrate/germany-2022' },
];

/** Of the note beside an adopted posterior, what the page says. */
interface Note {
  runs: number;
  agents: number;
  parameters: readonly string[];
  judgement: { figures: number; chi2: number };
}

type Row = Readonly<Record<string, string>>;

const share = (cell: string) => `${(100 * Number(cell)).toFixed(1)} %`;
const persons = (cell: string) => Math.round(Number(cell)).toLocaleString('en').replaceAll(',', ' ');
const three = (cell: string) => String(Number(Number(cell).toPrecision(3)));
const signed = (cell: string) => `${Number(cell) < 0 ? '-' : '+'}${Math.abs(Number(cell)).toFixed(1)}`;

/** What is under a heading, from a row of the fit. */
function cellOf(heading: string, row: Row, show: (cell: string) => string): string | undefined {
  const interval = () => `${show(row.q05)} to ${show(row.q95)}`;
  switch (heading) {
    case 'simulated':
    case 'median':
    case 'posterior median':
      return show(row.q50);
    case '90 %':
      return interval();
    case 'simulated median, 90 %':
      return `${show(row.q50)}, ${interval()}`;
    case 'z':
      return signed(row.z);
    case 'shrinkage':
      return Number(row.shrinkage).toFixed(2);
    default:
      return undefined;
  }
}

const cellsOf = (line: string) => line.split('|').slice(1, -1);

for (const { page, fit, note } of PAGES) {
  if (!existsSync(join(ROOT, fit))) continue;
  const read = (name: string) => readCsv(join(ROOT, fit, name)).rows.map(({ cells }) => cells as Row);
  const figures = new Map(read('ppc.csv').map(row => [row.target, row]));
  const parameters = new Map(read('parameters.csv').map(row => [row.name, row]));
  let headings: string[] = [];
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
  const renewed = lines.map((line, k) => {
    if (!line.startsWith('|')) return line;
    if (!lines[k - 1].startsWith('|')) headings = cellsOf(line).map(cell => cell.trim());
    const [first] = cellsOf(line)[0].trim().split(' ');
    const row = figures.get(first) ?? parameters.get(first.replaceAll('`', ''));
    if (!row || !headings.some(heading => heading.includes('median') || heading === 'simulated')) return line;
    const show = !figures.has(first) ? three : Number(row.q50) > 1 ? persons : share;
    const cells = cellsOf(line).map((cell, c) => {
      const found = cellOf(headings[c], row, show);
      return found === undefined ? cell : ` ${found} `;
    });
    return `|${cells.join('|')}|`;
  });
  writeFileSync(join(ROOT, page), renewed.join('\n'));
  if (note) putPagePart(page, 'effort', effort(JSON.parse(readFileSync(join(ROOT, note), 'utf8'))));
}

/** What the note of an adopted posterior says of the fit, in one line. */
function effort({ runs, agents, parameters, judgement }: Note): string {
  const sizes = `${parameters.length} parameters, ${judgement.figures} figures, ${persons(String(runs))} runs of ${persons(String(agents))} agents`;
  return `${sizes}; sum of squared z ${judgement.chi2.toFixed(1)}.`;
}
