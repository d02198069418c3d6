import type { InlineModel } from '../support/model.ts';

/** People of several ages and jobs who move about; `moves` of them go each week. */
export const TOWN: InlineModel = {
  columns: `
wage: { type: number, range: 0..9, initial: 9 * uniform('w') }
job: { type: one-of, values: [none, local, remote], initial: pick(job) }
age: { type: integer, range: 10..40, initial: floor(10 + 30 * uniform('a')) }
rich: { type: flag, initial: uniform('w') > 0.7 }
seen: { type: number }`,
  places: 'place,title\nhome,Home\nnorth,North\nsouth,South',
  parameters: { persons: 700 },
  more: 'filters:\n  abroad: place != home',
};

export const MOVE = `
rule: move
chance: 0.2
then:
  place: pick(place where there != place)
  job: pick(job)
`;

/** People in three places with needs of their own; `served` and `refused` count what came of asking. */
export const QUEUES: InlineModel = {
  columns: `
place: { type: place, initial: pick(place) }
need: { type: number, range: 0..9, initial: floor(5 * uniform('need')) }
asked: { type: integer }
served: { type: integer }
refused: { type: integer }
wait: { type: integer }`,
  places: 'place,title,room,room_source\nhome,Home,0,A00\nnorth,North,40.5,A00\nsouth,South,90,A00',
  parameters: { persons: 600, wish: 0.5 },
};

export const ASK = `
rule: ask
set:
  asked: if(uniform('wish') < wish, 1, 0)
---
`;
export const SERVE = `
rule: serve
who: asked == 1
quota:
  most: room[there]
  by: place
set:
  served: served + 1
  wait: 0
otherwise:
  refused: refused + 1
  wait: wait + 1`;

/** Two quotas, a rule between them that reads a published column of neighbours, a choice, a rare rule, a total. */
export const BUSY: InlineModel = {
  ...QUEUES,
  columns: `${QUEUES.columns}\nhappy: { type: number, range: 0..1, published: true, initial: uniform('h') }`,
  networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
  rules: `
rule: mood
set:
  happy: 0.7 * happy + 0.3 * mean(friends, happy, 0.5)
---
${ASK}
rule: serve
who: asked == 1 and happy < 0.9
chance: 0.3 + 0.5 * happy
quota:
  most: 20 + 0.2 * total(everybody where place == there) - week
  by: place
  first: need * happy
then:
  place: choose(place where there != place, 0.1 * room[there])
  served: served + 1
otherwise:
  need: need + 0.5
  happy: happy * 0.9
---
rule: glad
who: place != home
set:
  happy: happy + 0.01 * share(friends, happy > 0.5)
---
rule: again
who: refused < 3 and happy > 0.4
quota:
  most: 33
  by: need > 2
set:
  wait: wait + 1
  happy: happy - 0.05 * uniform('x')`,
  metrics: 'happy:\n  mean: happy\n  of: served > 0',
};

/** People with friends, in places that pay. */
export const SHOPS: InlineModel = {
  columns: `
wage: { type: number, range: 0..9, published: true, initial: 9 * uniform('w') }
age: { type: integer, range: 0..90, initial: floor(91 * uniform('a')) }
seen: { type: number }
count: { type: integer }`,
  places:
    'place,title,pay,pay_source,open,open_source\nhome,H,1,A00,0,A00\nnorth,N,3,A00,1,A00\nsouth,S,2,A00,1,A00',
  tables:
    'table,index,label,value,unit,source_id,text\nfar,place*place,else,1,1,A00,\nfar,place*place,home*south,2,1,A00,',
  networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
  parameters: { persons: 40 },
};

/** People who rank three hosts, which rank them. */
export const HOSTS: InlineModel = {
  columns: `
place: { type: place, published: true, initial: home }
taste: { type: number, range: 0..1, initial: uniform('t') }
kids: { type: integer, range: 0..4, initial: floor(5 * uniform('k')) }
rank: { type: number }
waiting: { type: integer }`,
  parameters: { persons: 700 },
  places:
    'place,title,room,room_source,open,open_source\nhome,Home,0,A00,0,A00\nnorth,North,60,A00,1,A00\nsouth,South,30,A00,1,A00\neast,East,15.7,A00,1,A00',
  networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
  rules: `
rule: apply
who: place == home
chance: 0.8
quota:
  match: open where there != north or taste > 0.3
  wish: if(there == north, taste, if(there == south, 1 - taste, 0.45)) + 0.1 * count(friends, place == there)
  first: if(there == east, -1 * kids, kids)
  most: room[there]
then:
  place: match
  rank: room[match]
otherwise:
  waiting: waiting + 1`,
  metrics:
    'away:\n  persons: place != home\nnorth:\n  persons: place == north\neast:\n  persons: place == east',
};

/** Offices to which cases come by chance; each has as many desks, and a case at a desk stays until it is done. */
export const OFFICES: InlineModel = {
  columns: `
place: { type: place, initial: outside }
since: { type: week }
at_desk: { type: flag }`,
  places: [
    'place,title,office,office_source',
    'outside,Outside,0,A00',
    ...Array.from({ length: 100 }, (_, k) => `o${k},Office ${k},1,A00`),
  ].join('\n'),
  parameters: { persons: 10, cases: 15, desks: 5, done: 0.5 },
  rules: `
rule: come
who: place == outside
births:
  number: poisson('cases', cases)
  set: { place: pick(office), since: week }
---
rule: serve
who: place != outside
quota:
  most: desks
  by: place
  first: if(at_desk, 9999, week - since)
set:
  at_desk: true
---
rule: finish
who: at_desk
dies: done`,
  metrics: 'waiting:\n  persons: place != outside and not at_desk\nin_office:\n  persons: place != outside',
  more: 'capacity: 45000\ngroups:\n  at: place',
};
