import type { InlineModel } from '../support/model.ts';

const POPULATION = `
persons: persons
relative_departure: 1
margins: margins.csv
variables:
  place: [north, home, south]
  arrived: [never, early, late]`;

const MARGINS = `margin_id,variable,category,given,share,survey_row,n,deff,source_id,text
place,place,north,,0.2,,500,1,A00,
place,place,home,,0.7,,500,1,A00,
home,arrived,early,place=home,0,,500,1,A00,
home,arrived,late,place=home,0,,500,1,A00,
north,arrived,early,place=north,0.25,,500,1,A00,
north,arrived,never,place=north,0,,500,1,A00,
south,arrived,early,place=south,0.5,,500,1,A00,
south,arrived,never,place=south,0,,500,1,A00,`;

/** A third of all are abroad at the start, since dates of their own. */
export const WORLD: InlineModel = {
  columns: `
place: { type: place, from: survey }
arrived: { type: one-of, values: [never, early, late], from: survey }
since: { type: week, earliest: 2014-01-01, initial: "if(arrived == early, 2014-06-16, if(arrived == late, 2022-01-17, 0))" }
back: { type: integer }`,
  places: 'place,title\nhome,Home\nnorth,North\nsouth,South',
  population: POPULATION,
  margins: MARGINS,
  parameters: { persons: 1000 },
  rules: `
rule: go-back
who: place != home and week - since == 402
set:
  place: home
  since: week
  back: back + 1
---
rule: go
chance: 0.02
then:
  place: pick(place where there != place)
  since: week`,
  metrics: `
people:
  persons: place == home or place != home
in_north:
  persons: place == north
came_back:
  persons: back > 0
weeks_of_late:
  mean: 1.0 * (week - since)
  of: arrived == late and since < 0`,
};
