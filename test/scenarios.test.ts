import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAGES, renewed } from '../scripts/lever-tables.ts';
import { firstDay, isoDay, parseDay } from '../src/core/calendar.ts';
import type { Inputs } from '../src/engine/program/run-types.ts';
import { hashState } from '../src/engine/state/state-hash.ts';
import { buildModel } from '../src/model/build.ts';
import { weeklyField } from '../src/scenario/fields.ts';
import { validateScenario } from '../src/scenario/validate.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { openTask } from '../src/simulate/simulate.ts';
import { firstDifference, shipped, small } from './support/scenario.ts';

/**
 * What each scenario's `assumes` line promises, against the baseline: a metric that is higher (+) or lower (-) on the mean
 * of the run's last half year, and the day from which the two may differ at all.
 */
const PROMISES: Record<string, { from: string; moves: Record<string, '+' | '-'> }> = {
  'no-mobilisation': { from: '2022-09-19', moves: { left_ever: '-' } },
  'second-mobilisation': { from: '2023-01-09', moves: { left_ever: '+' } },
  'exit-ban': { from: '2022-09-26', moves: { left_ever: '-', abroad: '-' } },
  'amnesty-with-guarantee': {
    from: '2023-03-06',
    moves: { fear_mean_of_abroad: '-', in_origin_returned: '+', return_share_of_left: '+' },
  },
  'end-of-the-war': {
    from: '2023-03-06',
    moves: { in_origin_returned: '+', return_share_of_left: '+', left_ever: '-' },
  },
  'regime-change': {
    from: '2023-03-06',
    moves: { outlook_origin_mean_of_abroad: '+', fear_mean_of_abroad: '-', return_share_of_left: '+' },
  },
  'easier-permits-georgia': {
    from: '2023-03-06',
    moves: { 'permit_share_of_abroad host=georgia': '+', 'plans_stay_share_of_abroad host=georgia': '+' },
  },
  'visa-georgia': {
    from: '2023-03-06',
    moves: { 'abroad host=georgia': '-', left_ever: '-' },
  },
  'visa-activists-germany': {
    from: '2023-03-06',
    moves: { 'abroad host=germany': '+' },
  },
  'permits-refused-turkey': {
    from: '2023-03-06',
    moves: {
      'without_papers_share_of_abroad host=turkey': '+',
      'trust_host_state_mean_of_abroad host=turkey': '-',
      'abroad host=turkey': '-',
    },
  },
  'permits-run-out-georgia': {
    from: '2023-03-06',
    moves: { 'permit_share_of_abroad host=georgia': '+' },
  },
  'restrictions-when-crowded': {
    from: '2023-03-06',
    moves: { 'trust_host_state_mean_of_abroad host=georgia': '-' },
  },
  'jobs-run-out': {
    from: '2023-03-06',
    moves: { work_local_share_of_abroad: '+' },
  },
  'families-leave-together': {
    from: '2022-02-21',
    moves: { left_ever: '+' },
  },
  'language-courses': {
    from: '2023-03-06',
    moves: { learning_share_of_abroad: '+', integration_linguistic_mean_of_abroad: '+' },
  },
  'courses-armenia': {
    from: '2023-03-06',
    moves: { 'learning_share_of_abroad host=armenia': '+' },
  },
  'job-programme': {
    from: '2023-03-06',
    moves: { jobless_share_of_abroad: '-', work_local_share_of_abroad: '+' },
  },
  'transfers-blocked': {
    from: '2023-03-06',
    moves: { sending_money_share_of_abroad: '-', ties_to_origin_mean_of_abroad: '-' },
  },
  'support-for-activists': {
    from: '2023-03-06',
    moves: { civic_home_mean_of_abroad: '+', influence_mean_of_abroad: '+' },
  },
  'polarisation-campaign': {
    from: '2023-03-06',
    moves: { quarrels_mean_of_abroad: '+', trust_stayers_mean_of_abroad: '-' },
  },
};

const WEEKS = 104;
const HALF_YEAR = 26;
const REPLICATES = [1, 2];

interface Course {
  inputs: Inputs;
  /** Hash of everybody's state after each week of the first replicate. */
  states: string[];
  /** Mean over replicates and the last half year, by `metric` or `metric group=label`. */
  late: Map<string, number>;
}

const names = readdirSync('scenarios')
  .filter(file => file.endsWith('.yaml'))
  .map(file => file.replace('.yaml', ''))
  // Scenarios of another model have tests of their own.
  .filter(name => shipped(name).scenario.model === 'models/rhizome');
const courses = new Map<string, Course>();

/** Two runs of a scenario on few agents, done once. */
function course(name: string): Course {
  const done = courses.get(name) ?? runCourse(name);
  courses.set(name, done);
  return done;
}

