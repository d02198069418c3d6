import { describe, expect, it } from 'vitest';
import { asTyped, programWords } from '../../src/cli/program.ts';

describe('the program as it is typed', () => {
  it('is `npm start --` in a clone, `npx rhizome` under npx, else `rhizome`', () => {
    expect(programWords({ npm_lifecycle_event: 'start' })).toBe('npm start --');
    expect(programWords({ npm_lifecycle_event: 'npx' })).toBe('npx rhizome');
    expect([programWords({}), programWords({ npm_lifecycle_event: 'test' })]).toEqual(['rhizome', 'rhizome']);
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
