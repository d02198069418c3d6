import { describe, expect, it } from 'vitest';
import { bar, sparkline } from '../../src/report/page/pictures.ts';
import { bytes, duration, grouped, plain, share } from '../../src/report/quote/numbers.ts';
import { progressLine } from '../../src/report/terminal/progress.ts';
import { table, wrap } from '../../src/report/terminal/table.ts';

describe('numbers for people', () => {
  it('groups thousands', () => {
    expect([grouped(999), grouped(46250), grouped(1234567)]).toEqual(['999', '46 250', '1 234 567']);
  });

  it('keeps three digits', () => {
    expect([plain(0.43219), plain(12.345), plain(123456.7), plain(Number.NaN)]).toEqual([
      '0.432',
      '12.3',
      '123 457',
      '-',
    ]);
  });

  it('tells shares, durations and sizes', () => {
    expect([share(0.4321), share(Number.NaN)]).toEqual(['43.2 %', '-']);
    expect([duration(3.14), duration(9.96), duration(65), duration(7320)]).toEqual([
      '3.1 s',
      '10 s',
      '1 min 05 s',
      '2 h 02 min',
    ]);
    expect([bytes(1500), bytes(3 * 2 ** 20)]).toEqual(['2 KiB', '3 MiB']);
  });
});

describe('pictures', () => {
  it('draws a line from low to high', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  });

  it('takes the mean of each stretch and leaves gaps where there is none', () => {
    expect(sparkline([0, 0, 7, 7], 2)).toBe('▁█');
    expect(sparkline([Number.NaN, 0, 7], 3)).toBe(' ▁█');
  });

  it('draws a level line for a constant', () => {
    expect(sparkline([5, 5, 5], 3)).toBe('▁▁▁');
  });

  it('draws bars in eighths', () => {
    expect(bar(0.5, 4)).toBe('██  ');
    expect(bar(0.3125, 4)).toBe('█▎  ');
    expect(bar(2, 3)).toBe('███');
    expect(bar(-1, 2)).toBe('  ');
  });
});

describe('tables', () => {
  it('aligns cells, colours taking no room', () => {
    const rows = [
      ['a', '1'],
      ['\x1b[1mlong\x1b[22m', '100'],
    ];
    expect(table(rows, 'lr')).toEqual(['a       1', '\x1b[1mlong\x1b[22m  100']);
  });

  it('breaks at spaces', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('', 9)).toEqual([]);
  });
});

describe('progress', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    return { written, line: progressLine({ isTTY, columns: 60, write } as unknown as NodeJS.WriteStream) };
  };

  it('is silent where nobody looks', () => {
    const { written, line } = stream(false);
    line.step('reading');
    line.show({ weeksDone: 5, weeks: 10, runsDone: 0, runs: 1 });
    line.clear();
    expect(written).toEqual([]);
  });

  it('writes one line over and over, never wider than the terminal', () => {
    const { written, line } = stream(true);
    line.show({ weeksDone: 5, weeks: 10, runsDone: 1, runs: 2 });
    line.step('x'.repeat(100));
    expect(written[0]).toContain('50 %  1 of 2 runs');
    for (const text of written) expect(text.length).toBeLessThanOrEqual('\r\x1b[2K'.length + 59);
  });
});
