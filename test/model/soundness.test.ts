import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { type InlineModel, inlineInputs, inlineModel } from '../support/model.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

const model = (rules: string, more: Partial<InlineModel> = {}): InlineModel => ({
  places: 'place,title,host,host_source\nhome,H,0,A00\na,A,1,A00\nb,B,1,A00',
  parameters: { persons: 700 },
  // `x` is 0 for some, so that x / x is no number; `rare` holds for those and some others.
  columns: `
rank: { type: integer, range: 0..9, initial: floor(10 * uniform('rank')) }
x:
  type: number
  range: 0..9
  initial: max(0, floor(10 * uniform('xs')) - 1)
rare: { type: flag, initial: uniform('rank') < 0.3 }
trips: { type: integer }
lucky: { type: flag }
job: { type: one-of, values: [none, local, remote], initial: none }`,
  rules,
  ...more,
});

/** What all three say, which must be the same. */
function failureOf(rules: string, more: Partial<InlineModel> = {}) {
  const [expected, ...others] = Object.values(WITNESSES).map(
    backend => witness(inlineInputs(model(rules, more)), backend, 2).failure,
  );
  for (const failure of others) expect(failure).toEqual(expected);
  return expected;
}

const STOPPED: [what: string, rules: string, column: string][] = [
  ['a chance', 'rule: r\nchance: 0.1 * x / x\nthen:\n  lucky: true', 'the chance'],
  ['a chance behind an exponential', 'rule: r\nchance: per_week(x / x)\nthen:\n  lucky: true', 'the chance'],
  [
    'a chance of a rule that chooses',
    'rule: r\nchance: 0.001 * x / x\nthen:\n  place: choose(host, 0)',
    'the chance',
  ],
  [
    'a utility of competing risks',
    'rule: r\none_of:\n  go:\n    utility: -80\n    then:\n      lucky: true\n  stay:\n    when: rare\n    utility: sqrt(x - 1)\n    then:\n      trips: 1',
    'the utility of stay',
  ],
  [
    'a utility of an option that chooses',
    'rule: r\none_of:\n  go:\n    utility: x / x - 60\n    then:\n      job: pick(job where there != job)',
    'the utility of go',
  ],
  [
    'a utility of one candidate',
    'rule: r\nset:\n  place: choose(host, if(there == a, x / x, 0))',
    'a utility of its choice',
  ],
  [
    'a utility of the first candidate',
    'rule: r\nchance: 1\nthen:\n  place: choose(host, if(there == b, 0, x / x))',
    'a utility of its choice',
  ],
  [
    'a utility of a choice that decides about a chance',
    'rule: r\nlet:\n  aim: choose(place, if(there == b, x / x, 0))\nchance: if(aim == a, 0.1, 0.2)\nthen:\n  place: aim',
    'a utility of its choice',
  ],
  ['a floor that is written', 'rule: r\nset:\n  trips: floor(x / x)', 'the value for trips'],
  ['a floor in a sum', 'rule: r\nset:\n  trips: 3 + max(0, floor(x / x))', 'the value for trips'],
  ['a floor in a flag', 'rule: r\nset:\n  lucky: floor(x / x) > 3', 'the value for lucky'],
  [
    'a floor in a chance',
    'rule: r\nchance: if(floor(x / x) > 0, 0, 0.1)\nthen:\n  lucky: true',
    'the chance',
  ],
  ['a floor in `who`', 'rule: r\nwho: floor(x / x) > 3\nset:\n  lucky: true', 'the condition `who`'],
  [
    'a floor in `when`',
    'rule: r\none_of:\n  go:\n    when: floor(x / x) > 3\n    utility: 0\n    then:\n      lucky: true',
    'the utility of go',
  ],
  [
    'a floor among candidates',
    'rule: r\nset:\n  job: pick(job where floor(x / x) > 5)',
    'a utility of its choice',
  ],
  [
    'a floor beyond 2^24',
    'rule: r\nset:\n  lucky: floor(1e8 / (x + 1) * (1 - x)) > 0',
    'the value for lucky',
  ],
];

