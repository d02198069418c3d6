import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pagePart } from '../../scripts/page-part.ts';
import { quantiles } from '../../src/inference/sampler/summary.ts';
import { readPage } from '../support/pages.ts';

/** Pages that print a shipped fit, with the posterior that it belongs to. */
const FITS = [
  { page: 'docs/explanation/fit.md', posterior: 'models/rhizome/posteriors/outrush-2022' },
  {
    page: 'docs/tutorial/fit-and-judge.md',
    posterior: 'models/refuge/posteriors/ukrainians-in-germany-2022',
  },
];
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());

describe.each(FITS)('$page', ({ page, posterior }) => {
  const note = JSON.parse(readFileSync(`${posterior}.json`, 'utf8'));
  const [header, ...draws] = readFileSync(`${posterior}.csv`, 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(','));
  const rows = readPage(page)
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(cellsOf);
  const figures = rows.filter(([first]) => note.targets.includes(first.split(' ')[0]));

  it('prints the median and the 90 % interval of every parameter of the posterior', () => {
    const weight = header.indexOf('weight');
    for (const name of header.slice(header.indexOf('log_lik') + 1)) {
      const values = draws
        .map(cells => ({ value: Number(cells[header.indexOf(name)]), weight: Number(cells[weight]) }))
        .sort((a, b) => a.value - b.value);
      const [low, middle, high] = quantiles(values, [0.05, 0.5, 0.95]);
      const row = rows.find(cells => cells[0] === `\`${name}\`` && cells[2].includes(' to '));
      const printed = [row?.[1], ...(row?.[2].split(' to ') ?? [])].map(Number);
      // The page's numbers are those of all draws, of which the posterior keeps a few hundred.
      for (const [k, value] of [middle, low, high].entries())
        expect(Math.abs(printed[k] - value), name).toBeLessThan(0.12 * (high - low));
    }
  });

  it('prints every fitted figure, with the z that the fit was judged by', () => {
    const z = new Map(figures.map(cells => [cells[0].split(' ')[0], Number(cells.at(-1))]));
    expect([...z.keys()].sort()).toEqual([...note.targets].sort());
    const squares = [...z.values()].reduce((sum, one) => sum + one ** 2, 0);
    // Each z is printed to 0.1.
    const most = [...z.values()].reduce((sum, one) => sum + 0.1 * Math.abs(one) + 0.0025, 0.05);
    expect(Math.abs(squares - note.judgement.chi2)).toBeLessThan(most);
  });
});

describe('docs/explanation/fit.md', () => {
  it('says how large the fit was', () => {
    const { runs, agents, parameters, judgement } = JSON.parse(
      readFileSync(`${FITS[0].posterior}.json`, 'utf8'),
    );
    const spaced = (count: number) => count.toLocaleString('en').replaceAll(',', ' ');
    expect(pagePart('docs/explanation/fit.md', 'effort')).toBe(
      `${parameters.length} parameters, ${judgement.figures} figures, ${spaced(runs)} runs of ${spaced(agents)} agents; sum of squared z ${judgement.chi2.toFixed(1)}.`,
    );
  });

  it('has the parts that benches write', () => {
    expect(pagePart('docs/explanation/fit.md', 'twin')).toContain('| parameter ');
    expect(pagePart('docs/explanation/fit.md', 'null-model')).toMatch(/model \d+\.\d, null model \d+\.\d/);
  });
});
