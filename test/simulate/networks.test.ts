import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type InlineModel, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const list = (pairs: readonly (readonly [number, number])[]) =>
  ['from,to', ...pairs.map(pair => pair.join(','))].join('\n');
const everyPair = (agents: number) =>
  Array.from({ length: agents * agents }, (_, k) => [Math.floor(k / agents), k % agents] as const);

const FOLLOWERS: InlineModel = {
  columns: 'seen: { type: number }\nbig: { type: flag, published: true, initial: true }',
  parameters: { persons: 4 },
  networks: `networks:
  follows: { shape: list, ties: follows.csv, directed: true }
  followers: { shape: reverse, of: follows }
  friends: { shape: list, ties: friends.csv }`,
  ties: {
    follows: list([
      [0, 1],
      [0, 2],
      [3, 1],
    ]),
    friends: list([
      [2, 0],
      [1, 3],
    ]),
  },
  rules: 'rule: look\nset:\n  seen: count(follows) + 10 * count(followers, big) + 100 * count(friends)',
};
const look = (given: Partial<InlineModel>) =>
  runInline(inlineInputs({ ...FOLLOWERS, ...given }, { weeks: 1 }));
const withTies = (follows: string) => look({ ties: { ...FOLLOWERS.ties, follows } });

const page = readFileSync('docs/how-to/networks.md', 'utf8');
/** The block of the how-to page that holds a text. */
const block = (lang: string, text: string) =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].find(
    ([, language, found]) => language === lang && found.includes(text),
  )![2];

describe('docs/how-to/networks.md', () => {
  it('shows a list of ties that is read from both ends', () => {
    const { column } = runInline(
      inlineInputs(
        {
          ...FOLLOWERS,
          networks: block('yaml', 'follows.csv'),
          ties: { follows: block('csv', 'from,to').trim() },
          rules: block('yaml', 'rule: look'),
        },
        { weeks: 1 },
      ),
    );
    expect(column('seen')).toEqual([2, 20, 10, 1]);
  });

  it('shows opinions that are weighed', () => {
    const { column } = runInline(
      inlineInputs(
        {
          columns:
            "first: { type: number, initial: uniform('x') }\nopinion: { type: number, published: true }",
          parameters: { persons: 3 },
          networks: block('yaml', 'weight: { initial: 1 }'),
          ties: { listens: block('csv', 'from,to,weight').trim() },
          rules: `rule: begin\nwho: week == 0\nset:\n  opinion: first\n---\n${block('yaml', 'rule: listen').replace('set:', 'who: week > 0\nset:')}`,
        },
        { weeks: 60 },
      ),
    );
    // The left eigenvector of rows (0, 3/4, 1/4), (1, 0, 0), (0, 1, 0).
    const consensus = column('first').reduce((sum, x, i) => sum + (x * [4, 4, 1][i]) / 9, 0);
    for (const opinion of column('opinion')) expect(opinion).toBeCloseTo(consensus, 5);
  });

  it('shows people who rewire, until hardly anybody is tied to another opinion', () => {
    const chats = block('yaml', 'drop: if(opinion');
    const run = (networks: string) =>
      runInline(
        inlineInputs(
          {
            columns: `
opinion: { type: one-of, values: [pro, contra], published: true, initial: pick(opinion) }
alike: { type: number }`,
            parameters: { persons: 400, rewire: 0.3 },
            networks,
            rules: `rule: look\nset:\n  alike: share(chats, opinion == my.opinion)\n---\nrule: waver\nchance: if(week < 12, 0.3, 0)\nthen:\n  opinion: pick(opinion)`,
            metrics: 'alike:\n  mean: alike\n  of: count(chats) > 0',
          },
          { weeks: 30 },
        ),
      ).series('alike');
    const alike = run(chats);
    expect(alike[12]).toBeLessThan(0.9);
    expect(alike[29]).toBeGreaterThan(0.97);
    expect(run(chats.replace('rewire)', '0)'))[29]).toBeLessThan(0.85);
  });

  it('shows people who are matched with hosts', () => {
    const { series, column } = runInline(
      inlineInputs(
        {
          columns: `
place: { type: place, published: true, initial: home }
closed_to_me: { type: place, initial: pick(hosts) }
kids: { type: integer, range: 0..4, initial: floor(5 * uniform('k')) }
waiting: { type: integer }`,
          parameters: { persons: 300 },
          places:
            'place,title,room,room_source,hosts,hosts_source,pay,pay_source\nhome,H,0,A00,0,A00,0,A00\nnorth,N,40,A00,1,A00,3,A00\nsouth,S,25,A00,1,A00,1,A00',
          networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
          rules: block('yaml', 'rule: place-refugees'),
          metrics: 'north:\n  persons: place == north\nsouth:\n  persons: place == south',
        },
        { weeks: 1 },
      ),
    );
    expect([series('north'), series('south')]).toEqual([[40], [25]]);
    const [place, kids, closed] = ['place', 'kids', 'closed_to_me'].map(column);
    // North is wanted by all whom it is open to, and takes those with most children.
    const most = kids.filter((_, i) => closed[i] !== 1).sort((a, b) => b - a);
    expect(kids.filter((_, i) => place[i] === 1).sort((a, b) => b - a)).toEqual(most.slice(0, 40));
  });

  it('shows generators, and friends of friends', () => {
    const { column } = runInline(
      inlineInputs(
        {
          columns: `
friends_abroad: { type: number, published: true }
heard: { type: number }
place: { type: place, published: true, initial: pick(place) }`,
          more: 'filters:\n  abroad: place != home',
          networks: `${block('yaml', 'shape: spatial')}  friends: { shape: ring, degree: 2 }`,
          rules: block('yaml', 'rule: publish'),
        },
        { weeks: 2 },
      ),
    );
    const away = column('place').map(place => (place ? 1 : 0));
    const near = (values: readonly number[], i: number) => [999, 1].map(step => values[(i + step) % 1000]);
    const mean = ([a, b]: readonly number[]) => (a + b) / 2;
    const shares = away.map((_, i) => mean(near(away, i)));
    expect(column('heard')).toEqual(shares.map((_, i) => mean(near(shares, i))));
  });
});

