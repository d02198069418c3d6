import { resolve } from 'node:path';
import type { RunKey } from '../../src/engine/program/run-types.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { type ExplorerPage, explorerPages } from '../../src/workflows/explore/projects.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { runKeysOf } from '../../src/workflows/run/run-keys.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Persons an agent stands for in these tests: few agents, so that many runs are quick. */
const SCALE = 10_000;

/** The explorer's pages of these shipped scenarios, with fewer agents. */
export function smallPages(...names: string[]): ExplorerPage[] {
  return explorerPages(names, () => {}, ROOT).map(page => {
    const [baseline] = page.project.presets;
    const text = page.project.files[baseline].replace(
      /persons_per_agent: \d+/,
      `persons_per_agent: ${SCALE}`,
    );
    const { files, catalogue } = page.project;
    const agents = Math.round(catalogue.persons / SCALE);
    return {
      ...page,
      project: {
        ...page.project,
        files: { ...files, [baseline]: text },
        catalogue: { ...catalogue, agents },
      },
    };
  });
}

/**
 * What the terminal's first run of a shipped scenario gives, with as few agents.
 * @param key its values where they are known; else they are taken from the posterior
 */
export function terminalRun(name: string, key?: Pick<RunKey, 'draw' | 'parameters'>) {
  const settings = { personsPerAgent: SCALE, ...(key && { parameters: 'defaults' as const }) };
  const inputs = loadInputs(resolve(ROOT, 'scenarios', `${name}.yaml`), settings);
  const { task } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  return openTask(task).run({ ...runKeysOf(inputs)[0], ...key }, 0)!;
}
