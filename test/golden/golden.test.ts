import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runGolden, scenarios, storedFile } from './golden.ts';

/** The first line in which two tables differ, with its number; long tables make poor messages. */
function firstDifference(stored: string, now: string): string | undefined {
  if (stored === now) return undefined;
  const [before, after] = [stored.split('\n'), now.split('\n')];
  const line = before.findIndex((text, k) => text !== after[k]);
  const at = line < 0 ? before.length : line;
  return `line ${at + 1}: stored ${before[at] ?? '(none)'}, now ${after[at] ?? '(none)'}`;
}

describe('stored tables of the shipped scenarios', () => {
  it('are there for every scenario and no other', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter(entry =>
      entry.isDirectory(),
    );
    expect(scenarios.length).toBeGreaterThanOrEqual(3);
    expect(folders.map(folder => folder.name).sort()).toEqual(scenarios);
  });

  it.each(scenarios)(
    '%s gives the stored bytes (else `npm run accept`, and say why in CHANGELOG.md)',
    async scenario => {
      const now = await runGolden(scenario);
      expect(now.size).toBe(4);
      for (const [file, text] of now) {
        const path = storedFile(scenario, file);
        expect(existsSync(path), path).toBe(true);
        expect(firstDifference(readFileSync(path, 'utf8'), text), `${scenario}/${file}`).toBeUndefined();
      }
    },
  );
});
