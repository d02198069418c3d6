import { expect, it } from 'vitest';
import { killAndResume, moments } from '../../bench/kill-and-resume.ts';

it('an ensemble killed at any moment ends with the same bytes after --resume, and leaves nothing behind', async () => {
  const killed = await killAndResume(8, moments());
  expect(killed.map(({ same, left }) => ({ same, left }))).toEqual(
    killed.map(() => ({ same: true, left: [] })),
  );
  // The kills are of use: some found the ensemble half done.
  expect(killed.some(({ kept }) => kept !== undefined && kept > 0)).toBe(true);
});
