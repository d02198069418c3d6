import { logistic } from '../../src/core/math/exponential.ts';
import { fromSteps, stepsOver } from '../../src/core/math/quantisation.ts';
import { threefry } from '../../src/core/math/threefry.ts';
import { normal, uniform } from '../../src/core/random/variates.ts';
import type { Tally } from '../../src/engine/program/compiled-model.ts';
import type { Graph, Node } from '../../src/language/graph.ts';
import { noise, randomTies, rule, type Sketch, tallyOf } from './fixture.ts';

/**
 * Every form the language has in one small world: all types of columns, published or not, competing branches, choices
 * with and without utilities, aggregates that need other aggregates, aggregates by candidate, draws, tables.
 */
const C = { opinion: 0, age: 1, since: 2, away: 3, place: 4, job: 5, skill: 6, sex: 7, mood: 8 } as const;
const PLACES = 12;
const JOBS = 4;
const TABLES = { distance: 0, open: 1, wage: 2, loss: 3, cost: 4 } as const;
const uniformNoise = (k: number, i: number) => (noise(k, i) >>> 8) / 2 ** 24;
const label = (k: number, i: number, of: number) => Math.floor(uniformNoise(k, i) * of);

export function everyForm(agents: number, slots = 1): Sketch {
  return {
    agents,
    slots,
    columns: [
      { kind: 'number', published: true, range: [0, 1], fill: i => uniformNoise(1, i) },
      { kind: 'integer', range: [0, 90], fill: i => label(2, i, 60) },
      { kind: 'week' },
      { kind: 'flag', published: true, fill: i => label(3, i, 2) },
      { kind: 'label', labels: PLACES, published: true, fill: i => label(4, i, PLACES) },
      { kind: 'label', labels: JOBS, fill: i => label(5, i, JOBS) },
      { kind: 'integer', published: true, fill: i => label(6, i, 9) },
      { kind: 'label', labels: 2, published: true, fromPopulation: true, fill: i => label(7, i, 2) },
      { kind: 'number', range: [-4, 4], bits: 16 },
    ],
    scalars: [0.1, 0.4, -1.5, 2],
    tables: [
      Array.from({ length: PLACES * PLACES }, (_, k) => Math.fround(uniformNoise(20, k))),
      Array.from({ length: PLACES }, (_, k) => +(k % 3 !== 1)),
      [0.5, 1, 2, 4],
      [0.3, 0.1, 0.5, 0.2, 0.7, 0.05, 0.6],
      Array.from({ length: PLACES }, (_, k) => k / 8),
    ],
    streams: 6,
    networks: [randomTies(agents, 9, 31), randomTies(agents, 3, 77)],
    initial: graph => {
      const always = graph.flag(true);
      return [
        rule('initial/mood', always, [
          [always, { [C.mood]: normal(graph, words(graph, 5, graph.integer(0))) }],
        ]),
        rule('initial/since', always, [
          [always, { [C.since]: graph.iand(graph.agent(), graph.integer(15)) }],
        ]),
      ];
    },
    plan,
    tallies,
    extracts: graph => {
      const own = columns(graph);
      return [
        { name: 'asked', outputs: [own.away, own.mood, graph.float(own.age), mean(graph, 0)] },
        { name: 'moved', outputs: [graph.not(graph.ieq(own.place, graph.column(C.place, 'before', 'i32')))] },
      ];
    },
  };
}

function columns(graph: Graph) {
  const of = (column: number, machine: Node['machine']) => graph.column(column, 'own', machine);
  return {
    opinion: of(C.opinion, 'f32'),
    age: of(C.age, 'i32'),
    since: of(C.since, 'i32'),
    away: of(C.away, 'bool'),
    place: of(C.place, 'i32'),
    job: of(C.job, 'i32'),
    skill: of(C.skill, 'i32'),
    sex: of(C.sex, 'i32'),
    mood: fromSteps(graph, stepsOver(-4, 4), of(C.mood, 'i32')),
  };
}

const words = (graph: Graph, stream: number, week = graph.week()) =>
  threefry(graph, [graph.key(stream, 0), graph.key(stream, 1)], [graph.agent(), week]);

/** Mean opinion of neighbours, 0.5 without any. */
function mean(graph: Graph, network: number, condition = graph.flag(true)): Node {
  const sum = graph.sum(network, condition, graph.column(C.opinion, 'neighbour', 'f32'));
  const count = graph.count(network, condition);
  const empty = graph.ieq(count, graph.integer(0));
  return graph.select(empty, graph.number(0.5), graph.div(sum, graph.float(count)));
}

