import { describe, expect, it } from 'vitest';
import { layOut, MOST_TIES } from '../../../src/engine/program/layout.ts';
import { createMemory, fillCommon } from '../../../src/engine/state/memory.ts';
import { tiesOf } from '../../../src/engine/state/slot-rows.ts';
import { instantiate } from '../../../src/simulate/resolve.ts';
import { inlineInputs } from '../../support/model.ts';

describe('the common memory', () => {
  const inputs = inlineInputs({
    columns: 'open: { type: flag }',
    parameters: { persons: 4 },
    networks: 'networks:\n  friends: { shape: random, degree: 1 }',
  });
  const { resolved, population } = instantiate(inputs, { backend: 'js', slots: 1 });
  const { model } = resolved;
  /** The first agent has all ties. */
  const fill = (count: number) => {
    const rows = {
      starts: Uint32Array.of(0, count, count, count, count),
      neighbours: new Uint32Array(count),
    };
    const layout = layOut(model, 4, [count], 1);
    const memory = createMemory(layout);
    fillCommon(memory, layout, model, { ...population, ties: new Map([['friends', rows]]) });
    return tiesOf(memory, layout, 0, 0).starts;
  };

  it('takes as many ties as may be read in step', () => {
    expect([...fill(MOST_TIES)]).toEqual([0, MOST_TIES, MOST_TIES, MOST_TIES, MOST_TIES]);
  });

  it('refuses more, and names the agent', () => {
    expect(() => fill(MOST_TIES + 1)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/agent \d has too many ties in `friends`/) }),
    );
  });
});
