import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';

const FOLDER = 'examples/models/provinces';
const read = (path: string) => readFileSync(path, 'utf8');

describe('gravity between two hundred provinces', () => {
  it('fills each to the room it has, whatever it begins with', () => {
    const inputs = loadInputs('examples/scenarios/provinces.yaml', { weeks: 110, personsPerAgent: 4 });
    const { task, frame } = instantiate(inputs, { backend: 'wasm', slots: 1 });
    const key = { scenario: 'provinces', replicate: 1, parameters: { moving: 0.05 } };
    const { trajectories } = openTask(task).run(key, 0)!;
    const rooms = read(`${FOLDER}/places.csv`)
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','))
      .map(([place, , , , , , room]) => ({ place, room: Number(room) }));
    const stock = (place: string, week: number) => {
      const at = frame.series.findIndex(s => s.metric === 'living' && s.group === `province=${place}`);
      return trajectories[week * frame.series.length + at];
    };
    /** The mean of squared differences from the room, compared with a count of agents of 4 persons that scatters by chance. */
    const misfit = (week: number) =>
      rooms.reduce((sum, { place, room }) => sum + (stock(place, week) - room) ** 2 / (4 * room), 0) /
      rooms.length;
    expect(rooms).toHaveLength(200);
    expect(misfit(0)).toBeGreaterThan(10);
    expect(misfit(109)).toBeLessThan(2);
  });

  it('is what the page about many places says', () => {
    const page = read('docs/how-to/many-places.md');
    const files = ['model.yaml', 'places.csv', 'rules/move.yaml'].map(name => read(`${FOLDER}/${name}`));
    const known = [...files, read('examples/scenarios/provinces.yaml')].join('\n');
    const blocks = [...page.matchAll(/^```(?:yaml|csv)\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
    const own = blocks.filter(text => !text.startsWith('table,index'));
    expect(own).toHaveLength(4);
    for (const text of own) expect(known).toContain(text.trim());
  });
});
