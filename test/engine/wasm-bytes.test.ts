import { describe, expect, it } from 'vitest';
import { encodeModule, type Routine } from '../../src/engine/wasm/encode/encoder.ts';
import { OPERATIONS } from '../../src/engine/wasm/encode/operations.ts';
import { printRoutine } from '../../src/engine/wasm/encode/text.ts';
import { explainWasm } from '../../src/engine/wasm/explain.ts';
import { draw } from './fixture.ts';
import { everyForm } from './forms.ts';

const routine = (body: Routine['body'], locals: Routine['locals'] = []): Routine => ({
  name: 'test',
  parameters: ['i32', 'i32', 'i32', 'i32'],
  results: ['i32'],
  locals,
  names: ['a', 'b', 'c', 'd', ...locals.map((_, k) => `v${k}`)],
  body,
});

function call(made: Routine, ...args: number[]): number {
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  const scratch = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(encodeModule(made));
  const { exports } = new WebAssembly.Instance(module, { memory: { shared, scratch } });
  return (exports.run as (...values: number[]) => number)(...args);
}

describe('the encoder', () => {
  it('writes integers of every length', () => {
    const integers = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, 1e6, -1e6, 2 ** 31 - 1, -(2 ** 31)];
    for (const integer of integers) expect(call(routine([['i32.const', integer]]))).toBe(integer);
  });

  it('keeps the two memories apart, at small and large offsets', () => {
    for (const offset of [0, 127, 128, 16384, 65000]) {
      const body: Routine['body'] = [
        ['i32.const', 0],
        ['local.get', 0],
        ['i32.store', offset, 0],
        ['i32.const', 0],
        ['local.get', 1],
        ['i32.store', offset, 1],
        ['i32.const', 0],
        ['i32.load', offset, 0],
        ['i32.const', 0],
        ['i32.load', offset, 1],
        ['i32.sub'],
      ];
      expect(call(routine(body), 1000, 7)).toBe(993);
    }
  });

  it('has each opcode once', () => {
    const codes = [...OPERATIONS.values()].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('the text of a routine', () => {
  it('plays the stack with expressions', () => {
    const made = routine(
      [
        ['local.get', 0],
        ['i32.const', 2],
        ['i32.shl'],
        ['local.set', 4],
        ['loop'],
        ['local.get', 4],
        ['i32.load', 8, 0],
        ['local.tee', 4],
        ['br_if', 0],
        ['end'],
        ['local.get', 4],
      ],
      ['i32'],
    );
    expect(
      printRoutine(made, (pointer, offset, memory) => `${memory}:${pointer}+${offset}`).split('\n'),
    ).toEqual([
      'function test (a, b, c, d)',
      '  v0 = i32.shl(a, 2)',
      '  loop',
      '    v0 = i32.load[0:v0+8]',
      '    again if v0',
    ]);
  });

  it('names columns, parameters and ties of a rule, and says for whom it is computed', () => {
    const { program } = draw(everyForm(300));
    const text = explainWasm(program, 'moves');
    expect(text).toContain('in one function with: no other rule');
    expect(text).toContain('agents looked at:');
    expect(text).toContain('agents computed: of these, those who meet');
    expect(text).toContain('+ c4]');
    expect(text).toContain('n1.neighbours');
    expect(explainWasm(program, 'nothing-of-that-name')).toBe('');
  });
});
