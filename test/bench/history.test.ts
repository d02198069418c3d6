import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chart } from '../../bench/chart.ts';
import {
  append,
  type Entry,
  entryOf,
  judge,
  lastKnown,
  ratiosOver,
  readHistory,
} from '../../bench/history.ts';
import { pointsOf, tableOf } from '../../bench/history-page.ts';

const entry = (commit: string, ratio: number, more: Partial<Entry> = {}): Entry => ({
  commit,
  day: '2026-11-30',
  machine: 'here',
  node: 'v24.0.0',
  load: 0.5,
  ratios: { 50000: { 'C scalar': ratio } },
  ...more,
});

describe('the guard of a ratio', () => {
  it('fails when all rounds are worse by more than a fifth', () => {
    expect(judge([0.61, 0.62, 0.66], 0.5)).toBe('lost');
  });

  it('passes when one round is within a fifth', () => {
    expect(judge([0.6, 0.9, 1.5], 0.5)).toBe('kept');
  });

  it('says nothing when rounds disagree by more than a fifth', () => {
    expect(judge([0.61, 0.62, 0.74], 0.5)).toBe('noisy');
  });

  it('says nothing when others are at work', () => {
    expect(judge([0.61, 0.62, 0.66], 0.5, true)).toBe('noisy');
    expect(judge([0.51, 0.62, 0.66], 0.5, true)).toBe('kept');
  });

  it('says nothing when there is no C program or no history', () => {
    expect(judge(undefined, 0.5)).toBe('unknown');
    expect(judge([0.61], undefined)).toBe('unknown');
  });

  it('takes the last ratio of this machine', () => {
    const history = [entry('a', 0.4), entry('b', 0.5), entry('c', 0.9, { machine: 'there' })];
    expect(lastKnown(history, 'here', 50000)).toBe(0.5);
    expect(lastKnown(history, 'here', 100000)).toBeUndefined();
    expect(lastKnown(history, 'elsewhere', 50000)).toBeUndefined();
  });
});

describe('the history', () => {
  const times = new Map([
    ['Rhizome wasm', [10, 30, 10]],
    ['C scalar', [20, 60, 25]],
    ['NumPy + SciPy', [99, 99, 99]],
  ]);

  it('divides times of one round and keeps the median by C program', () => {
    expect(ratiosOver(times, 'C scalar')).toEqual([0.5, 0.5, 0.4]);
    const { commit, machine, ratios } = entryOf(new Map([[50000, times]]));
    expect(ratios).toEqual({ 50000: { 'C scalar': 0.5 } });
    expect(commit).toMatch(/^[0-9a-f]{7}\+?$/);
    expect(machine).not.toBe('');
  });

  it('adds sizes to a run of the same commit and machine, else another run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'history.json');
    writeFileSync(file, '[]');
    append(entry('a', 0.4), file);
    append(entry('b', 0.5), file);
    append(entry('a', 0.3, { ratios: { 1000000: { 'C scalar': 0.6 } } }), file);
    const found = readHistory(file).map(({ commit, ratios }) => [commit, ratios]);
    expect(found).toEqual([
      ['b', { 50000: { 'C scalar': 0.5 } }],
      ['a', { 50000: { 'C scalar': 0.4 }, 1000000: { 'C scalar': 0.6 } }],
    ]);
  });

  it('draws a line for each program and size of a machine', () => {
    const history = [entry('a', 0.4), entry('x', 0.9, { machine: 'there' }), entry('b', 0.5)];
    const points = pointsOf(history, 'here');
    expect(points).toEqual([
      { line: 'C scalar, 50000', x: 0, y: 0.4 },
      { line: 'C scalar, 50000', x: 1, y: 0.5 },
    ]);
    const svg = chart(points, { x: 'commit', y: 'ratio', ticks: ['a', 'b'] });
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).toContain('C scalar, 50000');
    expect(tableOf(history)).toMatch(/b, 2026-11-30 .* 0\.50 /);
  });
});
