import {
  didYouMean,
  type Position,
  someOf,
  type Text,
  textAt,
  throwDiagnostic,
} from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf, textOf } from '../core/located-document.ts';
import { exp } from '../core/math/exponential.ts';
import { uniform } from '../core/random/variates.ts';
import type { Value } from '../language/builtins.ts';
import type { Context, Draws } from '../language/context.ts';
import { drawWords } from '../language/context.ts';
import type { Node, NodeOf } from '../language/graph.ts';
import { LIFE } from '../language/life.ts';
import { compileAny, compileExpression } from '../language/lower.ts';
import { timeWords } from '../language/scope.ts';
import { FLAG, INTEGER, NUMBER } from '../language/type.ts';
import { readBirths } from './births.ts';
import { openMatch, withMatch } from './matches.ts';
import { withMembers } from './members.ts';
import type { Branch, Check, Rule } from './model.ts';
import { mechanismOf, refuseShadow, refuseUnnameable } from './names.ts';
import { chanceInStep, checkPace, type Pace, refuseBareRates, spreadOf } from './pace.ts';
import { withQuota } from './quotas.ts';
import { checkForm } from './rule-form.ts';
import { ruleSchema } from './schema.ts';
import { choicesIn, openSoundness, stored } from './soundness.ts';
import type { Workshop } from './workshop.ts';

/** Utilities are held to this range, so that their exponentials and sums stay finite. */
const UTILITY_LIMIT = 80;

