import fc from 'fast-check';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { buildModel } from '../../src/model/build.ts';
import type { Event } from '../../src/scenario/scenario.ts';
import { abroadModel } from './abroad.ts';
import { checkBefore, checkLedger } from './ledger.ts';
import { inlineInputs } from './model.ts';
import { firstDifference, small } from './scenario.ts';

/** Random scenarios in which the books of people are held (ledger.ts), with and without one more event. */

const AT = { file: 'scenario.yaml', line: 1, column: 1 };

/** An event of any kind of the model that begins within the run; of a kind by place, maybe in some places only. */
function eventOf({ scenario, model: files }: Inputs): fc.Arbitrary<Event> {
  const { fields, places } = buildModel(files);
  return fc
    .record({
      field: fc.constantFrom(...fields),
      fromDay: fc.integer({ min: 0, max: 7 * scenario.weeks - 1 }).map(day => scenario.startDay + day),
      length: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      size: fc.double({ min: 0.1, max: 1, noNaN: true }),
      leadWeeks: fc.constantFrom(0, 0, 2),
      halfLifeWeeks: fc.constantFrom(undefined, 3),
      some: fc.subarray([...places.labels.slice(1)]),
    })
    .map(({ field, length, some, ...event }) => ({
      ...event,
      id: undefined,
      kind: field.name,
      toDay: length === undefined ? undefined : event.fromDay + length,
      places: field.by === 'place' ? some : [],
      at: AT,
    }));
}

/** Hold the books of random scenarios with and without a random event. Returns how many events changed something. */
export function checkRandomWorlds(worlds: fc.Arbitrary<Inputs>, numRuns: number, seed: number): number {
  let differing = 0;
  const cases = worlds.chain(inputs =>
    fc.tuple(fc.constant(inputs), eventOf(inputs), fc.integer({ min: 1, max: 1000 })),
  );
  fc.assert(
    fc.property(cases, ([plain, event, replicate]) => {
      const { scenario } = plain;
      const other = { ...plain, scenario: { ...scenario, events: [...scenario.events, event] } };
      const [one, two] = [plain, other].map(inputs => checkLedger(inputs, replicate));
      const week = Math.min(scenario.weeks, firstDifference(plain, other));
      if (checkBefore(one, two, week)) differing++;
    }),
    { seed, numRuns, endOnFailure: true },
  );
  return differing;
}

/** The small model with people abroad from the start, some of whom move; sizes and scales that don't divide each other. */
export const abroadWorlds: fc.Arbitrary<Inputs> = fc
  .record({
    seed: fc.string({ minLength: 1, maxLength: 8 }),
    persons: fc.integer({ min: 60, max: 900 }),
    personsPerAgent: fc.constantFrom(1, 2, 7, 0.5),
    begin_abroad: fc.constantFrom(0, 0.1, 0.5, 1),
    leave_rate: fc.constantFrom(0, 0.02, 0.3),
    back_rate: fc.constantFrom(0.0001, 0.03, 0.4),
    on_rate: fc.constantFrom(0.0001, 0.02, 0.4),
    weeks: fc.integer({ min: 1, max: 25 }),
  })
  .map(({ seed, weeks, personsPerAgent, ...parameters }) => {
    const model = { ...abroadModel, parameters: { ...abroadModel.parameters, ...parameters } };
    return inlineInputs(model, { weeks, seed, personsPerAgent, groups: ['host'] });
  });

/** A shipped scenario on few agents and weeks, with other chance, some rule files off and some numbers moved. */
export function shippedWorlds(
  name: string,
  { personsPerAgent, weeks }: { personsPerAgent: number; weeks: number },
): fc.Arbitrary<Inputs> {
  const inputs = small(name, { weeks, personsPerAgent });
  const files = [...new Set(inputs.model.rules.map(({ file }) => file))];
  const rules = files.map(file => file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, ''));
  const free = buildModel(inputs.model).parameters.filter(({ fit }) => fit);
  const moved = fc.record({
    parameter: fc.constantFrom(...free),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  return fc
    .record({
      seed: fc.string({ minLength: 1, maxLength: 8 }),
      without: fc.subarray(rules, { maxLength: 2 }),
      moves: fc.array(moved, { maxLength: 3 }),
    })
    .map(({ seed, without, moves }) => {
      // Between the value and the nearer end of the range.
      const values = moves.flatMap(({ parameter: { name: id, value, low, high }, to }) =>
        low === undefined || high === undefined
          ? []
          : [[id, value + (to - 0.5) * Math.min(value - low, high - value)] as const],
      );
      const { scenario } = inputs;
      return {
        ...inputs,
        scenario: {
          ...scenario,
          weeks,
          groups: ['host'],
          seed,
          withoutMechanisms: without,
          parameters: { ...scenario.parameters, ...Object.fromEntries(values) },
        },
      };
    });
}
