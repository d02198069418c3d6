import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTask, loadProject, readTexts, resolveScenario, simulate } from '../src/node.ts';
import { BROWSER } from './support/browser.ts';

/** What a careful site allows: its own scripts and WebAssembly; no text that becomes JavaScript. It isn't isolated from others. */
const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/** Tells whether the policy holds. */
const PROBE =
  "try { new Function('')(); document.title = 'allowed'; } catch (e) { document.title = e.name; }";
const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'examples/page');

describe.skipIf(!BROWSER)('the example page in a browser', () => {
  let server: Server;
  beforeAll(async () => {
    const { outputFiles } = buildSync({
      entryPoints: [join(PAGE, 'main.ts')],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['rhizome-source'],
      write: false,
    });
    const files: Record<string, [type: string, text: string]> = {
      '/': ['text/html', readFileSync(join(PAGE, 'index.html'), 'utf8')],
      '/main.js': ['text/javascript', outputFiles[0].text],
      '/probe.html': ['text/html', '<script src="probe.js"></script>'],
      '/probe.js': ['text/javascript', PROBE],
      '/project.json': ['application/json', JSON.stringify(readTexts(ROOT))],
    };
    server = createServer(({ url = '/' }, response) => {
      const [type, text] = files[url] ?? [];
      response.writeHead(type ? 200 : 404, {
        'content-type': `${type ?? 'text/plain'}; charset=utf-8`,
        'content-security-policy': POLICY,
      });
      response.end(text);
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => server?.close());

  it('runs the shipped baseline under a strict policy, without shared memory, and ends in the state of Node', async () => {
    const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', error => errors.push(String(error)));
      page.on('console', message => message.type() === 'error' && errors.push(message.text()));
      const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await page.goto(`${site}/`);
      await page.waitForFunction(
        () => /state|rror/.test(document.querySelector('#result')!.textContent),
        undefined,
        {
          timeout: 120_000,
        },
      );
      const shown = await page.locator('#result').textContent();
      const isolated = await page.evaluate(() => [typeof SharedArrayBuffer, crossOriginIsolated]);
      await page.goto(`${site}/probe.html`);
      const generated = await page.title();

      const scenario = resolveScenario(loadProject(ROOT), 'baseline', { personsPerAgent: 5000, weeks: 60 });
      const { dates, series, stateHash } = simulate(createTask(scenario), 1);
      expect(errors.filter(text => !/favicon/.test(text))).toEqual([]);
      expect(shown).toBe(`${dates.at(-1)}: ${series.abroad.at(-1)} abroad, state ${stateHash}`);
      expect([isolated, generated]).toEqual([['undefined', false], 'EvalError']);
    } finally {
      await browser.close();
    }
  });
});
