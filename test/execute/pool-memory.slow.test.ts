import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';

const KEYS = Array.from({ length: 4 }, (_, k) => ({ scenario: 'plain', replicate: k + 1 }));

describe('Threads of a process', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  const makeTask = () =>
    instantiate(adjust(readInputs(join(project.folder, 'scenarios/plain.yaml')), { weeks: 6 }), {
      backend: 'js',
      slots: 2,
    }).task;

  it.each([0, 2])('let go of the memory of tasks that are done (%i threads)', async threads => {
    const pages = 1024;
    const before = process.memoryUsage.rss();
    for (let k = 0; k < 24; k++) {
      const { memory: small, ...task } = makeTask();
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
      const bytes = new Uint8Array(memory.buffer).fill(1);
      bytes.set(new Uint8Array(small.buffer));
      await execute({ ...task, memory }, KEYS, { threads });
    }
    const grown = (process.memoryUsage.rss() - before) / (pages * 65_536);
    expect(grown, 'of 24 memories').toBeLessThan(12);
  });
});
