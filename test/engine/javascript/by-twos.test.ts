import { describe, expect, it } from 'vitest';
import { BY_TWOS, byTwos } from '../../../src/engine/javascript/by-twos.ts';

/** Runs the two-agent body of some lines over agents [begin, end). */
function run(lines: string[], actions: string[], values: number[], begin: number, end: number): unknown {
  const body = byTwos(lines, actions);
  const text = `${BY_TWOS}\n${body?.join('\n')}\n}`;
  return new Function('values', 'failed', 'week', 'begin', 'end', text)(
    values,
    (...found: unknown[]) => found,
    3,
    begin,
    end,
  );
}

const LINES = ['const n1 = values[i];', 'const n12 = n1 + week;', 'const n3 = n12 + n1;'];

describe('a loop body for two agents', () => {
  it('does for each agent what the body for one does when their number is odd', () => {
    const values = [5, 1, 2, 4, 5];
    run(LINES, ['values[i] = n3;'], values, 1, 4);
    expect(values).toEqual([5, 5, 7, 11, 5]);
  });
  it('fails for the first agent before the second one is stored', () => {
    const values = [1, -1, -2];
    const found = run(LINES, ["if (n1 < 0) return failed('i', i, n1);", 'values[i] = n3;'], values, 0, 3);
    expect(found).toEqual(['i', 1, -1]);
    expect(values).toEqual([5, -1, -2]);
  });
  it('is not made when a line does more than define a value', () => {
    expect(byTwos(['const n1 = 0;', 'for (;;) {', '}'], [])).toBeUndefined();
    expect(byTwos(['if (!n1) continue;'], [])).toBeUndefined();
  });
});