function plan(graph: Graph) {
  const { opinion, age, since, away, place, job, skill, sex, mood } = columns(graph);
  const always = graph.flag(true);
  const [a, b, c, d] = [0, 1, 2, 3].map(graph.scalar);
  const friendAway = graph.column(C.away, 'neighbour', 'bool');
  const friendPlace = graph.column(C.place, 'neighbour', 'i32');
  const friendSkill = graph.column(C.skill, 'neighbour', 'i32');
  const there = graph.candidate();
  const heard = mean(graph, 0);
  const share = graph.div(graph.float(graph.count(0, friendAway)), graph.float(graph.degree(0)));

  const opinions = rule('opinion', always, [
    [always, { [C.opinion]: graph.add(opinion, graph.mul(a, graph.sub(heard, opinion))) }],
  ]);
  // The new opinion decides whom one listens to: an aggregate that needs another one.
  const like = graph.lt(graph.abs(graph.sub(graph.column(C.opinion, 'neighbour', 'f32'), opinion)), b);
  const listens = rule('listens', graph.not(away), [
    [
      always,
      {
        [C.mood]: graph.add(graph.mul(mood, graph.number(0.9)), graph.mul(a, normal(graph, words(graph, 0)))),
        [C.opinion]: graph.add(
          graph.mul(opinion, graph.number(0.75)),
          graph.mul(graph.number(0.25), mean(graph, 0, like)),
        ),
      },
    ],
  ]);
  const ageing = rule('ageing', always, [[always, { [C.age]: graph.iadd(age, graph.integer(1)) }]]);
  const learns = rule('learns', graph.ilt(skill, graph.integer(9)), [
    [
      graph.lt(
        uniform(graph, words(graph, 1)[0]),
        logistic(graph, graph.sub(graph.number(1), graph.table(TABLES.wage, job))),
      ),
      { [C.skill]: graph.iadd(skill, graph.integer(1)) },
    ],
  ]);
  const [first, second] = words(graph, 2).map(word => uniform(graph, word));
  const p = graph.table(TABLES.loss, graph.iadd(job, graph.integer(3)));
  const jobs = rule('jobs', always, [
    [
      graph.lt(first, p),
      {
        [C.job]: graph.choose(JOBS, graph.not(graph.ieq(there, job)), undefined, second),
        [C.since]: graph.week(),
      },
    ],
  ]);

  const [fate, which] = words(graph, 3).map(word => uniform(graph, word));
  const utility = graph.sub(
    graph.add(
      graph.mul(d, graph.float(graph.count(1, graph.ieq(friendPlace, there)))),
      graph.table(TABLES.cost, there),
    ),
    graph.table(TABLES.distance, graph.iadd(graph.imul(place, graph.integer(PLACES)), there)),
  );
  const isOpen = graph.and(
    graph.eq(graph.table(TABLES.open, there), graph.number(1)),
    graph.not(graph.ieq(there, place)),
  );
  const where = graph.choose(
    PLACES,
    graph.and(
      isOpen,
      graph.lt(
        graph.number(0.2),
        graph.table(TABLES.distance, graph.iadd(graph.imul(there, graph.integer(PLACES)), place)),
      ),
    ),
    utility,
    which,
  );
  const half = graph.mul(logistic(graph, graph.add(c, share)), graph.number(0.5));
  const moves = rule('moves', graph.le(graph.number(-1), mood), [
    [
      graph.and(graph.lt(fate, half), graph.le(share, graph.number(0.9))),
      { [C.away]: graph.not(away), [C.since]: graph.week() },
    ],
    [
      graph.and(
        graph.and(graph.le(graph.number(0.9), fate), graph.ieq(sex, graph.integer(1))),
        graph.ile(graph.integer(0), where),
      ),
      { [C.place]: where, [C.away]: always, [C.mood]: graph.add(mood, graph.table(TABLES.cost, where)) },
    ],
  ]);
  const skilled = graph.sum(
    1,
    graph.or(friendAway, graph.ilt(graph.integer(3), friendSkill)),
    graph.float(friendSkill),
  );
  const after = rule('after', graph.and(away, graph.ilt(since, graph.week())), [
    [graph.lt(skilled, graph.number(20)), { [C.mood]: graph.sub(mood, graph.mul(a, skilled)) }],
    [
      graph.not(graph.lt(skilled, graph.number(20))),
      { [C.away]: graph.flag(false), [C.skill]: graph.integer(2) },
    ],
  ]);
  return [opinions, listens, ageing, learns, jobs, moves, after];
}

function tallies(graph: Graph): Tally[] {
  const { opinion, away, place, mood, skill, sex } = columns(graph);
  const before = graph.column(C.place, 'before', 'i32');
  return [
    tallyOf(graph, {
      name: 'all',
      base: graph.flag(true),
      cell: graph.integer(0),
      cells: 1,
      values: [graph.flag(true), away, opinion, mood],
    }),
    tallyOf(graph, {
      name: 'flows',
      base: graph.not(graph.ieq(place, before)),
      cell: graph.iadd(graph.imul(before, graph.integer(PLACES)), place),
      cells: PLACES * PLACES,
      values: [graph.flag(true)],
    }),
    tallyOf(graph, {
      name: 'by place',
      base: graph.ieq(sex, graph.integer(1)),
      cell: place,
      cells: PLACES,
      values: [away, graph.neg(mood), graph.ilt(skill, graph.integer(4))],
    }),
  ];
}
