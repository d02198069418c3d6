import { describe, expect, it } from 'vitest';
import { openStoreForwarding } from '../../../../src/engine/wasm/plan/store-forwarding.ts';
import { draw, rule } from '../../fixture.ts';

const { model } = draw({
  agents: 4,
  columns: [{ kind: 'flag' }, { kind: 'flag' }, { kind: 'integer' }],
}).program;
const { graph } = model;
const [away, old] = [0, 1].map(k => graph.column(k, 'own', 'bool'));

describe('conditions that all agents of a function meet', () => {
  it('hold in its rules', () => {
    const { see } = openStoreForwarding(model, [away]);
    expect(see(graph.and(away, old))).toBe(old);
    expect(openStoreForwarding(model).see(graph.and(away, old))).toBe(graph.and(away, old));
  });
  it('are looked at again when a rule before has written what they read', () => {
    const { add, see } = openStoreForwarding(model, [away, old]);
    add(rule('return', old, [[graph.flag(true), { 0: graph.flag(false) }]]));
    expect(see(away)).toBe(graph.flag(false));
    expect(see(old)).toBe(graph.flag(true));
    expect(see(graph.not(away))).toBe(graph.flag(true));
  });
});
