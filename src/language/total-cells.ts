import { asFlag, coerce, isWhole, type Lowering, wrong } from './context.ts';
import type { Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { describeType, type Type } from './type.ts';

/** What all agents are split by: a value of whoever is counted, and the one that the agent who asks looks for. */
export interface Key {
  size: number;
  /** Index of the cell, 0..size-1, of whoever is counted, and of the agent who asks. */
  counted: Node;
  wanted: Node;
  /** Whether the agent who asks looks for a value that somebody can have. */
  within: Node;
}

/** Values of an integer that agents may be split by. */
const MOST_VALUES = 1024;

/** All agents, in a total. */
export const EVERYBODY = 'everybody';

/**
 * The condition of a total, term by term: what is about whoever is counted says who that is; `x == my.y` (or `== there`)
 * splits them by x, and looks up those of the agent's own y.
 */
export function splitCondition(
  own: Lowering,
  counted: Lowering,
  who: Expression,
): { base: Node; keys: readonly Key[] } {
  const { graph } = own;
  const parts = who.kind === 'where' ? [who.set, who.condition] : [who];
  const terms = parts.flatMap(termsOf);
  const keys: Key[] = [];
  const base = terms.reduce((all, term) => {
    if (!mentionsOwn(term))
      return graph.and(all, isEverybody(term) ? graph.flag(true) : flagOf(counted, term));
    keys.push(keyOf(own, counted, term));
    return all;
  }, graph.flag(true));
  return { base, keys };
}

const isEverybody = (term: Expression) => term.kind === 'name' && term.name === EVERYBODY;
const flagOf = (context: Lowering, term: Expression) => asFlag(context, term, context.lower(context, term));

function termsOf(expression: Expression): Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== 'and') return [expression];
  return [...termsOf(expression.left), ...termsOf(expression.right)];
}

/** Whether it names what belongs to the agent who asks, or a candidate of its choice. */
function mentionsOwn(expression: Expression): boolean {
  switch (expression.kind) {
    case 'my':
    case 'head':
      return true;
    case 'name':
      return expression.name === 'there';
    case 'index':
    case 'call':
      return expression.args.some(mentionsOwn);
    case 'where':
      return mentionsOwn(expression.set) || mentionsOwn(expression.condition);
    case 'assign':
      return mentionsOwn(expression.value);
    case 'unary':
      return mentionsOwn(expression.operand);
    case 'binary':
      return mentionsOwn(expression.left) || mentionsOwn(expression.right);
    default:
      return false;
  }
}

function keyOf(own: Lowering, counted: Lowering, term: Expression): Key {
  const sides = term.kind === 'binary' && term.operator === '==' ? [term.left, term.right] : [];
  const mine = sides.find(mentionsOwn);
  const theirs = sides.find(side => !mentionsOwn(side));
  if (!mine || !theirs)
    return wrong(
      own,
      term,
      'type',
      'a total splits people by what they have: `==` with a name of theirs on one side',
      {
        expected: '`place == my.place`, or `place == there`',
      },
    );
  const value = own.lower(counted, theirs);
  if (!value.node.depends)
    wrong(own, theirs, 'type', 'a total splits people by what they have, not by what is the same for all', {
      hint: "compare one's own outside the total, with `if`",
    });
  const asking = { ...own, facing: true };
  const wanted = coerce(asking, mine, own.lower(asking, mine, value.type), value.type);
  return cellsOf(own, theirs, value.type, value.node, wanted);
}

function cellsOf(context: Lowering, where: Expression, type: Type, theirs: Node, mine: Node): Key {
  const { graph, scope } = context;
  const always = graph.flag(true);
  if (type.kind === 'label')
    return { size: type.labels.length, counted: theirs, wanted: mine, within: always };
  if (type.kind === 'flag') {
    const [counted, wanted] = [theirs, mine].map(flag =>
      graph.select(flag, graph.integer(1), graph.integer(0)),
    );
    return { size: 2, counted, wanted, within: always };
  }
  const { low, high } = scope.rangeOf(theirs);
  const size = high - low + 1;
  if (!isWhole(type) || size > MOST_VALUES)
    return wrong(
      context,
      where,
      'type',
      'a total splits people by labels, flags, or integers of a small range',
      {
        found: isWhole(type) ? `${size} values` : describeType(type),
        expected: `at most ${MOST_VALUES} values`,
        hint: isWhole(type) ? 'give the column a `range`' : 'write `floor(x)` of a number with a range',
      },
    );
  const within = graph.and(graph.ile(graph.integer(low), mine), graph.ile(mine, graph.integer(high)));
  const place = (node: Node) => graph.isub(node, graph.integer(low));
  return {
    size,
    counted: place(theirs),
    wanted: graph.select(within, place(mine), graph.integer(0)),
    within,
  };
}