/** Type one rule document and lower it to conditions and writes. */
export function compileRule(workshop: Workshop, document: Document): Rule {
  const shape = checkShape(document, ruleSchema);
  const { graph } = workshop;
  const { rule: id } = shape;
  const at = positionOf(document, ['rule']);
  checkForm(shape, document);

  const streams = new Set<number>();
  const own = shape.draw ?? id;
  const draws: Draws = {
    prefix: id,
    named: new Map(),
    choice: undefined,
    week: graph.week(),
    stream(name) {
      const index = workshop.stream(name);
      streams.add(index);
      return index;
    },
  };
  const lets = new Map<string, Value>();
  const equations: { label: string; text: Text }[] = [];
  const expression = (label: string, ...path: PropertyKey[]): Context => {
    const text = textOf(document, ...path);
    equations.push({ label, text });
    const { scope, declareTotal } = workshop;
    return { graph, scope, text, lets, whose: 'own', draws, declareTotal };
  };
  /** The same for an expression that may choose; `home`: what its choice belongs to. */
  const choosing = (home: string, label: string, ...path: PropertyKey[]): Context => ({
    ...expression(label, ...path),
    draws: { ...draws, choice: { stream: `${own}/${home}` } },
  });
  const soundness = openSoundness(workshop);
  const { per } = shape;
  const paced = (context: Context, value: Node, pace?: Pace): Node => {
    refuseBareRates(context, value, workshop.parameters, pace);
    return value;
  };
  const checks: Check[] = [];

  let who = graph.flag(true);
  let lost: Node | undefined;
  if (shape.who !== undefined) {
    const asked = expression('who', 'who');
    who = compileExpression(asked, FLAG);
    lost = workshop.scope.troubleIn(who);
    if (lost) {
      checks.push(soundness.trouble('the condition `who`', lost, asked));
      who = graph.or(who, lost);
    }
  }
  for (const name of Object.keys(shape.let ?? {})) {
    refuseShadow(workshop.scope, name, document);
    refuseUnnameable([{ name, at: positionOf(document, ['let', name]) }], 'let', timeWords(workshop.scope));
    lets.set(name, compileAny(choosing(`let/${name}`, `let ${name}`, 'let', name)));
  }

  const decide = () => uniform(graph, drawWords({ graph }, draws, own)[0]);
  const always = graph.flag(true);
  /** What must hold for choices to have come to something. */
  const possible = (choices: readonly Node[]) =>
    choices.map(node => graph.ile(graph.integer(0), node)).reduce(graph.and, always);
  const sureOf = (choices: readonly NodeOf<'choose'>[], asked: Node, at: Position) =>
    choices
      .filter(node => !node.equal)
      .map(node => soundness.weights('a utility of its choice', node, asked, at));

  function write(path: readonly PropertyKey[], home: string, label: string, when: Node, name: string) {
    const where = positionOf(document, [...path, name]);
    const names = workshop.columns.flatMap(c => (c.hidden ? [] : [c.name]));
    const index = workshop.columns.findIndex(c => !c.hidden && c.name === name);
    if (index < 0)
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown column \`${name}\``,
        at: where,
        expected: someOf(names),
        hint: didYouMean(name, names),
      });
    const column = workshop.columns[index];
    const context = choosing(`${home}/${name}`, `${label} ${name}`, ...path, name);
    const value = paced(context, compileExpression(context, column.type));
    soundness.refuseUnfit(column, value, context);
    const trouble = workshop.scope.troubleIn(value);
    return {
      write: { column: index, value: stored(graph, column, value), at: where },
      checks: trouble ? [soundness.trouble(`the value for ${name}`, graph.and(when, trouble), context)] : [],
    };
  }

  /** A branch happens only when each choice that it needs had a candidate. */
  function branch(
    name: string,
    label: string,
    given: Node,
    path: readonly PropertyKey[],
    values: object,
  ): Branch {
    const asked = choicesIn([given]);
    const isServed = path[0] === 'set' || path[0] === 'then';
    if (matching && isServed) lets.set('match', matching.value);
    const made = Object.keys(values).map(column => write(path, name, label, given, column));
    lets.delete('match');
    const choices = choicesIn(made.map(one => one.write.value)).filter(node => !asked.includes(node));
    return {
      label: name,
      when: graph.and(given, possible(choices)),
      checks: [...sureOf(choices, given, positionOf(document, path)), ...made.flatMap(one => one.checks)],
      writes: made.map(one => one.write),
    };
  }

  /** The same rule, but for as many as its quota allows. */
  function limited(quota: NonNullable<typeof shape.quota>): Rule {
    const part = (key: keyof typeof quota) =>
      quota[key] === undefined ? undefined : expression(`quota ${key}`, 'quota', key);
    const stream = draws.stream(`${own}/quota`);
    const [most, by, first] = [part('most')!, part('by'), part('first')];
    const otherwise =
      shape.otherwise && branch('otherwise', 'otherwise', always, ['otherwise'], shape.otherwise);
    if (matching) {
      const [wish, served] = [part('wish')!, branches[0]];
      return withMatch({ workshop, rule, ...matching, most, wish, first, served, otherwise, stream });
    }
    const made = withQuota({ workshop, rule, most, by, first, served: branches[0], otherwise, stream });
    for (const node of made.asks!.quota!.most) paced(most, node);
    return made;
  }

  /** When a chance falls, of which the key is `label`. */
  function falls(label: 'chance' | 'dies', what: string): Node {
    const asked = expression(label, label);
    if (per) expression('per', 'per');
    const given = compileExpression(asked, NUMBER);
    checkPace(workshop.scope, document, label, per, [given]);
    const chance = soundness.orNone(paced(asked, given, per), lost);
    const choices = choicesIn([chance]);
    const had = possible(choices);
    checks.push(...sureOf(choices, always, positionOf(document, [label])));
    checks.push(...soundness.number(what, chance, had, asked));
    // What is no number happens, so that it is found wherever the rest of the rule is done for few only.
    const inStep = chanceInStep(graph, chance, per, workshop.scope);
    return graph.and(had, graph.not(graph.le(inStep, decide())));
  }

  if (shape.quota?.match !== undefined) refuseShadow(workshop.scope, 'match', document);
  const matching =
    shape.quota?.match === undefined
      ? undefined
      : openMatch(workshop, id, at, expression('quota match', 'quota', 'match'));
  let alarm: Node | undefined;
  const branches: Branch[] = [];
  if (shape.set) {
    branches.push(branch('set', 'set', always, ['set'], shape.set));
  } else if (shape.one_of) {
    branches.push(...compete(shape.one_of));
  } else if (shape.dies !== undefined) {
    const write = { column: workshop.lives!.column, value: graph.integer(LIFE.dead), at };
    branches.push({ label: 'dies', when: falls('dies', 'the chance to die'), checks: [], writes: [write] });
  } else if (shape.chance === undefined && !shape.then) {
    branches.push(branch('births', 'births', always, ['births'], {}));
  } else {
    if (shape.chance === undefined || !(shape.then || shape.births))
      throwDiagnostic({ kind: 'shape', message: `rule \`${id}\` needs both \`chance\` and \`then\``, at });
    branches.push(branch('then', 'then', falls('chance', 'the chance'), ['then'], shape.then ?? {}));
  }

  /** Competing risks: option k has weight exp(utility), staying has 1; cumulated in written order on one word. */
  function compete(given: NonNullable<typeof shape.one_of>): Branch[] {
    const options = Object.entries(given).map(([name, option]) => {
      const path = ['one_of', name];
      const wanted =
        option.when === undefined
          ? always
          : compileExpression(expression(`${name} when`, ...path, 'when'), FLAG);
      const asked = expression(`${name} utility`, ...path, 'utility');
      const trouble = [workshop.scope.troubleIn(wanted), lost].filter(node => node !== undefined);
      const value = paced(asked, compileExpression(asked, NUMBER), per);
      const utility = soundness.orNone(value, trouble.length ? trouble.reduce(graph.or) : undefined);
      const choices = choicesIn([wanted, utility]);
      const when = graph.and(trouble.reduce(graph.or, wanted), possible(choices));
      checks.push(...sureOf(choices, always, positionOf(document, [...path, 'utility'])));
      checks.push(...soundness.number(`the utility of ${name}`, utility, when, asked));
      const held = graph.min(graph.max(utility, graph.number(-UTILITY_LIMIT)), graph.number(UTILITY_LIMIT));
      const weight = graph.select(when, exp(graph, held), graph.number(0));
      return { name, path: [...path, 'then'], then: option.then, when, weight };
    });
    if (per) expression('per', 'per');
    checkPace(workshop.scope, document, 'one_of', per, []);
    const total = options.reduce((sum, { weight }) => graph.add(sum, weight), graph.number(1));
    // The sum of weights is no number when, and only when, one of them is none.
    if (checks.length > 1 && !lost && !choicesIn([total]).length) alarm = graph.not(graph.eq(total, total));
    const weights = options.map(({ weight }) => weight);
    const threshold = graph.mul(decide(), spreadOf(graph, weights, total, per, workshop.scope));
    let below = graph.number(0);
    return options.map(({ name, path, then, when, weight }) => {
      const above = graph.add(below, weight);
      const falls = graph.and(graph.not(graph.lt(threshold, below)), graph.not(graph.le(above, threshold)));
      below = above;
      return branch(name, `${name} then`, graph.and(when, falls), path, then);
    });
  }

  const mechanism = mechanismOf(document.file);
  const title = shape.title ?? id;
  const children = shape.births && readBirths(workshop, document, { id, title, mechanism }, shape.births);
  if (children) {
    const { births } = children;
    const value = shape.births!.number === undefined ? graph.integer(1) : childrenOf();
    branches[0] = {
      ...branches[0],
      writes: [...branches[0].writes, { column: births.number, value, at: births.at }],
    };
    equations.push(...children.equations);
  }

  const followed =
    shape.members && withMembers(workshop, document, shape.members, { id, title, mechanism, at }, branches);
  if (followed) {
    branches.splice(0, branches.length, ...followed.branches);
    who = graph.and(followed.isHead, who);
    equations.push(
      ...followed.follow.equations.map(({ label, text }) => ({ label: `members ${label}`, text })),
    );
  }

  function childrenOf(): Node {
    return compileExpression(expression('births number', 'births', 'number'), INTEGER);
  }

  const rule: Rule = {
    id,
    title,
    why: shape.why ?? '',
    mechanism,
    at,
    equations,
    who: workshop.lives ? graph.and(workshop.lives.nodes.alive, who) : who,
    checks,
    alarm,
    branches,
    streams: [],
    ...(children && { births: children.births, born: children.born }),
    ...(followed && { announces: followed.announces, follow: followed.follow }),
  };
  if (!shape.quota) return { ...rule, streams: [...streams] };
  const { births, born, announces, follow, ...made } = limited(shape.quota);
  const all = [...streams];
  const parts = { births: undefined, born: undefined, announces: undefined, follow: undefined };
  const asks = { ...made.asks!, streams: all, equations, ...parts };
  return {
    ...made,
    ...(births && { births, born }),
    ...(follow && { announces, follow }),
    streams: all,
    asks,
  };
}

/** The text of a value that has none of its own. */
export const plainText = (value: string | number) => textAt(String(value));