describe('a rule stops the run', () => {
  it.each(STOPPED)('at %s that is no number', (_, rules, column) => {
    const failure = failureOf(rules);
    expect(failure).toMatchObject({ where: 'r', column, week: 0, found: Number.NaN });
    const { column: of } = witness(
      inlineInputs(model('rule: idle\nwho: week < 0\nset:\n  lucky: true')),
      WITNESSES.wasm,
    );
    // The first in storage for whom x / x, or log(x) / x, is none.
    if (!rules.includes('1e8')) expect(of('x')[failure!.agent]).toBe(0);
  });

  it('at a first value that has no candidate, or no number', () => {
    const initial = (text: string) => ({
      columns: `${model('').columns}\nplan: { type: integer, initial: 0 }\nwork:\n  type: one-of\n  values: [a1, a2]\n  initial: ${text}`,
    });
    const idle = 'rule: idle\nwho: week < 0\nset:\n  lucky: true';
    expect(failureOf(idle, initial('pick(work where x > 3)'))).toMatchObject({
      where: 'initial/work',
      column: 'a candidate of its choice',
    });
    expect(failureOf(idle, initial('if(floor(x / x) > 3, a1, a2)'))).toMatchObject({
      where: 'initial/work',
      column: 'the first value',
    });
  });

  const FINE: [string, string][] = [
    ['those outside `who`', 'rule: r\nwho: x > 0\nchance: x / x\nthen:\n  trips: floor(x / x)'],
    ['branches of `if` that are not taken', 'rule: r\nset:\n  trips: if(x > 0, floor(x / x), 7)'],
    [
      'an option that may not be taken',
      'rule: r\none_of:\n  go:\n    when: x > 0\n    utility: x / x\n    then:\n      lucky: true',
    ],
    [
      'candidates that are not allowed',
      'rule: r\nset:\n  place: choose(host where there == b or x > 0, if(there == a, x / x, 0))',
    ],
    ['a rule that does not happen', 'rule: r\nchance: if(x > 0, 1, 0)\nthen:\n  trips: floor(x / x)'],
    [
      'a choice without candidates',
      'rule: r\nlet:\n  aim: choose(host where x > 20, 0)\nchance: appeal_of(aim)\nthen:\n  place: aim',
    ],
  ];
  it.each(FINE)('not for %s', (_, rules) => {
    const text = rules.replace('appeal_of(aim)', 'host[aim] / host[aim]');
    expect(failureOf(text)).toBeUndefined();
    const states = Object.values(WITNESSES).map(backend => {
      const { column } = witness(inlineInputs(model(text)), backend, 2);
      return ['place', 'trips', 'lucky'].map(column);
    });
    for (const state of states.slice(1)) expect(state).toEqual(states[0]);
  });

  it('with the rule, the agent, the week and the place in the file, also when threads share a run', async () => {
    const late = 'rule: r\nchance: if(week == 1, x / x, 0)\nthen:\n  lucky: true';
    const inputs = inlineInputs(model(late), { weeks: 3 });
    const message =
      /rules\/inline.yaml:2:9: `r` can't act on agent \d+ in the week of 2022-02-28: the chance is no number: found NaN/;
    const messages = new Set<string>();
    for (const backend of ['js', 'wasm'] as const) {
      const { task } = instantiate(inputs, { backend, slots: 1 });
      const key = { scenario: 'inline', replicate: 0 };
      try {
        openTask(task).run(key, 0);
      } catch (error) {
        messages.add((error as Error).message);
      }
      await expect(execute(task, [key], { threads: 2, teamFrom: 1 })).rejects.toThrow(message);
    }
    expect(messages.size).toBe(1);
    expect([...messages][0]).toMatch(message);
  });

  it('not by wrapping: what may need more than 32 bits is refused', () => {
    const big = 'visits: { type: integer }\n';
    const set = (value: string) => () =>
      inlineModel(model(`rule: r\nset:\n  lucky: ${value} > 0`, { columns: big + model('').columns }));
    expect(set('60000 * 60000 * 2')).toThrow(
      /rules\/inline.yaml:3:10: an integer may become too large here: found 3600000000/,
    );
    expect(set('(visits + 46342) * (visits + 46342)')).toThrow(/too large/);
    expect(set('2000000000 + 100000 * visits')).toThrow(/too large/);
    expect(set('-2147483647 - rank')).toThrow(/found -2147483656/);
    // A range, clamp or numbers help.
    for (const fine of [
      'rank * rank * 60000',
      'min(visits, 9) * visits',
      '1.0 * visits * visits',
      'visits * 3',
    ])
      expect(set(fine)).not.toThrow();
  });

  it('not by negative integers: what can never be stored is refused', () => {
    const given =
      (rules: string, columns = '') =>
      () =>
        inlineModel(model(rules, { columns: `${model('').columns}${columns}` }));
    expect(given('rule: r\nset:\n  trips: -1')).toThrow(
      /rules\/inline.yaml:3:10: `trips` can't hold such an integer: found -1, expected 0 to 65535/,
    );
    expect(given('rule: r\nset:\n  trips: if(lucky, 1, 0 - 5)')).toThrow(/found -5/);
    expect(given('rule: r\nset:\n  trips: 70000 + rank')).toThrow(/found 70000 to 70009/);
    expect(given('rule: r\nset:\n  lucky: true', '\ndebt: { type: integer, initial: -3 }')).toThrow(
      /`debt` can't hold/,
    );
    expect(given('rule: r\nset:\n  trips: trips - 1')).not.toThrow();
    expect(failureOf('rule: r\nset:\n  trips: rank - 1')).toMatchObject({ column: 'trips', found: -1 });
  });
});