describe('ties of a file', () => {
  it('lead one way when they are directed, and are read from both ends', () => {
    expect(look({}).column('seen')).toEqual([102, 120, 110, 101]);
  });

  it.each([
    ['0,4', /follows\.csv:2:3: `to` is no agent.*found 4.*from 0 to 3.*persons_per_agent/],
    ['0,1.5', /follows\.csv:2:3: `to` is no agent/],
    [',1', /follows\.csv:2:1: `from` is no agent.*an empty cell/],
    ['2,2', /follows\.csv:2:3: a tie leads to another agent.*2 to 2/],
    ['0,1\n3,1\n0,1', /follows\.csv:4:1: the tie is listed before.*line 2/],
  ])('are refused with their place: %j', (rows, message) => {
    expect(() => withTies(`from,to\n${rows}`)).toThrow(message);
  });

  it('lead both ways and are listed once when they are not directed', () => {
    const ties = {
      ...FOLLOWERS.ties!,
      friends: list([
        [2, 0],
        [0, 2],
      ]),
    };
    expect(() => look({ ties })).toThrow(/friends\.csv:3:1: the tie is listed before.*line 2.*directed/);
  });

  it('are seen from their other ends only where they are directed', () => {
    const networks = FOLLOWERS.networks!.replace('of: follows', 'of: friends');
    expect(() => look({ networks })).toThrow(
      /networks\.yaml:3:\d+: `friends` is no directed network.*follows/,
    );
  });
});

describe("Granovetter's riot", () => {
  /** How many riot week by week, of 20 with thresholds 0, 1, 2, ...: how many others each must see. */
  const riot = (thresholds: readonly number[]) => {
    const agents = thresholds.length;
    const marks = thresholds.flatMap((most, i) =>
      Array.from({ length: most }, (_, k) => [i, (i + 1 + k) % agents] as const),
    );
    const { series } = runInline(
      inlineInputs(
        {
          columns: 'riots: { type: flag, published: true }',
          parameters: { persons: agents },
          networks: `networks:
  crowd: { shape: list, ties: crowd.csv }
  marks: { shape: list, ties: marks.csv, directed: true }`,
          ties: { crowd: list(everyPair(agents).filter(([a, b]) => a < b)), marks: list(marks) },
          rules: 'rule: join\nset:\n  riots: riots or count(crowd, riots) >= count(marks)',
          metrics: 'rioters:\n  persons: riots',
        },
        { weeks: agents },
      ),
    );
    return series('rioters');
  };
  const thresholds = [...Array(20).keys()];

  it('takes in everybody, one a week, when each threshold has its person', () => {
    expect(riot(thresholds)).toEqual(thresholds.map(k => k + 1));
  });

  it('stays with one when nobody has threshold 1', () => {
    expect(riot(thresholds.with(1, 2))).toEqual(thresholds.map(() => 1));
  });
});
