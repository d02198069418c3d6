import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunKey, RunResult } from '../../../src/engine/program/run-types.ts';
import {
  decodeOutcome,
  encodeOutcome,
  RECORD_VERSION,
  runId,
} from '../../../src/io/checkpoint/run-record.ts';

const column = fc.float64Array({ maxLength: 40 });
const values = fc.dictionary(fc.string({ unit: 'binary' }), fc.double(), {
  maxKeys: 5,
  noNullPrototype: true,
});
const key = fc.record<RunKey>(
  {
    scenario: fc.string({ unit: 'binary' }),
    replicate: fc.nat(),
    parameters: values,
    only: fc.record(
      { weeks: fc.nat(), statistics: fc.array(fc.nat(), { maxLength: 4 }) },
      { noNullPrototype: true },
    ),
  },
  { requiredKeys: ['scenario', 'replicate'], noNullPrototype: true },
) as fc.Arbitrary<RunKey>;
const run: fc.Arbitrary<RunResult> = fc.record({
  key,
  agents: fc.nat(),
  weeks: fc.nat(),
  trajectories: column,
  flows: column,
  surveyValues: column,
  surveyRespondents: column,

  surveyAgents: column,
  figures: column,
  statistics: column,
  stateHash: fc.string(),
  wallSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

/** The bits of a result: NaN and -0 as they are. */
const bitsOf = (result: RunResult) =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      name,
      value instanceof Float64Array ? [...new BigUint64Array(value.slice().buffer)] : value,
    ]),
  );

describe('The record of a run', () => {
  it('gives back every bit, wherever the bytes lie', () => {
    fc.assert(
      fc.property(run, fc.nat(15), (result, offset) => {
        const bytes = encodeOutcome({ result });
        const moved = Buffer.from(new ArrayBuffer(offset + bytes.length + 3));
        moved.set(bytes, offset);
        const back = decodeOutcome(moved.subarray(offset, offset + bytes.length));
        if (!('result' in back)) throw new Error('a result came back as a failure');
        expect(bitsOf(back.result)).toStrictEqual(bitsOf(result));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('is little more than its numbers', () => {
    const [result] = fc.sample(run, { seed: 1, numRuns: 1 });
    const wide = { ...result, trajectories: new Float64Array(10_000) };
    expect(encodeOutcome({ result: wide }).length).toBeLessThan(10_000 * 8 + 4_000);
  });

  it('holds what broke a run, too', () => {
    const failure = {
      key: { scenario: 'a', replicate: 3 },
      problems: [{ kind: 'failed', message: 'no memory', hint: 'fewer threads' } as const],
    };
    expect(decodeOutcome(encodeOutcome({ failure }))).toEqual({ failure });
  });

  it('of another version is refused', () => {
    const failure = { key: { scenario: 'a', replicate: 3 }, problems: [] };
    const bytes = encodeOutcome({ failure });
    bytes[0] = RECORD_VERSION + 1;
    expect(() => decodeOutcome(bytes)).toThrow(/another version/);
  });
});

describe('The id of a run', () => {
  const base = { scenario: 'dry', replicate: 4 };

  it('is short where scenario and replicate say all', () => {
    expect(runId(base)).toBe('dry/4');
  });

  it('hangs on values, not on their order', () => {
    const [ab, ba] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map(parameters => runId({ ...base, parameters }));
    expect(ab).toBe(ba);
    const others = [{ a: 1 }, { a: 0 }, { a: -0 }, { a: Number.NaN }].map(parameters =>
      runId({ ...base, parameters }),
    );
    expect(new Set([...others, ab, runId(base)]).size).toBe(6);
  });
});
