import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type Axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../src/workflows/explore/bundle.ts';
import { exportSite } from '../../../src/workflows/explore/export.ts';
import { type Served, serve } from '../../../src/workflows/explore/serve.ts';
import { smallPages, terminalRun } from '../../support/explorer.ts';
import { answered, BROWSER, launch, opened } from '../../support/explorer-browser.ts';
import { layoutFaults } from '../../support/layout.ts';

/** The explorer as somebody uses it: in a browser, by pointer and by keyboard. One page is used by one test after the other. */

const AXE = join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js');
const PRESETS = {
  'visa-georgia': /fewer live in Georgia/,
  'language-courses': /learning the language/,
  'no-mobilisation': /fewer persons are abroad/,
};
/** One run of each draw of the posterior: enough for an answer that is no chance. */
const PAIRS = 10;
const folder = mkdtempSync(join(tmpdir(), 'rhizome-explorer-'));
let browser: Browser;
let served: Served;
let page: Page;
let compressed: { brotli: number; gzip: number }[] = [];
const errors: string[] = [];

beforeAll(async () => {
  if (!BROWSER) return;
  const pages = smallPages('baseline', ...Object.keys(PRESETS)).map(one => ({
    ...one,
    project: { ...one.project, runs: one.project.runs.filter((_, k) => k % 2 === 0), seeds: 1 },
  }));
  const assets = await bundle();
  compressed = [assets.page, assets.worker, assets.style].map(text => ({
    ...{ brotli: brotliCompressSync(text).length, gzip: gzipSync(text).length },
  }));
  exportSite(folder, pages, assets, 'inside');
  served = await serve(pages, assets, 0);
  browser = await launch();
  page = await visit(served.address);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

const visit = (address: string) => opened(browser, address, errors);
const settled = () => answered(page, PAIRS);
const yaml = (of = page) => of.locator('#yaml').textContent();
/** The pointer shows values; a picture that is drawn anew meanwhile forgets where it was. */
const hovered = (part: string, spot: string) =>
  expect
    .poll(
      async () => {
        await page.mouse.move(0, 0);
        await page.locator(spot).first().hover({ force: true });
        return page.locator(`${part} svg g[aria-label=tip] text`).count();
      },
      { timeout: 180_000 },
    )
    .toBeGreaterThan(0);
const goTo = (hash: string) =>
  page.evaluate(next => {
    location.hash = next;
  }, hash);

describe.skipIf(!BROWSER)('the explorer', () => {
  it('answers each preset with the state of the terminal', async () => {
    for (const [name, answer] of Object.entries(PRESETS)) {
      await goTo(name);
      await page.waitForFunction(
        preset => (document.querySelector('#preset') as HTMLSelectElement | null)?.value === preset,
        name,
      );
      await settled();
      expect(await page.locator('#hash').textContent()).toBe(terminalRun(name).stateHash);
      expect(await page.locator('#sentence').textContent()).toMatch(answer);
    }
  });

  it('moves and stretches an event by keyboard and pointer, undoes it, and keeps it in the link', async () => {
    await goTo('visa-georgia');
    await page.locator('.bar .body').focus();
    await page.keyboard.press('ArrowRight');
    expect(await yaml()).toContain('from: 2023-03-13');
    await page.keyboard.press('Control+z');
    expect(await yaml()).toContain('from: 2023-03-06, size');
    await settled();
    await page.locator('.adder').scrollIntoViewIfNeeded();
    const end = (await page.locator('.handle.end').boundingBox())!;
    await page.mouse.move(end.x + 12, end.y + 10);
    await page.mouse.down();
    await page.mouse.move(end.x - 100, end.y + 10, { steps: 4 });
    await page.mouse.up();
    expect(await yaml()).toMatch(/from: 2023-03-06, to: 2024-\d\d-\d\d, size: required/);
    const other = await visit(page.url());
    expect(await yaml(other)).toBe(await yaml());
    await other.context().close();
    await page.locator('#undo').click();
    expect(await yaml()).not.toContain('to: 2024');
  });

  it('fits a telephone and has no serious fault of accessibility, with the editor open', async () => {
    const viewport = { width: 380, height: 800 };
    const address = `${served.address}#visa-georgia`;
    const phone = await opened(browser, address, errors, { viewport, bypassCSP: true });
    // As events: while answers come in, what is below them moves, and a pointer waits until it doesn't.
    for (const part of ['.lane-words .edit', '.history summary', '.adder summary'])
      await phone.locator(part).dispatchEvent('click');
    await answered(phone);
    await phone.locator('.survey summary').dispatchEvent('click');
    await phone.addScriptTag({ path: AXE });
    for (const colorScheme of ['light', 'dark'] as const) {
      await phone.emulateMedia({ colorScheme });
      expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      const found = await phone.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof Axe };
        const { violations } = await axe.run();
        return violations.map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes[0].html}`);
      });
      expect([colorScheme, ...found.filter(one => /^(serious|critical)/.test(one))]).toEqual([colorScheme]);
    }
    await phone.context().close();
  });

  it.each([
    ['English', 'en-GB', 'en', /fewer live in Georgia/],
    ['German', 'de-DE', 'de', /leben .* weniger/],
  ])(
    'is laid out for desk and telephone, by day and in the dark, in %s',
    async (_, locale, language, says) => {
      const shown = await opened(browser, `${served.address}#visa-georgia`, errors, { locale });
      await answered(shown, PAIRS);
      expect(await shown.evaluate(() => document.documentElement.lang)).toBe(language);
      await expect.poll(() => shown.locator('body').textContent()).toMatch(says);
      for (const width of [1280, 380])
        for (const colorScheme of ['light', 'dark'] as const) {
          await shown.setViewportSize({ width, height: 900 });
          await shown.emulateMedia({ colorScheme });
          const ground = await shown.evaluate(
            () => getComputedStyle(document.documentElement).backgroundColor,
          );
          const [red] = ground.match(/\d+/g)!.map(Number);
          expect([width, colorScheme, red > 128]).toEqual([width, colorScheme, colorScheme === 'light']);
          expect([width, colorScheme, ...(await shown.evaluate(layoutFaults))]).toEqual([width, colorScheme]);
        }
      // What looks for faults sees some where there are.
      await shown.addStyleTag({
        content: 'h1 { width: 3000px } button { position: absolute; left: 0; top: 0 }',
      });
      const faults = await shown.evaluate(layoutFaults);
      expect(faults[0]).toMatch(/^\d+ pixels wider than the window$/);
      expect(faults.some(fault => fault.includes(' lies on '))).toBe(true);
      await shown.context().close();
    },
  );

  it('tells of a worker that breaks, and goes on', async () => {
    const broken = await browser.newPage();
    await broken.addInitScript(() => {
      const Usual = Worker;
      let made = 0;
      globalThis.Worker = class extends Usual {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          if (++made > 1) return;
          setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })));
        }
      };
    });
    await broken.goto(`${served.address}#visa-georgia`);
    const notice = broken.getByRole('alert');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('out of memory');
    await notice.getByRole('button').first().click();
    await answered(broken);
    expect(await notice.count()).toBe(0);
    await broken.close();
  });

  it('shows map, futures and survey, reads values on hover, and gives each picture as files', async () => {
    await goTo('visa-georgia');
    await settled();
    // The map follows the runs at leisure.
    await page.locator('.map .ground[aria-label*="Georgia: −"] svg').waitFor();
    await hovered('.map', '.map svg g[aria-label=dot] circle');
    await hovered('.parts', '.parts .ground');
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
  });

  it('takes less than 400 kB as web hosts compress it (gzip or Brotli), the map and the project aside', () => {
    expect(compressed.every(({ brotli }) => brotli > 1000)).toBe(true);
    for (const kind of ['brotli', 'gzip'] as const)
      expect(compressed.reduce((sum, bytes) => sum + bytes[kind], 0)).toBeLessThan(400_000);
  });

  it('works as one file without a server', async () => {
    const file = await visit(`${pathToFileURL(join(folder, 'index.html')).href}#no-mobilisation`);
    await answered(file);
    expect(await file.locator('#hash').textContent()).toBe(terminalRun('no-mobilisation').stateHash);
    await file.context().close();
  });

  it('writes no error to the console', () => {
    expect(errors).toEqual([]);
  });
});
