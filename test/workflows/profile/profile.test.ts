import { describe, expect, it } from 'vitest';
import { profile } from '../../../src/workflows/profile/profile.ts';
import { small } from '../../support/scenario.ts';

describe('profile', () => {
  for (const backend of ['js', 'wasm'] as const)
    it(`divides a run into its parts: ${backend}`, () => {
      const found = profile(small('baseline', { weeks: 10 }), backend, 3);
      for (const { name, ns } of found.parts) expect(ns, name).toBeGreaterThan(0);
      expect(found.parts.filter(({ name }) => name.startsWith('observers'))).toHaveLength(2);
      expect(found.observersShare).toBeGreaterThan(0);
      expect(found.observersShare).toBeLessThan(1);
      expect(found.unobserved).toBeGreaterThan(0);
      expect(found.rules.map(({ name }) => name)).toContain('departure');
    });
});
