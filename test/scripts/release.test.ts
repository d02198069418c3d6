import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notesOf, released } from '../../scripts/release.ts';

const LOG = '# Changelog\n\n## Unreleased\n\nA change.\n\nAnother.\n\n## 0.1.0\n\nThe first.\n';

describe('a release', () => {
  it('gives what is unreleased its version, and leaves the rest', () => {
    const after = released(LOG, '0.2.0');
    expect(after).toBe(
      '# Changelog\n\n## Unreleased\n\n## 0.2.0\n\nA change.\n\nAnother.\n\n## 0.1.0\n\nThe first.\n',
    );
    expect(notesOf(after, '0.2.0')).toBe('A change.\n\nAnother.');
    expect([notesOf(after, '0.1.0'), notesOf(after, 'Unreleased')]).toEqual(['The first.', '']);
    expect(notesOf(after, '0.3.0')).toBeUndefined();
  });

  it('refuses a version that is there and a release of nothing', () => {
    expect(() => released(LOG, '0.1.0')).toThrow('has 0.1.0 already');
    expect(() => released(released(LOG, '0.2.0'), '0.3.0')).toThrow('nothing that is unreleased');
  });

  it('finds the sections of the changelog as it is', () => {
    const changelog = readFileSync(resolve(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
    expect(notesOf(changelog, 'Unreleased')?.length).toBeGreaterThan(0);
    expect(() => released(changelog, '99.0.0')).not.toThrow();
  });
});
