import type { InlineModel } from '../support/model.ts';

/** Who is there, who came and who went. */
export const COUNTS = `
people:
  persons: place == home or place == abroad
abroad:
  persons: place == abroad
deaths:
  persons: died(any)
births:
  persons: born(any)
entries:
  persons: entered(any)
deaths_abroad:
  persons: died(abroad)
births_abroad:
  persons: born(abroad)
entries_abroad:
  persons: entered(abroad)
out:
  persons: moves(home, abroad)
back:
  persons: moves(abroad, home)`;

/** Births, deaths, entries, moves, published columns, totals, a quota, made and changing ties: all that knows agents. */
export const GENERATIONS: InlineModel = {
  columns: `
place: { type: place, initial: pick(place) }
age: { type: integer, range: 0..120, initial: floor(60 * uniform('a')) }
skill: { type: number, range: 0..1, bits: 16, initial: uniform('s') }
mood: { type: number, published: true, initial: uniform('m') }
sex: { type: one-of, values: [female, male], initial: pick(sex) }
served: { type: integer }`,
  networks: `
networks:
  friends: { shape: ring, degree: 4 }
  family: { shape: slots, slots: 3, at: place, among: false, form: 0, drop: 0 }
  chats: { shape: slots, slots: 4, at: place, form: 0.5, drop: 0.1 }`,
  parameters: { persons: 300 },
  rules: `
rule: grow
set:
  age: age + 1
  mood: 0.5 * mood + 0.5 * mean(friends, mood, mood) * share(everybody where place == my.place, age > 20)
---
rule: birth
who: age > 20 and age < 45 and sex == female
chance: 0.12
then:
  mood: mood + 0.1
births:
  number: if(skill > 0.9, 2, 1)
  inherit: [place, mood]
  set:
    age: 0
    mood: mood / 2
  ties: [family]
---
rule: death
dies: 0.001 * exp(0.08 * age) + if(count(family) > 2, 0.01, 0)
---
rule: serve
quota:
  most: 30
  first: mood
set:
  served: served + 1
---
rule: move
chance: 0.02 + 0.01 * count(chats)
then:
  place: pick(place where there != place)`,
  more: 'capacity: 2000',
  metrics: `${COUNTS}\nyoung:\n  share: age < 20\n  of: age >= 0`,
  entrants:
    'from,to,persons,per,place,age,source_id,text\n2022-02-21,2022-06-26,4,week,abroad,30,A00,x\n2022-04-01,,52,year,home,20,A00,y',
};

/** Girls of one year: mortality and fertility are those of a table by single years of age; daughters have daughters likewise. */
export const MOTHERS: InlineModel = {
  clock: { step: 'year', starts: '2000-01-01' },
  columns: `
place: { type: place, initial: home }
age: { type: integer, range: 0..120 }
founder: { type: flag, initial: true }
children: { type: integer }
first: { type: integer, range: 0..120 }`,
  tables: `table,index,label,value,unit,source_id,text
mortality,age,0,0.02,per year,A00,x
mortality,age,1..39,0.002,per year,A00,x
mortality,age,else,0.01,per year,A00,x
fertility,age,15..19,0.02,per year,A00,x
fertility,age,20..24,0.09,per year,A00,x
fertility,age,25..34,0.11,per year,A00,x
fertility,age,35..44,0.03,per year,A00,x
fertility,age,else,0,per year,A00,x`,
  parameters: { persons: 6000 },
  rules: `
rule: die
dies: mortality[age]
per: year
---
rule: bear
chance: fertility[age]
per: year
then:
  first: if(children == 0, age, first)
  children: children + 1
births:
  set: { founder: false }
---
rule: grow
set:
  age: age + 1`,
  metrics: `
first_births:
  persons: founder and children == 1 and first == age - 1
mothers:
  persons: founder and children > 0`,
  more: 'capacity: 60000',
};
