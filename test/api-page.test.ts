import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiPage, PAGE } from '../scripts/api-page.ts';
import * as pure from '../src/index.ts';
import * as node from '../src/node.ts';

const page = readFileSync(PAGE, 'utf8');

it('the page of the programming interface is that of its docstrings (npm run docs:api)', () => {
  expect(page).toBe(apiPage());
});

it('names all that the entries export, each with a text', () => {
  for (const name of Object.keys({ ...pure, ...node })) expect(page).toMatch(`\n### ${name}\n\n`);
  expect(page).not.toMatch(/^### \w+\n\n\n/m);
});
