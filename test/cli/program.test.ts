import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asTyped, programWords } from '../../src/cli/program.ts';

describe('the program as it is typed', () => {
  const START = '/clone/workers/start.mjs';
  const BIN = '/study/node_modules/.bin/rhizome';

  it.each([
    ['npm start --', { npm_lifecycle_event: 'start' }, START],
    ['npx rhizome', { npm_lifecycle_event: 'npx' }, BIN],
    // A script of the study, or the program of its packages started by hand.
    ['npx rhizome', { npm_lifecycle_event: 'study' }, BIN],
    ['npx rhizome', {}, BIN],
    ['npx rhizome', {}, '/study/node_modules/rhizome-sim/dist/workers/start.mjs'],
    ['rhizome', {}, '/usr/local/bin/rhizome'],
    ['podman run rhizome', { RHIZOME_COMMAND: 'podman run rhizome' }, START],
    // Not started by itself: a script that imports it, a test.
    ['rhizome', { npm_lifecycle_event: 'test' }, '/clone/node_modules/vitest/vitest.mjs'],
    ['rhizome', {}, '/study/script.ts'],
  ])('is `%s` when npm says %j and %s was started', (words, env, started) => {
    expect(programWords(env, started)).toBe(words);
  });

  it('is `node FILE` when the file that starts it was called by hand', () => {
    expect(programWords({}, resolve('workers/start.mjs'))).toBe('node workers/start.mjs');
    expect(programWords({}, resolve('a clone/start.mjs'))).toBe("node 'a clone/start.mjs'");
  });

  it('replaces commands in a text and nothing else', () => {
    const text =
      'run `rhizome calibrate a.yaml` (rhizome --help): models/rhizome is a model of rhizome, Rhizome too';
    expect(asTyped(text, 'npm start --')).toBe(
      'run `npm start -- calibrate a.yaml` (npm start -- --help): models/rhizome is a model of rhizome, Rhizome too',
    );
    expect(asTyped(text, 'rhizome')).toBe(text);
  });
});
