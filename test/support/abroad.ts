import type { InlineModel } from './model.ts';

const HOSTS = ['north', 'south', 'east'];

/**
 * A small model in which many begin abroad, as in half the world's studies: in three countries. They leave, go on and come
 * back; a war drives them out.
 */
export const abroadModel: InlineModel = {
  columns: [
    'place:',
    '  type: place',
    '  published: true',
    '  initial: |',
    "    if(uniform('begun') < begin_abroad,",
    "    if(uniform('where') < 0.5, north, if(uniform('where') < 0.8, south, east)), home)",
    'moved: { type: integer, initial: 0 }',
    'mood: { type: number, range: 0..1, published: true, initial: 0.5 }',
  ].join('\n'),
  places: ['place,title,host,host_source', 'home,Home,0,A00', ...HOSTS.map(h => `${h},${h},1,A00`)].join(
    '\n',
  ),
  parameters: { persons: 400, begin_abroad: 0.4, leave_rate: 0.02, back_rate: 0.03, on_rate: 0.02 },
  more: [
    'fields: [war, "border[place]"]',
    'filters:',
    '  abroad: place != home',
    'groups:',
    '  host: place',
  ].join('\n'),
  networks: 'networks:\n  friends: { shape: random, degree: 4 }',
  rules: `
rule: leave
who: place == home
why: war drives people out
chance: per_week(leave_rate * (1 + 5 * war))
then:
  place: choose(host, 0 - border[there])
  moved: moved + 1
---
rule: step
who: abroad
why: people go back or on
one_of:
  back:
    utility: log(back_rate) + 2 * mean(friends, mood, 0.5)
    then:
      place: home
      moved: moved + 1
  on:
    utility: log(on_rate)
    then:
      place: choose(host where there != place, 0 - border[there])
      moved: moved + 1
---
rule: mood
who: week >= 0
set:
  mood: clamp(mood + 0.1 * normal('mood') - 0.05 * war, 0, 1)
`,
  metrics: `
abroad:
  persons: abroad
everybody:
  persons: moved >= 0
at_home:
  persons: place == home
in_north:
  persons: place == north
departures:
  persons: moves(home, any)
returns:
  persons: moves(any, home)
mood_mean_of_abroad:
  mean: mood
  of: abroad
`,
};
