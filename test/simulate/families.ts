import type { InlineModel } from '../support/model.ts';

/** Households of 1, 2 and 4 persons, which heads lead abroad and back; some children stay, and are sent for. */
export const FAMILIES: InlineModel = {
  columns: `
place: { type: place, initial: home }
age: { type: one-of, values: [adult, child], from: survey }
size: { type: one-of, values: [one, two, four], from: survey }
wage: { type: number, range: 0..9, bits: 16, published: true, initial: 9 * uniform('w') }
moved: { type: week, published: true, earliest: 2022-01-03, initial: 2022-01-10 }
alone: { type: integer }
with_head: { type: integer }
apart: { type: integer }`,
  places: 'place,title\nhome,Home\nnorth,North\nsouth,South',
  population: `
persons: persons
relative_departure: 1
margins: margins.csv
variables:
  age: [adult, child]
  size: [one, two, four]`,
  margins: `margin_id,variable,category,given,share,survey_row,n,deff,source_id,text
size,size,one,,0.2,,500,1,A00,
size,size,two,,0.4,,500,1,A00,
one,age,child,size=one,0,,500,1,A00,
two,age,child,size=two,0.25,,500,1,A00,
four,age,child,size=four,0.5,,500,1,A00,`,
  networks: `
networks:
  friends: { shape: ring, degree: 4 }
  household:
    shape: household
    size: if(size == one, 1, if(size == two, 2, 4))
    head: age == adult`,
  parameters: { persons: 1000, stays: 0.3 },
  rules: `
rule: look
set:
  apart: count(household, place != my.place)
---
rule: leave
who: place == home
chance: 0.1 + 0.05 * share(friends, place != home)
then:
  place: choose(place where there != home, 0.3 * count(friends, place == there))
  wage: wage + 1
members:
  who: not (age == child and uniform('stays') < stays)
  take: [place]
  set:
    moved: week
    with_head: with_head + if(decision.place != home and decision.place != head.place, 1, 0)
---
rule: send-for
who: place == home and head.place != home and apart > 0
chance: 0.2
then:
  place: head.place
  alone: alone + 1
---
rule: next
who: place != home
one_of:
  back:
    utility: -3
    then: { place: home, moved: week }
  onward:
    when: wage > 3
    utility: -3
    then: { place: pick(place where there != home) }
members:
  who: place == head.place`,
  metrics: `
people:
  persons: place == home or place != home
households:
  persons: head
split:
  persons: head and count(household, place != my.place) > 0
with_head:
  mean: 1.0 * count(household, place == my.place)
  of: head`,
};

/** The same families, who have children and die. */
export const GROWING_FAMILIES: InlineModel = {
  ...FAMILIES,
  networks: FAMILIES.networks!.replace('head: age == adult', 'head: age == adult\n    most: 12'),
  rules: `
rule: bear
who: age == adult
chance: 0.05
births:
  inherit: [place, size]
  set: { age: child }
---
rule: die
dies: 0.03
---${FAMILIES.rules}`,
  more: 'capacity: 20000',
};
