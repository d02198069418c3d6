import { describe, expect, it } from 'vitest';
import { type InlineModel, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

/** Whom each of four agents listens to, and how much it counts. */
const LISTENS = [
  [0, 1, 3],
  [0, 2, 1],
  [1, 0, 1],
  [2, 3, 2],
  [2, 1, 0.5],
  [3, 0, 4],
] as const;
const listed = (rows: readonly (readonly number[])[]) =>
  ['from,to,weight', ...rows.map(row => row.join(','))].join('\n');

const DEGROOT: InlineModel = {
  columns: `
first: { type: number, initial: uniform('x') }
opinion: { type: number, published: true }`,
  parameters: { persons: 4, own: 0.3 },
  networks: 'networks:\n  listens: { shape: list, ties: listens.csv, directed: true, weight: {} }',
  ties: { listens: listed(LISTENS) },
  rules: `
rule: begin
who: week == 0
set:
  opinion: first
---
rule: listen
who: week > 0
set:
  opinion: own * opinion + (1 - own) * mean(listens, opinion, opinion, weight)`,
};

describe('weights of ties', () => {
  it("bring DeGroot's consensus: the first opinions, weighed by the left eigenvector", () => {
    const { column } = runInline(inlineInputs(DEGROOT, { weeks: 80 }));
    let influence = [1, 1, 1, 1].map(x => x / 4);
    for (let k = 0; k < 500; k++) {
      const next = influence.map(x => 0.3 * x);
      for (const [from, to, weight] of LISTENS) {
        const all = LISTENS.filter(([other]) => other === from).reduce((sum, [, , w]) => sum + w, 0);
        next[to] += 0.7 * influence[from] * (weight / all);
      }
      influence = next;
    }
    const consensus = column('first').reduce((sum, x, i) => sum + influence[i] * x, 0);
    for (const opinion of column('opinion')) expect(opinion).toBeCloseTo(consensus, 5);
    expect(Math.max(...influence) / Math.min(...influence)).toBeGreaterThan(1.5);
  });

  const CIRCLE: InlineModel = {
    columns: `
value: { type: number, range: 0..1, published: true, initial: uniform('v') }
near: { type: number }
most: { type: number }
kept: { type: integer }`,
    parameters: { persons: 900, start: 0.5, speed: 0.1 },
    networks: `
networks:
  friends:
    shape: small-world
    degree: 6
    rewired: 0.1
    weight:
      initial: start
      change: clamp(weight + speed * (0.3 - abs(value - my.value)), 0, 1)`,
    rules: `
rule: look
set:
  near: sum(friends, weight)
  most: max(friends where value > 0.2, weight, 0)
  kept: count(friends, weight > 0.55)
---
rule: drift
set:
  value: value + 0.5 * (mean(friends where weight > 0.4, value, value, weight) - value)`,
  };

  it('change by what each end makes of its own', () => {
    const still = CIRCLE.rules!.split('---')[0];
    const { column } = runInline(inlineInputs({ ...CIRCLE, rules: still }, { weeks: 3 }));
    const [near, most] = [column('near'), column('most')];
    // Two changes have been made before the third week.
    const { column: later } = runInline(inlineInputs({ ...CIRCLE, rules: still }, { weeks: 4 }));
    const step = later('near').map((sum, i) => sum - near[i]);
    expect(Math.max(...step.map(Math.abs))).toBeLessThanOrEqual(6 * 0.1 * 0.7 + 1e-5);
    expect(Math.max(...most)).toBeCloseTo(0.5 + 2 * 0.03, 2);
    expect(Math.min(...near)).toBeGreaterThan(0);
    expect(new Set(column('kept')).size).toBeGreaterThan(4);
  });

  it('are the same bits in JavaScript, WebAssembly and the interpreter', () => {
    const inputs = inlineInputs(CIRCLE, { weeks: 2 });
    const [first, ...others] = Object.values(WITNESSES).map(backend => {
      const { failure, column } = witness(inputs, backend, 2);
      return { failure, columns: ['value', 'near', 'most', 'kept'].map(column) };
    });
    expect(first.failure).toBeUndefined();
    for (const other of others) expect(other).toEqual(first);
    runInline(inlineInputs(CIRCLE, { weeks: 8 }));
  });

  it('belong to one end: those of the others stay', () => {
    const ties = {
      listens: listed([
        [0, 1, 2],
        [2, 3, 5],
      ]),
    };
    const networks = `
networks:
  listens:
    shape: list
    ties: listens.csv
    weight:
      change: if(my.first > first, weight + 1, weight)`;
    const columns = DEGROOT.columns.replace(
      "initial: uniform('x')",
      "published: true, initial: uniform('x')",
    );
    const rules = 'rule: look\nset:\n  opinion: sum(listens, weight)';
    const { column } = runInline(inlineInputs({ ...DEGROOT, columns, networks, ties, rules }, { weeks: 4 }));
    const [a, b, c, d] = column('first');
    const own = (x: number, y: number, weight: number) => (x > y ? weight + 3 : weight);
    expect(column('opinion')).toEqual([own(a, b, 2), own(b, a, 2), own(c, d, 5), own(d, c, 5)]);
  });

  it.each([
    ['opinion: weight', /unknown name `weight`/],
    ['opinion: mean(listens, opinion, 0, week)', undefined],
    ['opinion: sum(back, weight)', /unknown name `weight`/],
  ])('are read where ties are: %s', (rule, message) => {
    const networks = `${DEGROOT.networks}\n  back: { shape: reverse, of: listens }`;
    const run = () =>
      runInline(inlineInputs({ ...DEGROOT, networks, rules: `rule: look\nset:\n  ${rule}` }, { weeks: 1 }));
    if (message) expect(run).toThrow(message);
    else run();
  });

  it('are refused when they are no numbers', () => {
    const ties = { listens: listed([[0, 1, Number.NaN]]) };
    expect(() => runInline(inlineInputs({ ...DEGROOT, ties }))).toThrow(
      /listens\.csv:2:5: `weight` is no number/,
    );
    const networks = DEGROOT.networks!.replace('weight: {}', 'weight: { change: weight }').replace(
      'change: weight',
      'change: sqrt',
    );
    expect(() => runInline(inlineInputs({ ...DEGROOT, networks }))).toThrow(/sqrt/);
    const broken = `
networks:
  listens:
    shape: list
    ties: listens.csv
    directed: true
    weight:
      change: 1 / (opinion - my.opinion) * 0 + weight`;
    const same = DEGROOT.rules!.replaceAll('opinion: first', 'opinion: 1');
    expect(() => runInline(inlineInputs({ ...DEGROOT, networks: broken, rules: same }))).toThrow(
      /the weight of agent \d to agent \d in `listens` is no number in week 0/,
    );
  });

  it('take their name from all else', () => {
    const columns = `${DEGROOT.columns}\nweight: { type: number }`;
    expect(() => runInline(inlineInputs({ ...DEGROOT, columns }))).toThrow(
      /`weight` is the weight of a tie of `listens`/,
    );
  });
});
