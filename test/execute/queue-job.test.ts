import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openWorkerApi } from '../../src/execute/open-task.ts';
import { MAX_INPUT_BYTES } from '../../src/execute/redis/library.ts';
import { unpacked } from '../../src/execute/redis/worker.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';

describe('a job of a queue', () => {
  it('is unpacked up to a size', () => {
    expect(unpacked(gzipSync(Buffer.from('inputs')))).toEqual(Buffer.from('inputs'));
    expect(unpacked(gzipSync(Buffer.alloc(MAX_INPUT_BYTES + 1)))).toBeUndefined();
    expect(() => unpacked(Buffer.from('inputs'))).toThrow('its inputs are no gzip');
  });

  it.each([
    [1e-4, /^there are \d+ agents/],
    [0.01, /^these runs need about \d+(\.\d)? GiB of memory/],
  ])('of one agent for %d persons is refused before anybody is made', (personsPerAgent, message) => {
    const inputs = adjust(readInputs('scenarios/baseline.yaml', 'defaults'), { personsPerAgent: 1 });
    const large = { ...inputs, scenario: { ...inputs.scenario, personsPerAgent } };
    expect(() => openWorkerApi().instantiate(large, { backend: 'wasm', slots: 64 })).toThrow(message);
  });
});
