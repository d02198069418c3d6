import { describe, expect, it } from 'vitest';
import { release } from '../../src/core/release.ts';

describe('release', () => {
  it('leaves columns empty', () => {
    const ones = new Float64Array(1000).fill(1);
    const part = ones.subarray(10, 20);
    release(ones);
    expect([ones.length, part.length, ones.buffer.byteLength]).toEqual([0, 0, 0]);
  });

  it('gives the memory back at once: a thousand megabytes of columns fit into few', () => {
    const before = process.memoryUsage.rss();
    for (let k = 0; k < 125; k++) release(new Float64Array(1_000_000).fill(k));
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });

  it('leaves what is shared', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(7);
    release(shared);
    expect(shared[7]).toBe(7);
  });
});
