import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type Axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../src/workflows/explore/bundle.ts';
import { exportSite } from '../../../src/workflows/explore/export.ts';
import { type Served, serve } from '../../../src/workflows/explore/serve.ts';
import { smallPages, terminalRun } from '../../support/explorer.ts';

/** The explorer as somebody uses it: in a browser, by pointer and by keyboard. */

const BROWSER = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));

const AXE = join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js');
const PRESETS = {
  'visa-georgia': /fewer live in Georgia/,
  'language-courses': /learning the language/,
  'no-mobilisation': /fewer persons are abroad/,
};
/** Milliseconds that a busy machine may take. */
const PATIENCE = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'rhizome-explorer-'));
let browser: Browser;
let served: Served;
let compressed: number[] = [];
const errors: string[] = [];

beforeAll(async () => {
  if (!BROWSER) return;
  const pages = smallPages('baseline', ...Object.keys(PRESETS));
  const assets = await bundle();
  compressed = [assets.page, assets.worker, assets.style].map(text => brotliCompressSync(text).length);
  exportSite(folder, pages, assets, 'inside');
  served = await serve(pages, assets, 0);
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function visit(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(address);
  return page;
}

/** All 20 pairs are done. */
const settled = (page: Page) => answered(page, 20);
/** Enough pairs are done for an answer. */
const answered = (page: Page, pairs = 3) =>
  page.waitForFunction(
    least => Number(document.querySelector('#progress')?.getAttribute('data-done')) >= least,
    pairs,
    { timeout: PATIENCE },
  );
const yaml = (page: Page) => page.locator('#yaml').textContent();

describe.skipIf(!BROWSER)('the explorer', () => {
  it('answers each preset with the state of the terminal', async () => {
    const page = await visit(served.address);
    for (const [name, answer] of Object.entries(PRESETS)) {
      await page.evaluate(preset => {
        location.hash = preset;
      }, name);
      await page.waitForFunction(
        preset => (document.querySelector('#preset') as HTMLSelectElement | null)?.value === preset,
        name,
      );
      await settled(page);
      expect(await page.locator('#hash').textContent()).toBe(terminalRun(name).stateHash);
      expect(await page.locator('#sentence').textContent()).toMatch(answer);
    }
    await page.context().close();
  });

  it('moves and stretches an event by keyboard and pointer, undoes it, and keeps it in the link', async () => {
    const page = await visit(`${served.address}#visa-georgia`);
    await page.locator('.bar .body').focus();
    await page.keyboard.press('ArrowRight');
    expect(await yaml(page)).toContain('from: 2023-03-13');
    await page.keyboard.press('Control+z');
    expect(await yaml(page)).toContain('from: 2023-03-06, size');
    await answered(page);
    await page.locator('.adder').scrollIntoViewIfNeeded();
    const end = (await page.locator('.handle.end').boundingBox())!;
    await page.mouse.move(end.x + 12, end.y + 10);
    await page.mouse.down();
    await page.mouse.move(end.x - 100, end.y + 10, { steps: 4 });
    await page.mouse.up();
    expect(await yaml(page)).toMatch(/from: 2023-03-06, to: 2024-\d\d-\d\d, size: required/);
    const other = await visit(page.url());
    await answered(other);
    expect(await yaml(other)).toBe(await yaml(page));
    await page.locator('#undo').click();
    expect(await yaml(page)).not.toContain('to: 2024');
    await page.context().close();
    await other.context().close();
  });

  it('fits a telephone and has no serious fault of accessibility, with the editor open', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: 380, height: 800 };
      const page = await visit(`${served.address}#visa-georgia`, { viewport, colorScheme, bypassCSP: true });
      // As events: while answers come in, what is below them moves, and a pointer waits until it doesn't.
      for (const part of ['.lane-words .edit', '.history summary', '.adder summary'])
        await page.locator(part).dispatchEvent('click');
      await answered(page);
      await page.locator('.survey summary').dispatchEvent('click');
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      await page.addScriptTag({ path: AXE });
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof Axe };
        const { violations } = await axe.run();
        return violations.map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes[0].html}`);
      });
      expect(found.filter(one => /^(serious|critical)/.test(one))).toEqual([]);
      await page.context().close();
    }
  });

  it('tells of a worker that breaks, and goes on', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const Usual = Worker;
      let made = 0;
      globalThis.Worker = class extends Usual {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          if (++made > 1) return;
          setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })), 500);
        }
      };
    });
    await page.goto(`${served.address}#visa-georgia`);
    const notice = page.getByRole('alert');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('out of memory');
    await notice.getByRole('button').first().click();
    await answered(page);
    expect(await notice.count()).toBe(0);
    await context.close();
  });

  it('shows map, futures and survey, reads values on hover, and gives each picture as files', async () => {
    const page = await visit(`${served.address}#visa-georgia`, { acceptDownloads: true });
    await settled(page);
    // The map follows the last run by a second at most.
    await page.waitForTimeout(1500);
    await page.locator('.map svg').waitFor();
    expect(await page.locator('.map .ground').getAttribute('aria-label')).toMatch(/Georgia: −[\d,]+ \(/);
    await page.locator('.map svg g[aria-label=dot] circle').first().hover({ force: true });
    await page.locator('.map svg g[aria-label=tip] text').waitFor();
    await page.locator('.parts .ground').hover();
    await page.locator('.parts svg g[aria-label=tip] text').waitFor();
    await page.locator('.survey summary').click();
    expect(await page.locator('.survey li').count()).toBe(62);
    await page.locator('#metric summary').click();
    await page.locator('.choices input').fill('gone');
    await page.keyboard.press('Enter');
    expect(await page.locator('.chart h2').textContent()).toMatch(/^Gone, now or before/);
    const heads: Record<string, string> = { CSV: '', XLSX: 'PK', SVG: '<svg', PNG: '\x89PNG' };
    for (const part of ['.chart', '.places', '.outcomes', '.map', '.parts', '.survey'])
      for (const [kind, head] of Object.entries(heads)) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.locator(`${part} .take`).getByText(kind, { exact: true }).click(),
        ]);
        const bytes = readFileSync(await download.path());
        expect([part, kind, bytes.toString('latin1').slice(0, head.length)]).toEqual([part, kind, head]);
        expect([part, kind, bytes.length > 200]).toEqual([part, kind, true]);
      }
    await page.context().close();
  });

  it('takes less than 400 kB as web hosts compress it (Brotli), the map and the project aside', () => {
    expect(compressed.every(bytes => bytes > 1000)).toBe(true);
    expect(compressed.reduce((sum, bytes) => sum + bytes)).toBeLessThan(400_000);
  });

  it('works as one file without a server', async () => {
    const page = await visit(`${pathToFileURL(join(folder, 'index.html')).href}#no-mobilisation`);
    await answered(page);
    expect(await page.locator('#hash').textContent()).toBe(terminalRun('no-mobilisation').stateHash);
    await page.context().close();
  });

  it('writes no error to the console', () => {
    expect(errors).toEqual([]);
  });
});
