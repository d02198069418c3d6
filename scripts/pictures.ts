import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { reporter } from '../src/report/page/reporter.ts';
import { compare } from '../src/workflows/compare/compare.ts';
import { bundle } from '../src/workflows/explore/bundle.ts';
import { explorerPages } from '../src/workflows/explore/projects.ts';
import { serve } from '../src/workflows/explore/serve.ts';
import { runEnsemble } from '../src/workflows/run/ensemble.ts';

/**
 * Pictures for the README: `node scripts/pictures.ts` runs the baseline and a comparison as they are shipped, asks the explorer a
 * question, and writes docs/pictures/*.png; `node scripts/pictures.ts first-minute` (or another name) makes that one only. Needs a Chromium (`apt-get install -y chromium`, or its path in CHROMIUM).
 */

const ROOT = resolve(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/pictures');
const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const scenario = (name: string) => join(ROOT, 'scenarios', `${name}.yaml`);

/** Name of the picture, how its folder is made, which sections it shows, and the last part of them. */
const [WIDTH, EDGE] = [1120, 28];
const SHOWN = [
  {
    name: 'report-baseline',
    make: (folder: string) => runEnsemble(scenario('baseline'), { folder, reporter }),
    sections: ['headline', 'course-3'],
    until: '#course-3',
  },
  {
    name: 'report-compare',
    make: (folder: string) =>
      compare(scenario('baseline'), [scenario('second-mobilisation')], { folder, reporter }),
    sections: ['compared', 'difference-1'],
    until: '#difference-1 figure:nth-of-type(3)',
  },
];

async function picture(browser: Browser, folder: string, { name, sections, until }: (typeof SHOWN)[number]) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  const others = `section:not(${sections.map(id => `#${id}`).join(', ')}), details.contents, a.data { display: none !important }`;
  await page.addStyleTag({ content: `${others} main > section { margin-top: 24px; padding-top: 20px }` });
  const bottom = await page.locator(until).evaluate(part => part.getBoundingClientRect().bottom + scrollY);
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(bottom) + EDGE };
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true, clip });
  await page.close();
  console.log(`written: docs/pictures/${name}.png`);
}

/** The explorer with a shipped question, all its pairs done. */
async function explorerPicture(browser: Browser): Promise<void> {
  const served = await serve(explorerPages([], console.error, ROOT), await bundle(), 0);
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 860 }, colorScheme: 'light' });
    await page.goto(`${served.address}#visa-georgia`);
    await page.waitForFunction(
      () => Number(document.querySelector('#progress')?.getAttribute('data-done')) >= 20,
      undefined,
      { timeout: 600_000 },
    );
    await page.screenshot({ path: join(PICTURES, 'explorer.png') });
    await page.close();
  } finally {
    await served.close();
  }
  console.log('written: docs/pictures/explorer.png');
}

/** Pixels of each picture of the strip, and how wide it is shown. */
const [FRAME, SHOWN_WIDE] = [{ width: 760, height: 640 }, 380];

/** A visitor's first minute: a question, an event dragged, another one made, the map, the file. Pictures beside each other. */
async function stripPicture(browser: Browser): Promise<void> {
  const served = await serve(explorerPages([], console.error, ROOT), await bundle(), 0);
  try {
    const page = await browser.newPage({ viewport: FRAME, colorScheme: 'light', locale: 'en-GB' });
    const done = (least: number) =>
      page.waitForFunction(
        wanted => Number(document.querySelector('#progress')?.getAttribute('data-done')) >= wanted,
        least,
        { timeout: 600_000 },
      );
    const steps: { source: string; words: string }[] = [];
    const take = async (words: string) => {
      await page.waitForTimeout(1200);
      const shot = await page.screenshot();
      steps.push({ source: `data:image/png;base64,${shot.toString('base64')}`, words });
    };
    await page.goto(`${served.address}#visa-georgia`);
    await done(20);
    await take('A question, and its answer');
    await page.locator('.timeline').scrollIntoViewIfNeeded();
    const end = (await page.locator('.handle.end').boundingBox())!;
    await page.mouse.move(end.x + 12, end.y + 10);
    await page.mouse.down();
    await page.mouse.move(end.x - 110, end.y + 10, { steps: 6 });
    await page.mouse.up();
    await done(20);
    await take('The visa ends earlier: a bar is dragged');
    await page.locator('.lane-words .edit').click();
    await page.locator('.editor').scrollIntoViewIfNeeded();
    await take('Its size, days and places');
    await page.locator('.map').scrollIntoViewIfNeeded();
    await take('Where more or fewer live');
    await page.locator('#yaml').scrollIntoViewIfNeeded();
    await take('The file that asks it');
    await page.goto('about:blank');
    await page.setViewportSize({ width: steps.length * (SHOWN_WIDE + 12), height: 420 });
    await page.setContent(
      `<body style="margin:0;display:inline-flex;align-items:start;gap:12px;font:15px system-ui;background:#fff">${steps
        .map(
          ({ source, words }, k) =>
            `<figure style="margin:0"><img width="${SHOWN_WIDE}" style="border:1px solid #ccc" src="${source}"><figcaption>${k + 1}. ${words}</figcaption></figure>`,
        )
        .join('')}</body>`,
    );
    await page.waitForTimeout(500);
    await page.locator('body').screenshot({ path: join(PICTURES, 'first-minute.png') });
    await page.close();
  } finally {
    await served.close();
  }
  console.log('written: docs/pictures/first-minute.png');
}

const wanted = process.argv.slice(2);
const executablePath = PLACES.find(path => path && existsSync(path));
if (!executablePath) {
  console.error('No browser: `apt-get install -y chromium`, or set CHROMIUM to the path of one.');
  process.exit(1);
}
const parent = mkdtempSync(join(tmpdir(), 'rhizome-pictures-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  mkdirSync(PICTURES, { recursive: true });
  if (!wanted.length || wanted.includes('explorer')) await explorerPicture(browser);
  if (!wanted.length || wanted.includes('first-minute')) await stripPicture(browser);
  for (const shown of SHOWN.filter(({ name }) => !wanted.length || wanted.includes(name))) {
    const folder = join(parent, shown.name);
    await shown.make(folder);
    await picture(browser, folder, shown);
  }
} finally {
  await browser.close();
  rmSync(parent, { recursive: true });
}
