import { defineConfig } from 'vitest/config';

/** `fast` is `npm test`; `slow` holds statistics over many runs, other Node versions and large sizes. */
export default defineConfig({
  test: {
    // All cores: by default one is left idle, half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.slow.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Nothing of ours is changed by importing it, so files share what is imported: that saves a quarter of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/**/*.slow.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
