import { describe, expect, it } from 'vitest';
import { COMMANDS, cutPower, whyNoCuts } from '../../bench/power-cut.ts';

const why = await whyNoCuts();
if (why) console.log(`power cuts are left out: ${why}`);

describe.skipIf(why !== undefined)('A power cut', () => {
  // A fit that is adopted does all that one does that isn't.
  it.each(Object.keys(COMMANDS).filter(name => name !== 'calibrate'))(
    'during or after %s leaves the former results or the new ones whole',
    async name => {
      const cuts = await cutPower(name, 4);
      expect(cuts.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(cuts.some(({ after }) => after !== undefined)).toBe(true);
    },
  );
});
