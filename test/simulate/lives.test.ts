import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/model/build.ts';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { type InlineModel, inlineInputs, inlineModel, modelFiles } from '../support/model.ts';
import { type InlineRun, runInline } from '../support/run.ts';
import { COUNTS, GENERATIONS, MOTHERS } from './generations.ts';

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);

/** Persons of each week follow from those of the week before, in all and abroad; tells how many came and went. */
function checkBalance({ series, result }: InlineRun): { came: number; went: number } {
  const [people, births, entries, deaths] = ['people', 'births', 'entries', 'deaths'].map(name =>
    series(name),
  );
  const abroad = series('abroad');
  people.forEach((now, week) => {
    const before = week ? people[week - 1] : result.agents;
    expect(now).toBe(before + births[week] + entries[week] - deaths[week]);
    if (!week) return;
    const came = ['births_abroad', 'entries_abroad', 'out'].map(name => series(name)[week]);
    const went = ['deaths_abroad', 'back'].map(name => series(name)[week]);
    expect(abroad[week]).toBe(abroad[week - 1] + sum(came) - sum(went));
  });
  return { came: sum(births) + sum(entries), went: sum(deaths) };
}

describe('a model in which people enter, are born and die', () => {
  it('loses nobody: the start and who came, less who died, at each place', () => {
    const run = runInline(inlineInputs(GENERATIONS, { weeks: 40 }));
    const { came, went } = checkBalance(run);
    expect(Math.min(came, went)).toBeGreaterThan(100);
    // 18 weeks of 4, and 52 a year from April on, to the week of the run's end.
    const entries = sum(run.series('entries'));
    expect(Math.abs(entries - 72 - (52 / 365.2425) * 241)).toBeLessThan(2);
  });

  it('loses nobody in any small model', () => {
    const rate = fc.constantFrom(0, 0.02, 0.3, 1);
    const rates = fc.record({
      bear: rate,
      die: rate,
      move: rate,
      enter: fc.constantFrom(0, 0.4, 3),
      twins: fc.constantFrom(1, 3),
    });
    let [came, went] = [0, 0];
    fc.assert(
      fc.property(rates, fc.shuffledSubarray(['bear', 'die', 'move'], { minLength: 3 }), (model, plan) => {
        const rules = {
          bear: `rule: bear\nwho: kids < 2\nchance: ${model.bear}\nthen:\n  kids: kids + 1\nbirths:\n  number: ${model.twins}\n  inherit: [place]`,
          die: `rule: die\ndies: ${model.die}`,
          move: `rule: move\nchance: ${model.move}\nthen:\n  place: pick(place where there != place)`,
        };
        const run = runInline(
          inlineInputs(
            {
              columns: 'kids: { type: integer }',
              rules: plan.map(id => rules[id as keyof typeof rules]).join('\n---\n'),
              metrics: COUNTS,
              parameters: { persons: 20 },
              more: 'capacity: 3000',
              entrants: `from,persons,per,place,source_id\n2022-03-01,${model.enter},week,abroad,A00`,
            },
            { weeks: 6 },
          ),
        );
        const moved = checkBalance(run);
        came += moved.came;
        went += moved.went;
      }),
      { numRuns: 8, seed: 5 },
    );
    expect(Math.min(came, went)).toBeGreaterThan(50);
  });

  it('ties child and parent, and nobody to the dead', () => {
    const model: InlineModel = {
      columns:
        'age: { type: integer, published: true, initial: 30 }\nkids: { type: integer }\nmother: { type: integer }',
      networks: 'networks:\n  family: { shape: slots, slots: 4, at: place, among: false, form: 0, drop: 0 }',
      rules: `
rule: look
set:
  kids: count(family where age < 20)
  mother: count(family where age >= 20)
---
rule: birth
who: week < 3 and age >= 20
births:
  set: { age: 0 }
  ties: [family]
---
rule: death
who: age >= 20
dies: if(week == 6, 1, 0)`,
      more: 'capacity: 500',
      metrics: 'kids:\n  mean: kids\n  of: age >= 20\nmothers:\n  mean: mother\n  of: age < 20',
      parameters: { persons: 50 },
    };
    const run = runInline(inlineInputs(model, { weeks: 10 }));
    // A tie is seen from the week after the birth on, when both were published alive.
    expect(run.series('kids').slice(0, 6)).toEqual([0, 1, 2, 3, 3, 3]);
    expect(run.series('mothers').slice(1, 6)).toEqual([0.5, 2 / 3, 1, 1, 1].map(x => expect.closeTo(x, 5)));
    expect(run.series('mothers').slice(6)).toEqual([1, 0, 0, 0]);
    // Ids go on behind those of the start, in the order of mothers' ids.
    expect(run.column('life').slice(0, 50)).toEqual(Array(50).fill(2));
    expect(run.column('life').slice(50, 200)).toEqual(Array(150).fill(1));
  });
});

