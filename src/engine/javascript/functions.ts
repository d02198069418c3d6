import { toSteps } from '../../core/math/quantisation.ts';
import type { Node } from '../../language/graph.ts';
import { partsOf, reachable } from '../../language/graph.ts';
import type { Check, Column, Rule } from '../../model/model.ts';
import type { ExtractSpec, Program, Tally } from '../program/compiled-model.ts';
import { BY_TWOS, byTwos } from './by-twos.ts';
import { announce, openScope, type Scope, type Writer, write } from './nodes.ts';
import { surelyNothing } from './screens.ts';

/** The parameters of every function: the slot's arrays, the week, and a range of agents. */
export const PARAMETERS = ['arrays', 'week', 'begin', 'end'];

/**
 * A rule as the body of a function over agents [begin, end); it returns a failure, or nothing.
 * @param shared sums over ties that it finds in the arrays `sums`
 */
export function ruleSource(program: Program, rule: Rule, shared: readonly Node[] = []): string {
  const { writer, agent } = open(program);
  writer.shared = new Map(shared.map((node, k) => [node, `sums${k}`]));
  announce(agent, [rule.who]);
  const who = write(writer, agent, rule.who);
  if (who !== 'true') agent.lines.push(`if (!${who}) continue;`);
  // A choice is costly and its branch rare: it is looked at only where everything else lets the branch happen.
  const conditions = rule.branches.map(branch => conjuncts(branch.when).filter(node => !isPossible(node)));
  announce(agent, [...rule.checks.map(check => check.bad), ...conditions.flat()]);
  const screen = surelyNothing(program.model.graph, rule, node => write(writer, agent, node));
  if (screen) agent.lines.push(`if (${screen}) continue;`);
  const look = (scope: Scope, checks: readonly Check[]) =>
    checks.map(({ what, found, bad }) => {
      const [test, value] = [bad, found].map(node => write(writer, scope, node));
      return `if (${test}) return failed('${rule.id}', '${what}', ids[i], week, ${value});`;
    });
  for (const check of rule.checks) {
    const lines = look(agent, [check]);
    agent.lines.push(...lines);
  }
  let pairs: string[] | undefined;
  const happens = conditions.map(
    parts => parts.map(part => write(writer, agent, part)).join(' && ') || 'true',
  );
  rule.branches.forEach((branch, k) => {
    const scope = openScope(agent);
    const values = branch.writes.map(({ value }) => value);
    const choices = conjuncts(branch.when).filter(isPossible);
    announce(scope, [...branch.checks.map(check => check.bad), ...choices, ...values]);
    const checks = look(scope, branch.checks);
    const possible = choices.map(choice => write(writer, scope, choice)).join(' && ') || 'true';
    const names = values.map(value => write(writer, scope, value));
    const { columns, graph } = program.model;
    const writes = branch.writes.map(({ column, value }, w) => {
      const { steps } = columns[column];
      const stored = steps && write(writer, scope, toSteps(graph, steps, value));
      return store(columns[column], column, names[w], rule.id, stored);
    });
    const inside = possible === 'true' ? writes : [`if (${possible}) {`, ...writes, '}'];
    if (happens[k] === 'true' && possible === 'true')
      pairs = byTwos([...agent.lines, ...scope.lines], [...checks, ...writes]);
    agent.lines.push(`${k ? 'else ' : ''}if (${happens[k]}) {`, ...scope.lines, ...checks, ...inside, '}');
  });
  const roots = [
    rule.who,
    ...[rule, ...rule.branches].flatMap(({ checks }) => checks.flatMap(({ found, bad }) => [found, bad])),
    ...rule.branches.flatMap(({ when, writes }) => [when, ...writes.map(w => w.value)]),
  ];
  const used = reachable(roots);
  shared.forEach((node, k) => {
    if (used.includes(node)) writer.week.lines.push(`const sums${k} = sums[${k}];`);
  });
  return close(
    program,
    writer,
    pairs ? { ...agent, lines: pairs } : agent,
    roots,
    rule.branches.flatMap(b => b.writes.map(w => w.column)),
    pairs ? BY_TWOS : AGENTS,
  );
}

/** The conditions that must all hold for `node` to hold. */
const conjuncts = (node: Node): Node[] => partsOf(node, 'and');

/** That a choice had a candidate. */
const isPossible = ({ op, args }: Node): boolean => op === 'ile' && args[1].op === 'choose';

