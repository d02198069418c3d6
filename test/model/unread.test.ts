import { describe, expect, it } from 'vitest';
import { unreadParts } from '../../src/model/unread.ts';
import { modelFiles } from '../support/model.ts';

describe('what nothing reads', () => {
  const unread = (rules: string, columns: string) =>
    unreadParts(modelFiles({ columns, parameters: { pull: 1 }, rules }), []).map(({ name }) => name);

  it('is not what a column reads whose name is a word of rules', () => {
    for (const name of ['ties', 'title', 'draw', 'per']) {
      const columns = `${name}: { type: number }\nx: { type: number }`;
      expect(unread(`rule: go\nset:\n  ${name}: ${name} + pull\n  x: ${name} + x`, columns)).toEqual([]);
      expect(unread(`rule: go\nthen:\n  ${name}: pull * x\n  x: ${name}`, columns)).toEqual([]);
    }
  });

  it('is what only the prose of a rule names', () => {
    expect(unread('rule: go\nwhy: pull of x\nset:\n  x: x + 1', 'x: { type: number }')).toContain('pull');
  });
});