describe('figures and surveys', () => {
  it('count who was born, entered and died', () => {
    const header =
      'row_id,country,period_start,period_end,measure,unit,operator,value,se,value_low,value_high,source_id,use,note';
    const [from, end] = ['2022-02-21', '2022-07-10'];
    const rows = [
      ['S', 'abroad', end, 'stock', 'stock(abroad)'],
      [
        'N',
        'abroad',
        from,
        'net',
        'moves(any, abroad) - moves(abroad, any) + born(abroad) + entered(abroad) - died(abroad)',
      ],
      ['D', 'all', from, 'left', 'died(any)'],
    ].map(
      ([id, place, begin, measure, operator]) =>
        `${id},${place},${begin},${end},${measure},persons,"${operator}",5,1,,,A00,context,`,
    );
    const run = runInline(
      inlineInputs(GENERATIONS, { weeks: 20, study: { flows: `${[header, ...rows].join('\n')}\n` } }),
    );
    const [stock, net, died] = run.result.figures;
    const abroad = run.series('abroad');
    expect(stock).toBe(abroad.at(-1));
    const begun =
      abroad[0] -
      ['births_abroad', 'entries_abroad', 'out'].reduce((n, name) => n + run.series(name)[0], 0) +
      ['deaths_abroad', 'back'].reduce((n, name) => n + run.series(name)[0], 0);
    expect(net).toBe(stock - begun);
    expect(died).toBe(sum(run.series('deaths')));
  });

  it('a wave asks the living alone', () => {
    const waves =
      'wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible\nW1,first,2022-07-04,2022-07-10,50,reported,1,A00,\n';
    const items =
      'item_id,construct,kind,responses,base,operator,cut\nyoung,is young,state,yes|no,,age < 20,\n';
    const inputs = inlineInputs(GENERATIONS, { weeks: 20, study: { waves, items } });
    const { result, series } = runInline(inputs);
    const { survey } = resolveScenario(inputs).frame;
    const row = survey.findIndex(({ mode, response }) => mode === 'expected' && response === 'yes');
    expect(result.surveyAgents[row]).toBe(series('people').at(-1));
    expect(result.surveyValues[row]).toBeCloseTo(series('young').at(-1)!, 6);
  });
});