/** Check a value, clamp it to the column's range and store it, or the number of steps it comes to. */
function store(
  { type, range, name }: Column,
  index: number,
  value: string,
  where: string,
  steps: string | undefined,
): string {
  const target = `own${index}[i]`;
  if (type.kind === 'flag') return `${target} = ${value} ? 1 : 0;`;
  if (type.kind === 'label') return `${target} = ${value};`;
  const unfit = type.kind === 'number' ? `${value} - ${value} !== 0` : `${value} < 0 || ${value} > 65535`;
  const failure = `if (${unfit}) return failed('${where}', '${name}', ids[i], week, ${value});`;
  if (steps) return `${failure} ${target} = ${steps};`;
  if (!range) return `${failure} ${target} = ${value};`;
  const [low, high] = range.map(Math.fround);
  return `${failure} ${target} = ${value} < ${low} ? ${low} : ${high} < ${value} ? ${high} : ${value};`;
}

/** A weekly count: `sums[value x cells + cell]` grows by 1 for each condition met, by the value of each integer. */
export function tallySource(program: Program, tally: Tally): string {
  const { writer, agent } = open(program);
  announce(agent, [tally.base]);
  const base = write(writer, agent, tally.base);
  if (base !== 'true') agent.lines.push(`if (!${base}) continue;`);
  announce(agent, [...tally.checks.map(check => check.bad), tally.cell, ...tally.values]);
  for (const { metric, found, bad } of tally.checks) {
    const [test, value] = [bad, found].map(node => write(writer, agent, node));
    agent.lines.push(`if (${test}) return failed('${metric}', '', ids[i], week, ${value});`);
  }
  const cell = write(writer, agent, tally.cell);
  tally.values.forEach((node, k) => {
    const value = write(writer, agent, node);
    const sum = `sums[${k * tally.cells} + ${cell}]`;
    if (node.machine === 'bool') {
      agent.lines.push(value === 'true' ? `${sum} += 1;` : `if (${value}) ${sum} += 1;`);
      return;
    }
    agent.lines.push(`${sum} += ${value};`);
  });
  const looks = tally.checks.flatMap(({ found, bad }) => [found, bad]);
  return close(program, writer, agent, [tally.base, ...looks, tally.cell, ...tally.values], []);
}

/** Questions asked of agents: `outputs[k][i - begin]`; or, of those in the list `agents`, `outputs[k][n]`. */
export function extractSource(program: Program, extract: ExtractSpec, listed = false): string {
  const { writer, agent } = open(program);
  announce(agent, extract.outputs);
  const place = listed ? 'n' : 'i - begin';
  extract.outputs.forEach((node, k) => {
    const value = write(writer, agent, node);
    writer.week.lines.push(`const output${k} = outputs[${k}];`);
    agent.lines.push(`output${k}[${place}] = ${node.machine === 'bool' ? `${value} ? 1 : 0` : value};`);
  });
  return close(program, writer, agent, extract.outputs, [], listed ? LISTED : AGENTS);
}

/** Lists in `found` who takes part in ties that come and go; returns how many they are. */
export function takersSource(program: Program, among: Node): string {
  const { writer, agent } = open(program);
  announce(agent, [among]);
  agent.lines.push(`if (${write(writer, agent, among)}) found[count++] = i;`);
  return `let count = 0;\n${close(program, writer, agent, [among], [])}\nreturn count;`;
}

/** A question asked of pairs: `answers[n]` of the agents `agents[n]` and `others[n]`, n from `begin` to `end`. */
export function pairsSource(program: Program, node: Node): string {
  const { writer, agent } = open(program);
  writer.ofPairs = true;
  announce(agent, [node]);
  agent.lines.push(`answers[n] = ${write(writer, agent, node)};`);
  return close(program, writer, agent, [node], [], PAIRS);
}

const AGENTS = 'for (let i = begin; i < end; i++) {';
const LISTED = 'for (let n = begin; n < end; n++) {\nconst i = agents[n];';
const PAIRS = 'for (let n = begin; n < end; n++) {\nconst i = agents[n], j = others[n];';

function open(program: Program): { writer: Writer; agent: Scope } {
  const week = openScope(undefined);
  return { writer: { layout: program.layout, week }, agent: openScope(week) };
}

/** The whole body: the arrays it uses, what is constant this week, and the loop over agents. */
function close(
  program: Program,
  { week }: Writer,
  agent: Scope,
  roots: readonly Node[],
  written: readonly number[],
  loop = AGENTS,
): string {
  const own = new Set(written);
  const before = new Set<number>();
  for (const node of reachable(roots))
    if (node.op === 'column') (node.whose === 'own' ? own : before).add(node.column);
  const name = (array: string, k: number) =>
    `const ${array}${k} = arrays.${array}[${k}]; // ${program.model.columns[k].name}`;
  return [
    'const { ids, scalars, keys, tables, starts, counts, ties, weights } = arrays;',
    ...[...own].map(k => name('own', k)),
    ...[...before].map(k => name('before', k)),
    ...week.lines,
    loop,
    ...agent.lines,
    '}',
  ].join('\n');
}
