import { expect, describe as group, it } from 'vitest';
import {
  type Diagnostic,
  DiagnosticError,
  describe,
  didYouMean,
  numberHint,
  positionIn,
  textAt,
  throwDiagnostic,
} from '../../src/core/diagnostics.ts';

const problem = (kind: Diagnostic['kind']): Diagnostic => ({ kind, message: 'no' });

group('a number that is not written as one', () => {
  it.each([
    ['0,5', 'decimals take a point: 0.5'],
    [',25', 'decimals take a point: 0.25'],
    ['50%', 'a share is written as a part of 1: 0.5'],
    ['12,5 %', 'a share is written as a part of 1: 0.125'],
    ['1 000', 'write 1000'],
    ['1\u00a0000', 'write 1000'],
    ["1'000", 'write 1000'],
    ['1,000,000', 'write 1000000, without marks between thousands'],
    ['1.234.567,8', 'write 1234567.8: decimals take a point, thousands no mark'],
    ['\u22125', 'write -5'],
    ['many', undefined],
    ['', undefined],
    ['0.5', undefined],
  ])('%s: %s', (text, hint) => {
    expect(numberHint(text)).toBe(hint);
  });
});

group('a problem', () => {
  it('is told in one line, with all it knows', () => {
    const at = { file: 'a.yaml', line: 3, column: 7 };
    const full: Diagnostic = {
      kind: 'unknown',
      message: 'unknown name',
      at,
      found: 'x',
      expected: 'y',
      hint: 'try y',
    };
    expect(describe(full)).toBe('a.yaml:3:7: unknown name: found x, expected y (try y)');
    expect(describe({ kind: 'unknown', message: 'unknown name', expected: 'y' })).toBe(
      'unknown name: expected y',
    );
    expect(describe(problem('value'))).toBe('no');
  });

  it('is told in characters that a terminal shows as they are, and not too many', () => {
    const at = { file: 'a\nb.yaml', line: 1, column: 1 };
    const message = 'unknown `\u001b[2J\0\u202e\ud800\t`';
    expect(describe({ kind: 'unknown', message, at })).toBe(
      'a\\nb.yaml:1:1: unknown `\\u{1b}[2J\\u{0}\\u{202e}\\u{d800}\\t`',
    );
    const long = describe({ kind: 'value', message: 'no', found: 'x'.repeat(1e7), expected: 'é 🦊 <b>' });
    expect(long).toBe(`no: found ${'x'.repeat(300)}..., expected é 🦊 <b>`);
  });

  it('stands for others when there are many', () => {
    const many = new DiagnosticError(Array.from({ length: 250 }, () => problem('value')));
    expect(many.problems).toHaveLength(101);
    expect(many.problems.at(-1)).toEqual({ kind: 'value', message: 'and 150 more problems' });
    expect(many.exitCode).toBe(2);
  });

  it('carries its exit code', () => {
    expect(new DiagnosticError([problem('syntax')]).exitCode).toBe(2);
    expect(new DiagnosticError([problem('value'), problem('failed')]).exitCode).toBe(1);
    expect(new DiagnosticError([problem('failed'), problem('stopped')]).exitCode).toBe(130);
  });

  it('is thrown by `fail` as data', () => {
    expect(() => throwDiagnostic(problem('missing'))).toThrow(DiagnosticError);
    try {
      throwDiagnostic(problem('missing'));
    } catch (error) {
      expect((error as DiagnosticError).problems).toEqual([problem('missing')]);
    }
  });
});

group('positionIn', () => {
  it('counts from the place of the text', () => {
    expect(positionIn(textAt('a + b', 'f', 4, 10), 4)).toEqual({ file: 'f', line: 4, column: 14 });
  });

  it('finds the line of a text that spans several', () => {
    const lines = [
      { offset: 0, line: 2, column: 5 },
      { offset: 3, line: 3, column: 5 },
    ];
    const text = { text: 'ab\ncd', file: 'f', lines };
    expect([0, 2, 3, 4].map(offset => positionIn(text, offset))).toMatchObject([
      { line: 2, column: 5 },
      { line: 2, column: 7 },
      { line: 3, column: 5 },
      { line: 3, column: 6 },
    ]);
  });
});

group('didYouMean', () => {
  it('finds slips of the pen: a letter more, less, other, or two swapped', () => {
    for (const slip of ['replicats', 'replicatess', 'replocates', 'relpicates', 'Replicates'])
      expect(didYouMean(slip, ['until', 'replicates', 'seed'])).toBe('did you mean `replicates`?');
  });

  it('takes the nearest', () => {
    expect(didYouMean('tables', ['table', 'label', 'tabless2'])).toBe('did you mean `table`?');
  });

  it('is silent when nothing is near', () => {
    expect(didYouMean('weather', ['until', 'seed'])).toBeUndefined();
    expect(didYouMean('x', [])).toBeUndefined();
  });

  it('is quick for absurd names', () => {
    const start = process.cpuUsage();
    expect(didYouMean('x'.repeat(1e6), ['until', 'seed'])).toBeUndefined();
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(500);
  });
});
