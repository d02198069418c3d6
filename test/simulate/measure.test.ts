import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { instantiate, measure, resolveScenario } from '../../src/simulate/resolve.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { makeProject } from '../cli/process.ts';
import { errorsOf, MARGINS, NETWORKS, SCENARIO } from '../support/inputs.ts';

it('measures the people that a run has: agents, memory, warnings', () => {
  const project = makeProject();
  onTestFinished(project.remove);
  project.edit(MARGINS, 'smith,,0.25', 'smith,,0.0005');
  const inputs = loadInputs(join(project.folder, SCENARIO));
  const resolved = resolveScenario(inputs);
  const { agents, layout, warnings } = measure(inputs, resolved, 3);
  const made = instantiate(inputs, { backend: 'js', slots: 3, resolved });
  expect(agents).toBe(made.population.agents);
  expect(layout.slotBytes).toBe(made.task.layout.slotBytes);
  expect(Math.abs(layout.bytes / made.task.layout.bytes - 1)).toBeLessThan(0.02);
  expect(warnings).toEqual(made.warnings);
  expect(warnings.map(({ message }) => message)).toContainEqual(expect.stringContaining('no agent is left'));
});

it('finds what is wrong with a network whose ties it only counts', () => {
  const [error] = errorsOf(project => project.edit(NETWORKS, 'degree: 4', 'degree: 1e9'));
  expect(error).toContain('the degree is beyond the number of others');
});