describe('known answers', () => {
  it('a life table by Gompertz has its life expectancy', () => {
    const [rate, growth, people] = [0.002, 0.09, 8000];
    const model: InlineModel = {
      columns: 'age: { type: integer }',
      rules: `rule: death\ndies: 1 - exp(-${rate} * exp(${growth} * age))\n---\nrule: grow\nset:\n  age: age + 1`,
      metrics: COUNTS,
      parameters: { persons: people },
    };
    const run = runInline(inlineInputs(model, { weeks: 110 }));
    let [alive, expected] = [1, 0];
    for (let age = 0; age < 110; age++) {
      alive *= Math.exp(-rate * Math.exp(growth * age));
      expected += alive;
    }
    // The standard deviation of a life is about 13.
    expect(Math.abs(sum(run.series('people')) / people - expected)).toBeLessThan(
      (4 * 14) / Math.sqrt(people),
    );
    expect(run.series('people').at(-1)).toBe(0);
  });

  it('a population by a Leslie matrix grows at its eigenvalue, with its stable ages', () => {
    const [survives, bears] = [
      [0.7, 0.95, 0.9, 0.6, 0],
      [0, 0.5, 0.8, 0.3, 0],
    ];
    const byAge = (values: readonly number[]) =>
      values.reduceRight((rest, value, age) => `if(age == ${age}, ${value}, ${rest})`, '0');
    const model: InlineModel = {
      columns: "age: { type: integer, range: 0..5, initial: floor(4 * uniform('a')) }",
      rules: `
rule: death
dies: 1 - ${byAge(survives)}
---
rule: grow
set:
  age: age + 1
---
rule: birth
chance: ${byAge(bears)}
births:
  set: { age: 0 }`,
      more: 'capacity: 200000',
      metrics: `${COUNTS}\n${[0, 1, 2, 3].map(age => `age${age}:\n  share: age == ${age}\n  of: age >= 0`).join('\n')}`,
      parameters: { persons: 3000 },
    };
    const weeks = 24;
    const run = runInline(inlineInputs(model, { weeks }));
    let stable = [1, 1, 1, 1, 1];
    let growth = 1;
    for (let k = 0; k < 200; k++) {
      const next = [0, ...stable.slice(0, 4).map((n, age) => n * survives[age])];
      next[0] = sum(next.map((n, age) => n * bears[age]));
      growth = sum(next) / sum(stable);
      stable = next.map(n => n / sum(next));
    }
    const people = run.series('people');
    const found = (people[weeks - 1] / people[weeks - 11]) ** 0.1;
    expect(growth).toBeGreaterThan(1.02);
    expect(Math.abs(found - growth)).toBeLessThan(4 * (Math.sqrt(10 / people[weeks - 11]) / 10));
    for (const age of [0, 1, 2, 3])
      expect(Math.abs(run.series(`age${age}`)[weeks - 1] - stable[age])).toBeLessThan(
        8 * Math.sqrt(0.25 / people[weeks - 1]),
      );
  });

  it('first births come at the ages that tables of fertility and mortality say', () => {
    const weeks = 50;
    const run = runInline(inlineInputs(MOTHERS, { weeks }));
    const rates = MOTHERS.tables!.split('\n').map(line => line.split(','));
    const rate = (table: string, age: number) => {
      const holds = (label: string) => {
        const [low, high = low] = label.split('..').map(Number);
        return label === 'else' || (age >= low && age <= high);
      };
      return Number(rates.find(([name, , label]) => name === table && holds(label))![3]);
    };
    const persons = MOTHERS.parameters!.persons;
    let childless = persons;
    const expected = Array.from({ length: weeks }, (_, age) => {
      childless *= 1 - rate('mortality', age);
      const first = childless * rate('fertility', age);
      childless -= first;
      return first;
    });
    const found = run.series('first_births');
    const fertile = expected.flatMap((n, age) => (n > 0 ? [age] : []));
    for (const age of expected.keys()) if (!fertile.includes(age)) expect(found[age]).toBe(0);
    const squares = fertile.map(age => (found[age] - expected[age]) ** 2 / expected[age]);
    expect(sum(squares) / fertile.length).toBeLessThan(1 + 4 * Math.sqrt(2 / fertile.length));
    const meanAge = (births: readonly number[]) => sum(births.map((n, age) => n * age)) / sum(births);
    expect(meanAge(expected)).toBeGreaterThan(24);
    expect(Math.abs(meanAge(found) - meanAge(expected))).toBeLessThan((4 * 6) / Math.sqrt(sum(expected)));
  });

  it('a steady inflow with a hazard of leaving has the stock of M/M/inf', () => {
    const [inflow, hazard] = [30, 0.1];
    const model: InlineModel = {
      columns: 'x: { type: number }',
      rules: `rule: leave\ndies: ${hazard}`,
      metrics: COUNTS,
      parameters: { persons: 270 },
      entrants: `from,persons,per,place,source_id\n2022-01-01,${inflow},week,abroad,A00`,
    };
    const run = runInline(inlineInputs(model, { weeks: 200 }));
    const people = run.series('people').slice(40);
    // Who comes in a week may leave in it: the stock is inflow x (1 - q) / q.
    expect(Math.abs(sum(people) / people.length - (inflow * (1 - hazard)) / hazard)).toBeLessThan(20);
    expect(sum(run.series('entries'))).toBe(200 * inflow);
  });
});

