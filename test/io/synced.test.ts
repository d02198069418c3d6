import { describe, expect, it } from 'vitest';
import { type Call, unsafeCalls, watchDisk } from '../support/watched-disk.ts';
import { beginWork, WORKS } from '../support/works.ts';

describe('A command syncs what it writes before it gives it a name, and names before it removes what was there', () => {
  it.each(Object.entries(WORKS).filter(([, how]) => !how.isSlow))('%s', async (_, how) => {
    const { work, remove } = await beginWork(how);
    const disk = watchDisk();
    await work().finally(disk.end);
    remove();
    expect(disk.calls.filter(call => call.does === 'sync').length).toBeGreaterThan(1);
    expect(unsafeCalls(disk.calls)).toEqual([]);
  });
});

describe('What a power cut could break', () => {
  const write: Call = { does: 'write', path: 'r/new/a.csv' };
  const move: Call = { does: 'move', path: 'r/new', to: 'out' };
  const remove: Call = { does: 'remove', path: 'r/old/a.csv' };
  const sync = (path: string): Call => ({ does: 'sync', path });

  it('is a name given before its bytes are on the disk', () => {
    expect(unsafeCalls([write, move])).toEqual(['r/new/a.csv is moved to out before it is synced']);
    expect(unsafeCalls([write, sync('r/new/a.csv'), write, move])).toHaveLength(1);
    expect(unsafeCalls([write, sync('r/new/a.csv'), move])).toEqual([]);
  });

  it('is something removed while what takes its place may be lost', () => {
    const moved: Call[] = [{ does: 'move', path: 'x/new', to: 'x/out' }, remove];
    expect(unsafeCalls(moved)).toEqual(['r/old/a.csv is removed before x is synced']);
    expect(unsafeCalls(moved.toSpliced(1, 0, sync('x')))).toEqual([]);
  });
});
