import { describe, expect, it } from 'vitest';
import { valuesPerAgent } from '../../../../src/engine/wasm/plan/effort.ts';
import { inlineModel } from '../../../support/model.ts';

/** A model of so many places among which people choose. */
const choosing = (places: number, utility: string, when = 'set') =>
  inlineModel({
    columns: 'place: { type: place, initial: p0 }\nwish: { type: number }',
    places: `place,title\n${Array.from({ length: places }, (_, k) => `p${k},P${k}`).join('\n')}`,
    rules: `rule: move\n${when}:\n  place: choose(place, ${utility})`,
  });

describe('values per agent and step', () => {
  it('grow with the candidates of a choice that each makes for itself', () => {
    const own = 'if(there == place, wish, 0)';
    const [few, many] = [12, 200].map(places => valuesPerAgent(choosing(places, own), 'wasm'));
    expect(many / few).toBeGreaterThan(8);
    expect(many / few).toBeLessThan(200 / 12);
  });

  it('hardly grow where all who live in one place share the weights, in the backend that keeps them', () => {
    const shared = 'if(there == place, 1, 0)';
    const [few, many] = [12, 200].map(places => valuesPerAgent(choosing(places, shared), 'wasm'));
    expect(many / few).toBeLessThan(2);
    expect(valuesPerAgent(choosing(200, shared), 'js')).toBeGreaterThan(8 * many);
  });

  it('are more when everybody chooses than when few do', () => {
    const sure = choosing(12, 'wish');
    const seldom = choosing(12, 'wish', 'chance: 0.1\nthen');
    expect(valuesPerAgent(sure, 'wasm')).toBeGreaterThan(3 * valuesPerAgent(seldom, 'wasm'));
  });
});
