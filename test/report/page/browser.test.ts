import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBrief } from '../../../src/io/folder/report.ts';
import { briefReporter, reporter } from '../../../src/report/page/reporter.ts';
import { compare } from '../../../src/workflows/compare/compare.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { BROWSER } from '../../support/browser.ts';

/** Pages of the shipped baseline and of a comparison, as a reader's browser shows them. */

const ROOT = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'rhizome-page-'));
let browser: Browser;

beforeAll(async () => {
  if (!BROWSER) return;
  const scenario = (name: string) => join(ROOT, 'scenarios', `${name}.yaml`);
  const options = {
    threads: 2,
    personsPerAgent: 4000,
    replicates: 3,
    parameters: 'defaults' as const,
    reporter,
  };
  await runEnsemble(scenario('baseline'), { ...options, folder: join(folder, 'run') });
  await compare(scenario('baseline'), [scenario('second-mobilisation')], {
    ...options,
    folder: join(folder, 'compare'),
  });
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const LIGHT = { colorScheme: 'light', media: 'screen', paper: 'rgb(255, 255, 255)' } as const;
const DARK = { colorScheme: 'dark', media: 'screen', paper: 'rgb(21, 25, 29)' } as const;
/** How the pages are looked at. On paper a chart may be smaller than on a screen. */
const VISITS = [
  { name: 'run', as: 'a phone', width: 380, least: 8.5, ...LIGHT },
  { name: 'run', as: 'a desk in the dark', width: 1280, least: 8.5, ...DARK },
  { name: 'run', as: 'a printer', width: 720, least: 6, ...LIGHT, media: 'print' },
  { name: 'compare', as: 'a phone in the dark', width: 380, least: 8.5, ...DARK },
  { name: 'compare', as: 'a desk', width: 1280, least: 8.5, ...LIGHT },
] as const;

describe.skipIf(!BROWSER)('a page in a browser', () => {
  it.each(['run', 'compare'])('of %s prints two pages at most when it is brief', async name => {
    const path = await writeBrief(join(folder, name), briefReporter);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path).href);
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g);
    await page.close();
    expect(sheets!.length).toBeLessThanOrEqual(2);
  });

  for (const { name, as, width, least, colorScheme, media, paper } of VISITS)
    it(`of ${name} is in order on ${as}`, async () => {
      const address = pathToFileURL(join(folder, name, 'report.html')).href;
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const [told, asked]: string[][] = [[], []];
      page.on('console', message => told.push(message.text()));
      page.on('pageerror', error => told.push(error.message));
      page.on('request', request => asked.push(request.url()));
      await page.emulateMedia({ media });
      await page.goto(address);
      const out = await page.evaluate(sticking);
      const contrast = await page.evaluate(contrasts);
      const size = await page.evaluate(smallest);
      await page.close();

      expect(told, 'said to the console').toEqual([]);
      expect(asked, 'asked of the network').toEqual([address]);
      expect(out.charts).toBeGreaterThan(10);
      expect(out.out, 'sticks out').toEqual([]);
      expect(out.scrolls).toBe(0);
      expect(contrast.texts).toBeGreaterThan(200);
      expect(contrast.paper).toBe(paper);
      expect(contrast.weak, 'text too faint').toEqual([]);
      expect(size, 'smallest text of a chart, in pixels').toBeGreaterThan(least);
    });
});

/** In the browser: what lies beyond the window. */
function sticking() {
  const width = document.documentElement.clientWidth;
  const parts = [...document.querySelectorAll('svg text, svg path, svg rect, p, li, td, h1, h2, h3, figure')];
  const out = parts.flatMap(part => {
    const { left, right, width: own } = part.getBoundingClientRect();
    return own > 0 && (left < -1 || right > width + 1)
      ? [`${part.tagName} ${part.textContent?.slice(0, 40)}`]
      : [];
  });
  const charts = [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0);
  return { scrolls: document.documentElement.scrollWidth - width, charts: charts.length, out };
}

/** In the browser: the smallest text of a chart, in pixels of the screen. */
function smallest() {
  const sizes = [...document.querySelectorAll('svg')].flatMap(svg => {
    const scale = svg.getBoundingClientRect().width / (svg.viewBox.baseVal.width || 1);
    return scale > 0
      ? [...svg.querySelectorAll('text')].map(
          text => Number.parseFloat(getComputedStyle(text).fontSize) * scale,
        )
      : [];
  });
  return Math.min(...sizes);
}

/** In the browser: texts whose contrast with the paper is below 4.5 (WCAG 2, AA). */
function contrasts() {
  const numbers = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: string) => {
    const [r, g, b] = numbers(colour).map(value => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const texts = [
    ...document.querySelectorAll('svg text, p, li, td, th, h1, h2, h3, a, small, b, dt, dd, .mark'),
  ];
  const weak = texts.flatMap(text => {
    const style = getComputedStyle(text);
    const colour = text instanceof SVGElement ? style.fill : style.color;
    const [low, high] = [luminance(colour), luminance(paper)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    return text.textContent?.trim() && ratio < 4.5
      ? [`${ratio.toFixed(1)} ${colour} ${text.textContent.slice(0, 30)}`]
      : [];
  });
  return { paper, texts: texts.length, weak: [...new Set(weak)] };
}