describe('what is refused', () => {
  const model =
    (rules: string, more: Partial<InlineModel> = {}) =>
    () =>
      inlineModel({ columns: 'age: { type: integer }', rules, ...more });
  const BIRTH = 'rule: birth\nchance: 0.1\nbirths:\n  inherit: [place]';

  it('names what is wrong, and where', () => {
    expect(model(BIRTH)).toThrow(
      /rules\/inline.yaml:3:1: a model with births says for how many there is room.*capacity/,
    );
    expect(model(BIRTH.replace('[place]', '[plase]'), { more: 'capacity: 9' })).toThrow(
      /:4:\d+: unknown column `plase`.*did you mean `place`/,
    );
    expect(model(`${BIRTH}\n  ties: [kin]`, { more: 'capacity: 9' })).toThrow(
      /`kin` is no network of changing ties/,
    );
    expect(model('rule: x\ndies: 0.1\nbirths:\n  inherit: [place]')).toThrow(/`births` belongs to/);
    expect(model('rule: x\ndies: 0.1\nset:\n  age: 1')).toThrow(/does too much/);
    expect(model('rule: x\ndies: 0.1', { more: 'capacity: many' })).toThrow(
      /model.yaml:\d+:\d+: unknown parameter `many`/,
    );
    expect(model('rule: x\nset:\n  age: 1', { metrics: 'm:\n  persons: died(any)' })).toThrow(
      /`died` needs a model in which people come or die/,
    );
    expect(model('rule: x\nset:\n  life: 1\n---\nrule: y\ndies: 1')).toThrow(/unknown column `life`/);
    expect(model('rule: x\nwho: died(any)\nset:\n  age: 1\n---\nrule: y\ndies: 1')).toThrow(
      /belongs in metrics and totals/,
    );
  });

  it('checks the table of entrants', () => {
    const table = (text: string) => () =>
      buildModel(
        modelFiles({
          columns: 'age: { type: integer, range: 0..99 }\nsex: { type: one-of, values: [f, m], initial: f }',
          rules: 'rule: x\nset:\n  age: 1',
          entrants: text,
        }),
      );
    const head = 'from,to,persons,per,place,age,sex,source_id\n';
    expect(table(`${head}2024-01-01,,5,week,abroad,30,m,A00`)).not.toThrow();
    expect(table(`${head}2024-02-30,,5,week,abroad,30,m,A00`)).toThrow(/entrants.csv:2:1: `from` is no day/);
    expect(table(`${head}2024-02-03,2024-01-01,5,week,abroad,30,m,A00`)).toThrow(/before the first one/);
    expect(table(`${head}2024-01-01,,5,weak,abroad,30,m,A00`)).toThrow(
      /`per` is no `weak`.*did you mean `week`/,
    );
    expect(table(`${head}2024-01-01,,5,,abroad,30,m,A00`)).toThrow(/without a last day/);
    expect(table(`${head}2024-01-01,,-5,week,abroad,30,m,A00`)).toThrow(/0 or more/);
    expect(table(`${head}2024-01-01,,5,week,abraod,30,m,A00`)).toThrow(
      /no such `place`.*did you mean `abroad`/,
    );
    expect(table(`${head}2024-01-01,,5,week,abroad,130,m,A00`)).toThrow(/no such `age`.*0 to 99/);
    expect(table(`${head}2024-01-01,,5,week,abroad,30,m,`)).toThrow(/no source_id/);
    expect(table('from,persons,per,aeg,source_id\n2024-01-01,5,week,1,A00')).toThrow(
      /unknown column `aeg`.*did you mean `age`/,
    );
  });

  it('stops a run that has no room for a child, and names the key', () => {
    const run = () =>
      runInline(
        inlineInputs({
          columns: 'age: { type: integer }',
          rules: BIRTH,
          more: 'capacity: 30',
          parameters: { persons: 100 },
        }),
      );
    expect(run).toThrow(/no room for another child.*`capacity` is 30 persons/);
  });
});

