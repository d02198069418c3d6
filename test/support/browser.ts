import { existsSync } from 'node:fs';

/** A browser of this machine; without one, pages are not looked at. */
export const BROWSER = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));

if (!BROWSER)
  console.warn('No browser: pages are not looked at. `apt-get install -y chromium`, or set CHROMIUM.');
