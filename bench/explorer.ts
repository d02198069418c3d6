import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { bundle } from '../src/workflows/explore/bundle.ts';

/**
 * How long a reader of the explorer waits: `node bench/explorer.ts [TIMES]`. From the prompt to the baseline's picture, from a moved
 * event to the next picture and to all pairs; wall seconds, and processor seconds of the server and of the browser beside them, since
 * a busy machine makes the first larger and not the second. Needs a Chromium (its path in CHROMIUM).
 */
const ROOT = resolve(import.meta.dirname, '..');
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  path => path && existsSync(path),
);
/** Ticks of /proc in a second. */
const TICKS = 100;

/** Processor seconds of a process and of all that it started, so far. */
function processorSeconds(root: number): number {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        return [
          { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) },
        ];
      } catch {
        return [];
      }
    });
  const within = (pid: number): number =>
    all.reduce(
      (sum, one) => sum + (one.pid === pid ? one.ticks : 0) + (one.parent === pid ? within(one.pid) : 0),
      0,
    );
  return within(root) / TICKS;
}

async function measure() {
  const begun = performance.now();
  const server = spawn(process.execPath, [join(ROOT, 'workers/start.mjs'), 'explore'], { cwd: ROOT });
  const address = await new Promise<string>(found => {
    let text = '';
    server.stdout.on('data', part => {
      text += part;
      const at = /http:\S+/.exec(text);
      if (at) found(at[0]);
    });
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  // The browser and the server are children of this process.
  const own = () => {
    const { user, system } = process.cpuUsage();
    return processorSeconds(process.pid) - (user + system) / 1e6;
  };
  try {
    const page = await browser.newPage();
    const done = (least: number) =>
      page.waitForFunction(
        wanted => Number(document.querySelector('#progress')?.getAttribute('data-done')) >= wanted,
        least,
        { timeout: 600_000, polling: 50 },
      );
    const opened = performance.now();
    await page.goto(`${address}#baseline`);
    await page.locator('#progress').waitFor({ timeout: 600_000 });
    const interactive = performance.now() - opened;
    await done(1);
    const first = { wall: (performance.now() - begun) / 1000, processor: own() };
    await done(20);
    await page.goto(`${address}#visa-georgia`);
    await done(20);
    const before = { wall: performance.now(), processor: own() };
    await page.locator('.bar .body').focus();
    await page.keyboard.press('ArrowRight');
    // What is asked anew begins with no pair.
    await page.waitForFunction(
      () => Number(document.querySelector('#progress')?.getAttribute('data-done')) < 20,
      undefined,
      { timeout: 600_000, polling: 20 },
    );
    await done(1);
    const redrawn = (performance.now() - before.wall) / 1000;
    await done(20);
    const settled = { wall: (performance.now() - before.wall) / 1000, processor: own() - before.processor };
    return { first, interactive: interactive / 1000, redrawn, settled };
  } finally {
    await browser.close();
    server.kill();
  }
}

const told = (seconds: number) => seconds.toFixed(1).padStart(6);
const { page, worker, style, world } = await bundle();
const kilobytes = (...texts: string[]) =>
  (texts.reduce((sum, text) => sum + brotliCompressSync(text).length, 0) / 1000).toFixed(0);
console.log(`${cpus()[0]?.model}, ${availableParallelism()} threads`);
console.log(
  `programs and style: ${kilobytes(page, worker, style)} kB compressed (Brotli); the map: ${kilobytes(world)} kB`,
);
console.log(
  'prompt to first picture (processor)  page shown  moved to redrawn  to 20 pairs (processor), seconds',
);
for (let k = 0; k < Number(process.argv[2] ?? 3); k++) {
  const { first, interactive, redrawn, settled } = await measure();
  console.log(
    `${told(first.wall)} (${told(first.processor)}) ${told(interactive)} ${told(redrawn)} ${told(settled.wall)} (${told(settled.processor)})`,
  );
}