describe('entrants whose number is an expression', () => {
  const model = (persons: string, more = ''): InlineModel => ({
    columns: 'since: { type: week, initial: week }',
    parameters: { persons: 500, pull: 0.05 },
    rules: 'rule: go\nchance: 0.02\nthen:\n  place: abroad',
    metrics: `abroad: { persons: place == abroad }\nentries: { persons: entered(any) }`,
    more: `fields: [open]\ncapacity: 5000${more}`,
    entrants: `from,to,persons,per,place,source_id\n2022-02-21,,"${persons}",week,abroad,A00`,
  });
  const run = (persons: string, events: object[] = [], personsPerAgent = 1) =>
    runInline(inlineInputs(model(persons), { weeks: 20, events, personsPerAgent }));

  it('are as many as last week makes them, whole agents as persons add up', () => {
    const { series } = run('pull * total(place == abroad) + 0.3');
    const [abroad, entries] = ['abroad', 'entries'].map(name => series(name));
    let [expected, came] = [0, 0];
    entries.forEach((now, week) => {
      expected += 0.05 * (week ? abroad[week - 1] : 0) + 0.3;
      came += now;
      expect(Math.abs(came - expected)).toBeLessThanOrEqual(1);
    });
    expect(came).toBeGreaterThan(20);
  });

  it('read this week’s fields, and are nobody below 0', () => {
    const START = Math.floor(Date.UTC(2022, 1, 21) / 86_400_000);
    const { series } = run('9 * open - 2', [{ kind: 'open', fromDay: START + 70 }]);
    const entries = series('entries');
    expect(sum(entries.slice(0, 10))).toBe(0);
    expect(entries.slice(10)).toEqual(new Array(10).fill(7));
  });

  it('are persons, whatever an agent stands for', () => {
    expect(sum(run('6 + 0 * week', [], 2).series('entries'))).toBe(120);
  });

  it('come as often as their number says, where it is one', () => {
    const constant = runInline(inlineInputs({ ...model('4'), more: 'fields: [open]' }, { weeks: 20 })).series(
      'entries',
    );
    expect(run('2 + 2').series('entries')).toEqual(constant);
  });

  it.each([
    ['total(place == my.place)', /`my.place`|one number/],
    ['since + 1', /how many enter is one number: it knows no single agent/],
    ["uniform('x')", /draws/],
    ['1 / (week - 3)', /the number of entrants is none in the week of 2022-03-14/],
    ['total(everybody) * 3', /there is no room for another entrant/],
  ])('are refused where they are no number: %s', (persons, message) => {
    expect(() => run(persons)).toThrow(message);
  });

  it('need room, and a time in which they come', () => {
    const without = { ...model('2 * open'), more: 'fields: [open]' };
    expect(() => inlineModel(without)).toThrow('entrants by an expression says for how many there is room');
    const entrants = 'from,to,persons,place,source_id\n2022-02-21,2022-06-01,2 * open,abroad,A00';
    expect(() => inlineModel({ ...model('1'), entrants })).toThrow('have no `per`');
  });
});
