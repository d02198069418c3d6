import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A Chromium of this machine; undefined: there is none. */
export const BROWSER = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));

/** Milliseconds that a busy machine may take. */
const PATIENCE = 180_000;

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });

/** A page of the explorer in a context of its own. @param errors gets what is written to the console */
export async function opened(
  browser: Browser,
  address: string,
  errors: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(address);
  return page;
}

/** So many pairs are done. */
export const answered = (page: Page, pairs = 1) =>
  page.waitForFunction(
    least => Number(document.querySelector('#progress')?.getAttribute('data-done')) >= least,
    pairs,
    { timeout: PATIENCE },
  );
