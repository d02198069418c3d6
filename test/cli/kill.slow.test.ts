import { expect, it } from 'vitest';
import { killAndResume, moments } from '../../bench/kill-and-resume.ts';

it('an ensemble killed at any moment ends with the same bytes after --resume, and leaves nothing behind', async () => {
  const killed = await killAndResume(moments(5));
  const clean = { different: [], left: [] };
  expect(killed.map(({ different, left }) => ({ different, left }))).toEqual(killed.map(() => clean));
  // The kills are of use: some found the ensemble half done.
  expect(killed.some(({ kept }) => kept !== undefined && kept > 0 && kept < 40)).toBe(true);
});
