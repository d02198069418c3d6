import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

it('the page about scripts shows the examples as they are', () => {
  const page = readFileSync(join(ROOT, 'docs/how-to/script-it.md'), 'utf8');
  const shown = [...page.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)];
  expect(shown.map(([, file]) => file)).toEqual([
    'examples/draws.ts',
    'examples/inline.ts',
    'examples/stream.ts',
    'examples/page/main.ts',
  ]);
  for (const [, file, code] of shown) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    expect(source.replace(/^(\/\/.*\n)+\n?/, ''), file).toBe(code);
  }
});
