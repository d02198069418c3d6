import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../src/engine/wasm/encode/operations.ts';

const SRC = resolve(import.meta.dirname, '../../../../src');
/** Folders that write WebAssembly. */
const WRITERS = ['engine/wasm', 'inference/lanes'];

describe('the instructions', () => {
  it('have one opcode each', () => {
    const codes = [...OPERATIONS.values()].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('are all written by somebody', () => {
    const text = WRITERS.flatMap(folder =>
      readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.ts') && !name.endsWith('operations.ts'))
        .map(name => readFileSync(join(SRC, folder, name), 'utf8')),
    ).join('\n');
    expect([...OPERATIONS.keys()].filter(name => !text.includes(`'${name}'`))).toEqual([]);
  });
});
