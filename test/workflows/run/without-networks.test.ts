import { describe, expect, it } from 'vitest';
import type { BackendName } from '../../../src/engine/program/run-types.ts';
import { instantiate } from '../../../src/simulate/resolve.ts';
import { openTask } from '../../../src/simulate/simulate.ts';
import { withoutNetworks } from '../../../src/workflows/run/without-networks.ts';
import { type InlineModel, inlineInputs } from '../../support/model.ts';

const MODEL: InlineModel = {
  columns: `
mood: { type: number, published: true, initial: uniform('mood') }
kin_seen: { type: integer }
chats_seen: { type: integer }
heard: { type: number }
x: { type: number, initial: uniform('x') }`,
  parameters: { persons: 600 },
  rules: `
rule: look
set:
  kin_seen: count(kin)
  chats_seen: count(chats)
  heard: mean(kin, mood, -1)
  x: x + normal('step')
`,
  networks: `
networks:
  kin: { shape: ring, degree: 4 }
  chats:
    shape: slots
    slots: 3
    at: place
    form: |
      0.5 +
      0.4
    drop: 0.01`,
  metrics: [
    'kin_mean:\n  mean: kin_seen\n  of: week >= 0',
    'chats_mean:\n  mean: chats_seen\n  of: week >= 0',
    'heard_mean:\n  mean: heard\n  of: week >= 0',
    'x_mean:\n  mean: x\n  of: week >= 0',
  ].join('\n'),
};

describe('the world without networks', () => {
  const inputs = inlineInputs(MODEL, { weeks: 12 });

  function run(alone: boolean, backend: BackendName) {
    const { population, resolved } = instantiate(inputs, { backend, slots: 1 });
    const world = alone ? withoutNetworks({ inputs, population }, resolved.model)! : { inputs, population };
    const { task, frame } = instantiate(world.inputs, { backend, slots: 1, population: world.population });
    const { trajectories } = openTask(task).run({ scenario: 'inline', replicate: 1 }, 0)!;
    return (metric: string) => {
      const series = frame.series.findIndex(one => one.metric === metric);
      return trajectories[11 * frame.series.length + series];
    };
  }

  it.each(['js', 'wasm'] as const)('has the same people, of whom nobody knows anybody (%s)', backend => {
    const [together, alone] = [run(false, backend), run(true, backend)];
    expect(together('kin_mean')).toBe(4);
    expect(together('chats_mean')).toBeGreaterThan(1);
    expect([alone('kin_mean'), alone('chats_mean'), alone('heard_mean')]).toEqual([0, 0, -1]);
    expect(alone('x_mean'), 'what networks have no part in').toBe(together('x_mean'));
  });

  it('leaves the given inputs and people as they are', () => {
    const { population, resolved } = instantiate(inputs, { backend: 'js', slots: 1 });
    withoutNetworks({ inputs, population }, resolved.model);
    expect(population.ties.get('kin')!.neighbours.length).toBe(2400);
    expect(inputs.model.networks!.texts.get('networks.chats.form')!.text).toContain('0.5');
  });

  it('is none where there are no networks', () => {
    const plain = inlineInputs({ columns: 'x: { type: number }' });
    const { population, resolved } = instantiate(plain, { backend: 'js', slots: 1 });
    expect(withoutNetworks({ inputs: plain, population }, resolved.model)).toBeUndefined();
  });
});
