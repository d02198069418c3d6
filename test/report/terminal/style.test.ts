import { describe, expect, it } from 'vitest';
import { takesColours } from '../../../src/report/terminal/style.ts';

describe('colours', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [true, { NODE_DISABLE_COLORS: '1' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('on a terminal %s with %j are %s', (isTTY, env, expected) => {
    expect(takesColours({ isTTY }, env)).toBe(expected);
  });
});
