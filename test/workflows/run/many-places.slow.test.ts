import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reporter } from '../../../src/report/page/reporter.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { makeProject } from '../../cli/process.ts';

const PLACES = Array.from({ length: 199 }, (_, k) => `p${k},place ${k},1,A00,${(k % 9) / 4},A00`);
const ONWARD = `---
rule: onward
who: away
chance: per_month(0.1)
then:
  place: choose(far where there != place, ease[there])
`;

it('200 places over ten years stay below 20 MB, page and all', async () => {
  const project = makeProject();
  try {
    const header = 'place,title,far,far_source,ease,ease_source';
    const known = ['village,the village,0,A00,0,A00', 'town,the town,1,A00,1,A00'];
    project.write('models/village/places.csv', `${[header, ...known, ...PLACES.slice(1)].join('\n')}\n`);
    project.edit('models/village/model.yaml', 'plan: [pluck-up, leave]', 'plan: [pluck-up, leave, onward]');
    const rules = 'models/village/rules/leaving.yaml';
    project.write(rules, project.read(rules) + ONWARD);
    project.edit('scenarios/plain.yaml', 'until: 2001-04-29', 'until: 2010-12-26');
    const folder = join(project.folder, 'output/many');
    const file = join(project.folder, 'scenarios/plain.yaml');
    const { frame } = await runEnsemble(file, {
      threads: 0,
      personsPerAgent: 2,
      replicates: 4,
      folder,
      reporter,
    });
    expect([frame.places.length, frame.weeks]).toEqual([200, 521]);
    const sizes = Object.fromEntries(
      readdirSync(folder).map(name => [name, statSync(join(folder, name)).size]),
    );
    const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(bytes, JSON.stringify(sizes)).toBeLessThan(20e6);
    // All of it is there: every week of every place.
    expect(sizes['trajectories.parquet']).toBeGreaterThan(5e5);
    expect(sizes['flows.csv']).toBeGreaterThan(5e5);
  } finally {
    project.remove();
  }
});
