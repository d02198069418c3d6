import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';
import { errorsOf, RULES, SCENARIO } from '../support/inputs.ts';
import { runInline } from '../support/run.ts';

/** The small model by another name. */
function renamed(project: Project, name: string): void {
  project.edit('models/village/model.yaml', 'model: village', `model: ${name}`);
  project.edit(SCENARIO, 'model: village', `model: ${name}`);
  renameSync(join(project.folder, 'models/village'), join(project.folder, 'models', name));
}

it('a model gives the same draws when its name has underscores', () => {
  const results = ['village', 'our_village_2'].map(name => {
    const project = makeProject();
    if (name !== 'village') renamed(project, name);
    const { result } = runInline(loadInputs(join(project.folder, SCENARIO), { weeks: 3 }));
    project.remove();
    return result.stateHash;
  });
  expect(results[1]).toBe(results[0]);
});

it('a rule is read when its id has underscores, and refused when it has a point', () => {
  const rule = (id: string) => (project: Project) => {
    project.edit(RULES, 'rule: leave', `rule: ${id}`);
    project.edit('models/village/model.yaml', 'plan: [pluck-up, leave]', `plan: [pluck-up, ${id}]`);
  };
  expect(errorsOf(rule('leave_home'))).toEqual([]);
  expect(errorsOf(rule('leave.home'))[0]).toMatch(
    /leave\.home.*an id: letters, digits, underscores and hyphens/,
  );
});
