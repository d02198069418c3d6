import fc from 'fast-check';
import { exp, log, logistic } from '../../src/core/math/exponential.ts';
import type { Graph, Node } from '../../src/language/graph.ts';

export const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -2.5,
  3.7,
  88.5,
  -88.5,
  200,
  -200,
  1e-45,
  -1e-45,
  1.1754942e-38,
  1.17549435e-38,
  3.4028235e38,
  -3.4028235e38,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 31,
  -(2 ** 31),
  2147483520,
  2 ** 32,
  1e10,
  16777217,
  0.1,
].map(Math.fround);
const WHOLE = [0, 1, -1, 2, 7, 255, 65535, 65536, -65536, 2 ** 31 - 1, -(2 ** 31), 0x12345678];
/** A recipe of an expression: an operation and recipes of its arguments, or a leaf. */
export type Recipe = { op: string; args: Recipe[]; leaf: number };

/**
 * Random expressions: f32 columns 0 and 1, flag column 2, scalars 0 and 1.
 */
export const { number, integer, condition } = fc.letrec<{
  number: Recipe;
  integer: Recipe;
  condition: Recipe;
}>(tie => {
  const of = (op: string, ...args: fc.Arbitrary<Recipe>[]) =>
    fc.tuple(...args).map(made => ({ op, args: made, leaf: 0 }));
  const leaf = (op: string) => fc.nat(1000).map(k => ({ op, args: [], leaf: k }));
  const [n, i, c] = [tie('number'), tie('integer'), tie('condition')];
  return {
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf('own'),
      leaf('number'),
      leaf('scalar'),
      ...['add', 'sub', 'mul', 'div', 'min', 'max'].map(op => of(op, n, n)),
      ...['neg', 'abs', 'sqrt', 'exp', 'log', 'logistic'].map(op => of(op, n)),
      of('select', c, n, n),
      of('float', i),
    ),
    integer: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf('integer'),
      leaf('agent'),
      leaf('week'),
      ...['iadd', 'isub', 'imul', 'iand', 'ior', 'ixor'].map(op => of(op, i, i)),
      ...['ishl', 'ishr', 'ishru'].map(op =>
        fc.tuple(i, fc.integer({ min: 1, max: 31 })).map(([a, leaf]) => ({ op, args: [a], leaf })),
      ),
      fc.tuple(i, fc.integer({ min: 1, max: 31 })).map(([a, leaf]) => ({ op: 'rotate', args: [a], leaf })),
      of('select', c, i, i),
      of('trunc', n),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf('flag'),
      ...['lt', 'le', 'eq'].map(op => of(op, n, n)),
      ...['ilt', 'ile', 'ieq'].map(op => of(op, i, i)),
      of('and', c, c),
      of('or', c, c),
      of('not', c),
    ),
  };
});

/** `whose` columns they are. */
export function build(graph: Graph, { op, args, leaf }: Recipe, whose: 'own' | 'neighbour' = 'own'): Node {
  const made = args.map(arg => build(graph, arg, whose));
  const [a] = made;
  switch (op) {
    case 'own':
      return graph.column(leaf % 2, leaf % 5 ? whose : 'own', 'f32');
    case 'flag':
      return graph.column(2, leaf % 5 ? whose : 'own', 'bool');
    case 'number':
      return graph.number(SPECIAL[leaf % SPECIAL.length]);
    case 'integer':
      return graph.integer(WHOLE[leaf % WHOLE.length]);
    case 'scalar':
      return graph.scalar(leaf % 2);
    case 'agent':
    case 'week':
      return graph[op]();
    case 'exp':
      return exp(graph, a);
    case 'log':
      return log(graph, a);
    case 'logistic':
      return logistic(graph, a);
    case 'ishl':
    case 'ishr':
    case 'ishru':
      return graph[op](a, leaf);
    case 'rotate':
      return graph.ior(graph.ishl(a, leaf), graph.ishru(a, 32 - leaf));
    default:
      return (graph[op as 'add'] as (...values: Node[]) => Node)(...made);
  }
}
