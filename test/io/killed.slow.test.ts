import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Project } from '../cli/process.ts';
import { unsafeCalls, watchDisk } from '../support/watched-disk.ts';
import { beginWork, WORKS } from '../support/works.ts';

/** Every file below a folder with its bytes; of those that tell the time, only that they are there. */
function treeOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const isClocked = (name: string) =>
    /(manifest\.json|runs\.csv|report\.html)$/.test(name) || /shards\/.*\.log$/.test(name);
  return Object.fromEntries(
    names.map(name => {
      const path = join(folder, name);
      // Each attempt at a shard has a log of its own.
      const shown = name.replace(/plain%40.*\.log$/, 'plain.log');
      return [
        shown,
        statSync(path).isDirectory() ? '' : isClocked(name) ? 'there' : readFileSync(path, 'latin1'),
      ];
    }),
  );
}

it.each(Object.entries(WORKS))(
  '%s ends with the same bytes and leaves nothing, killed before any name that it moves or removes',
  async (_, how) => {
    const { project, work, again, remove } = await beginWork(how);
    await work();
    const wanted = treeOf(project.folder);
    for (let kill = 1, isDead = true; isDead; kill++) {
      again();
      const disk = watchDisk(kill);
      await work().catch(() => {});
      disk.end();
      isDead = disk.isDead();
      if (isDead) {
        forgetProcess(project);
        await work();
      } else {
        expect(kill).toBeGreaterThan(1);
        expect(unsafeCalls(disk.calls)).toEqual([]);
      }
      expect([kill, treeOf(project.folder)]).toEqual([kill, wanted]);
    }
    remove();
  },
);

/** Owners of folders are processes that are no more. */
function forgetProcess(project: Project): void {
  for (const name of readdirSync(project.folder, { recursive: true, encoding: 'utf8' }))
    if (/owner\.json(\.\d+)?$/.test(name))
      project.write(name, project.read(name).replace(`"pid":${process.pid}`, `"pid":${2 ** 30}`));
}
