import {
  exponential,
  gamma,
  gompertz,
  LARGEST_MEAN,
  negativeBinomial,
  normal,
  poisson,
  uniform,
  weibull,
} from '../core/random/variates.ts';
import { SPECIAL, type Value } from './builtins.ts';
import { asNumber, drawWords, type Lowering, wrong } from './context.ts';
import type { Graph, Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { INTEGER, NUMBER } from './type.ts';

type Call = Extract<Expression, { kind: 'call' }>;

interface Draw {
  /** How many numbers follow the draw's name. */
  takes: number;
  /** Counts are integers; their first number is a mean. */
  counts: boolean;
  /** `block`: of a draw that needs more words than two, further blocks of its address; 0 is `words`. */
  make(
    on: Graph,
    words: readonly [Node, Node],
    numbers: readonly Node[],
    block: (k: number) => readonly [Node, Node],
  ): Node;
}

const time = (takes: number, make: (on: Graph, word: Node, numbers: readonly Node[]) => Node): Draw => ({
  takes,
  counts: false,
  make: (on, [word], numbers) => make(on, word, numbers),
});

/** Steps are fewer than this: a further block of a draw has a week that no run reaches. */
const BLOCK = 65_536;

/** Draws with a name, which gives each a stream of its own. */
export const DRAWS: Readonly<Record<string, Draw>> = {
  uniform: time(0, uniform),
  normal: { takes: 0, counts: false, make: (on, words) => normal(on, words) },
  exponential: time(1, (on, word, [mean]) => exponential(on, word, mean)),
  weibull: time(2, (on, word, [scale, shape]) => weibull(on, word, scale, shape)),
  gompertz: time(2, (on, word, [rate, growth]) => gompertz(on, word, rate, growth)),
  gamma: {
    takes: 2,
    counts: false,
    make: (on, _, [scale, shape], block) => gamma(on, block, scale, shape),
  },
  poisson: { takes: 1, counts: true, make: (on, [word], [mean]) => poisson(on, word, mean) },
  negative_binomial: {
    takes: 2,
    counts: true,
    make: (on, [word], [mean, size]) => negativeBinomial(on, word, mean, size),
  },
};

/** `normal('name')` and the like: a draw of this agent and week. */
export function draw(context: Lowering, { name, args, ...where }: Call): Value {
  const { draws, graph } = context;
  const { takes, counts, make } = DRAWS[name];
  if (!draws)
    return wrong(context, where, 'type', `\`${name}\` draws: only rules and initial values may draw`);
  if (context.whose === 'neighbour')
    wrong(context, where, 'type', "a draw inside an aggregate would not be the neighbour's");
  const [title, ...rest] = args;
  if (rest.length !== takes || title?.kind !== 'string')
    return wrong(
      context,
      where,
      'type',
      `\`${name}\` takes the draw's name in quotes${takes ? `, then ${takes} number${takes > 1 ? 's' : ''}` : ''}`,
      { expected: SPECIAL[name].signature },
    );
  if (!/^[^/]+$/.test(title.value))
    wrong(context, title, 'value', 'a draw needs a name without `/`', { found: `'${title.value}'` });
  const other = draws.named.get(title.value) ?? name;
  draws.named.set(title.value, other);
  const kinds = [other, name].sort();
  if (other !== name)
    wrong(
      context,
      title,
      'conflict',
      `\`${title.value}\` is both a \`${kinds[0]}\` and a \`${kinds[1]}\` draw`,
      {
        hint: 'one name is one draw: give each a name of its own',
      },
    );
  const numbers = rest.map(arg => asNumber(context, arg, context.lower(context, arg, NUMBER)));
  const block = (k: number) => {
    const week = k ? graph.iadd(draws.week, graph.integer(k * BLOCK)) : draws.week;
    return drawWords(context, { ...draws, week }, `${draws.prefix}/${title.value}`);
  };
  const node = make(graph, block(0), numbers, block);
  if (!counts) return { type: NUMBER, node };
  const [mean] = numbers;
  if (context.scope.rangeOf(mean).low > LARGEST_MEAN)
    wrong(context, rest[0], 'value', 'the mean of a count is too large', {
      expected: `at most ${LARGEST_MEAN}`,
      hint: 'draw a `normal` and round it with `floor`',
    });
  // A mean that is no number would count as 0: what is added is 0, but stops the run then.
  return { type: INTEGER, node: graph.iadd(node, graph.imul(graph.whole(mean), graph.integer(0))) };
}
