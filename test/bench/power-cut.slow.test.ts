import { describe, expect, it } from 'vitest';
import { COMMANDS, cutPower, whyNoCuts } from '../../bench/power-cut.ts';

const why = await whyNoCuts();
if (why) console.log(`power cuts are left out: ${why}`);

describe.skipIf(why !== undefined)('A power cut', () => {
  it.each(Object.keys(COMMANDS))(
    'during or after %s leaves the former results or the new ones whole',
    async name => {
      const cuts = await cutPower(name, 4);
      expect(cuts.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(cuts.some(({ after }) => after !== undefined)).toBe(true);
    },
  );
});