function runCourse(name: string): Course {
  const inputs = small(name, { weeks: WEEKS, personsPerAgent: 1000, scenario: { weeks: WEEKS } });
  const { task, frame, resolved } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { run } = openTask(task);
  const states: string[] = [];
  const results = REPLICATES.map(
    replicate =>
      run({ scenario: name, replicate }, 0, {
        onWeek(week) {
          if (replicate === 1)
            states.push(
              hashState({
                memory: task.memory,
                layout: task.layout,
                slot: 0,
                week,
                count: resolved.declared,
              }),
            );
        },
      })!,
  );
  const late = frame.series.map(({ metric, group }, k) => {
    const values = results.flatMap(({ trajectories }) =>
      Array.from({ length: HALF_YEAR }, (_, w) => trajectories[(WEEKS - 1 - w) * frame.series.length + k]),
    );
    const key = group === 'all' ? metric : `${metric} ${group}`;
    return [key, values.reduce((sum, value) => sum + value, 0) / values.length] as const;
  });
  return { inputs, states, late: new Map(late) };
}

describe('scenarios', () => {
  it('have a promise each', () => {
    expect(Object.keys(PROMISES).sort()).toEqual(names.filter(name => name !== 'baseline').sort());
  });

  describe.each(Object.entries(PROMISES))('%s', (name, { from, moves }) => {
    let [baseline, other]: Course[] = [];
    beforeAll(() => {
      [baseline, other] = ['baseline', name].map(course);
    });

    it('says in a line of its own what it assumes', () => {
      const { assumes, title } = other.inputs.scenario;
      expect(assumes.length).toBeGreaterThan(40);
      // What the baseline takes for granted holds here, too.
      expect(assumes.endsWith(` ${baseline.inputs.scenario.assumes}`)).toBe(true);
      expect(title).not.toBe(baseline.inputs.scenario.title);
    });

    it('changes nobody before the first week in which a field differs, and somebody later', () => {
      const first = firstDifference(baseline.inputs, other.inputs);
      expect(isoDay(firstDay(other.inputs.scenario, first))).toBe(from);
      expect(other.states.slice(0, first)).toEqual(baseline.states.slice(0, first));
      expect(other.states.at(-1)).not.toBe(baseline.states.at(-1));
    });

    it.each(Object.entries(moves))('moves %s: %s', (metric, sign) => {
      const [with_, without] = [other, baseline].map(({ late }) => late.get(metric));
      expect(Math.sign(with_! - without!)).toBe(sign === '+' ? 1 : -1);
    });
  });

  it.each(names)('%s is in order, and what it assumes has no doubts of its own', name => {
    const { inputs } = course(name);
    const { problems, warnings } = validateScenario(inputs.scenario, buildModel(inputs.model), inputs.model);
    expect(problems).toEqual([]);
    expect(warnings.filter(({ message }) => /changes nothing|begins before/.test(message))).toEqual([]);
  });

  it('bring more people home under another regime than by peace alone', () => {
    const [peace, regime] = ['end-of-the-war', 'regime-change'].map(name => course(name).late);
    for (const metric of ['return_share_of_left', 'in_origin_returned'])
      expect(regime.get(metric)).toBeGreaterThan(peace.get(metric)!);
  });
});

describe('docs/reference/scenarios.md', () => {
  const page = readFileSync('docs/reference/scenarios.md', 'utf8');
  const rows = page
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|').map(cell => cell.trim()));
  const inputs = shipped('baseline');
  const { fields } = inputs.model.model.value as { fields: string[] };
  const model = buildModel(inputs.model);

  it('has the table of levers that levers.yaml makes', () => {
    for (const entry of PAGES) expect(readFileSync(entry.page, 'utf8')).toBe(renewed(entry));
  });
  const parameters = inputs.model.parameters.rows.map(({ cells }) => cells.name);

  it.each(fields)('tells the lever %s, and whether the data have seen it', field => {
    const kind = field.replace('[place]', '');
    const row = rows.find(cells => cells[1] === `\`${kind}\``);
    expect(row).toBeDefined();
    const weeks = (parseDay('2022-12-26')! - inputs.scenario.startDay) / 7;
    const places = field.endsWith('[place]') ? model.places.labels : [undefined];
    const courses = places.map(place =>
      weeklyField(inputs.scenario.events, kind, place, inputs.scenario, weeks),
    );
    const most = Math.max(...courses.flatMap(course => [...course].map(Math.abs)));
    const { seen } = model.levers.find(lever => lever.name === kind)!;
    expect(row![6]).toMatch(most > 0 ? /^up to/ : /^no$/);
    expect(seen?.size ?? 0).toBeGreaterThanOrEqual(most - 1e-6);
    expect(seen?.weeks ?? 0).toBeLessThanOrEqual(weeks);
    for (const [, parameter] of row![7].matchAll(/`(\w+)`/g)) expect(parameters).toContain(parameter);
  });

  it.each(names)('tells the scenario %s', name => {
    expect(page).toContain(`[\`${name}\`](../../scenarios/${name}.yaml)`);
  });
});
