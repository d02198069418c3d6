import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstDay, parseDay, type Step, stepOf, WEEKS_IN } from '../../src/core/calendar.ts';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';

const FOLDER = 'examples/models/stays';
const read = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8');
const [PERSONS, LEAVING, RETURNING] = [20_000, 0.3, 0.45];
const [FIRST, LAST, SHUT, OPEN] = ['2018-01-01', '2019-12-31', '2018-03-10', '2018-03-20'].map(
  day => parseDay(day)!,
);

/** The example with another step in place of a month: the word for its time is the only other thing that changes. */
function inputsBy(step: Step): Inputs {
  const inputs = loadInputs('examples/scenarios/stays.yaml', {});
  const text = (file: string) => read(file).replace(/\bmonth\b/g, step);
  const clock = step === 'week' ? {} : { step };
  const weeks = stepOf(LAST, { startDay: FIRST, ...clock }) + 1;
  const { step: _, ...scenario } = inputs.scenario;
  return {
    ...inputs,
    scenario: { ...scenario, ...clock, weeks },
    model: {
      ...inputs.model,
      model: parseYaml(text('model.yaml'), 'model.yaml')[0],
      rules: parseYaml(text('rules/stays.yaml'), 'rules/stays.yaml'),
      metrics: parseYaml(text('metrics.yaml'), 'metrics.yaml')[0],
    },
  };
}

/** Share expected abroad at the end: hazards over steps of mean length, the border open for a part of those that hold its closing. */
function expectedBy(step: Step): number {
  const clock = { startDay: FIRST, step };
  const years = WEEKS_IN[step] / WEEKS_IN.year;
  let abroad = 0;
  for (let k = 0; k <= stepOf(LAST, clock); k++) {
    const [from, next] = [firstDay(clock, k), firstDay(clock, k + 1)];
    const shut = Math.max(0, Math.min(next, OPEN + 1) - Math.max(from, SHUT)) / (next - from);
    const left = 1 - Math.exp(-LEAVING * (1 - shut) * years);
    abroad = (abroad + (1 - abroad) * left) * (1 - RETURNING) ** years;
  }
  return abroad;
}

/** The same in continuous time, of which steps are an approximation. */
function limit(): number {
  const back = -Math.log(1 - RETURNING);
  let abroad = 0;
  const PARTS = 2000;
  for (let day = FIRST; day <= LAST; day += 1 / PARTS) {
    const leaving = day >= SHUT && day < OPEN + 1 ? 0 : LEAVING;
    abroad += (leaving * (1 - abroad) - back * abroad) / PARTS / 365.2425;
  }
  return abroad;
}

describe('docs/how-to/time-step.md', () => {
  it('shows what the example says', () => {
    const page = readFileSync('docs/how-to/time-step.md', 'utf8');
    const texts = ['model.yaml', 'rules/stays.yaml'].map(read);
    const shown = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    expect(shown.length).toBeGreaterThan(2);
    for (const block of shown) expect(texts.some(text => text.includes(block))).toBe(true);
  });

  it('has a model that goes the same way by months, weeks and days', () => {
    const simulated = (['month', 'week', 'day'] as const).map(step => {
      const { task, frame } = instantiate(inputsBy(step), { backend: 'wasm', slots: 1 });
      const { trajectories } = openTask(task).run({ scenario: 'stays', replicate: 1 }, 0)!;
      const at = frame.series.findIndex(({ metric, group }) => metric === 'abroad' && group === 'all');
      const share = trajectories[(frame.weeks - 1) * frame.series.length + at] / PERSONS;
      const expected = expectedBy(step);
      expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / PERSONS));
      return share;
    });
    expect(Math.max(...simulated) - Math.min(...simulated)).toBeLessThan(0.025);
  });

  it('has an error that shrinks with the step', () => {
    const [month, week, day] = (['month', 'week', 'day'] as const).map(step =>
      Math.abs(expectedBy(step) - limit()),
    );
    expect(month).toBeGreaterThan(0.003);
    expect(month / week).toBeGreaterThan(3);
    expect(week / day).toBeGreaterThan(3.5);
  });
});
