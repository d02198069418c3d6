import { describe, expect, it } from 'vitest';
import { enginesAt } from '../../../src/execute/redis/library.ts';
import { jobIdOf, openOutcome, sealOutcome } from '../../../src/execute/redis/result.ts';
import type { Outcome } from '../../../src/io/checkpoint/run-record.ts';

const KEY = { scenario: 'plain', replicate: 1 };
const OUTCOME: Outcome = { failure: { key: KEY, problems: [{ kind: 'failed', message: 'broken' }] } };

describe('A result in a queue', () => {
  it('comes back as it was', () => {
    const id = jobIdOf('0a', KEY);
    expect(openOutcome(id, sealOutcome(id, OUTCOME))).toEqual(OUTCOME);
  });

  it('is none when a bit is flipped, its end is cut or it belongs to another run', () => {
    const id = jobIdOf('0a', KEY);
    const sealed = sealOutcome(id, OUTCOME);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      sealed[bit >> 3] ^= 1 << (bit & 7);
      expect(openOutcome(id, sealed), `bit ${bit}`).toBeUndefined();
      sealed[bit >> 3] ^= 1 << (bit & 7);
    }
    for (let length = 0; length < sealed.length; length++)
      expect(openOutcome(id, sealed.subarray(0, length)), `cut at ${length}`).toBeUndefined();
    expect(openOutcome(jobIdOf('0a', { ...KEY, replicate: 2 }), sealed)).toBeUndefined();
    expect(openOutcome(jobIdOf('0b', KEY), sealed)).toBeUndefined();
  });
});

describe('Workers at a queue', () => {
  it('are known by their engine; who asks is no worker', () => {
    const named = (queue: string, more = '') =>
      `id=3 addr=127.0.0.1:1 name=rhizome:${Buffer.from(queue).toString('base64')}${more} db=0`;
    const clients = [
      named('runs-bbbb'),
      named('runs-aaaa', ':w:first'),
      named('runs-bbbb'),
      named('runs-cccc', ':qe'),
      named('mail'),
      'id=9 name= db=0',
    ];
    expect(enginesAt(clients.join('\n'))).toEqual(['aaaa', 'bbbb']);
    expect(enginesAt('')).toEqual([]);
  });
});
