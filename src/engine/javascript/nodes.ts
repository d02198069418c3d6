import { AGENT, CANDIDATE, NEIGHBOUR, type Node, type NodeOf } from '../../language/graph.ts';
import { isTieSum, type TieSum } from '../../language/tie-sum.ts';
import type { Layout } from '../program/layout.ts';

/**
 * Writes graph nodes as JavaScript, each as one `const`, on demand: a node is written into the scope that first needs it,
 * after everything it needs itself. Scopes nest: week > agent > branch, and the bodies of loops over ties and candidates.
 * Branches of a rule exclude each other, so a value that two of them need is written into both and computed once.
 */
export interface Scope {
  parent: Scope | undefined;
  /** Nodes computed in here, by id. */
  names: Map<number, string>;
  lines: string[];
  /** NEIGHBOUR or CANDIDATE for the body of a loop: only nodes that depend on it belong in here. */
  loop: number;
  /** Aggregates over ties that this scope will need, by the key of the loop they share. */
  loops: Map<string, TieSum[]>;
}

export interface Writer {
  layout: Layout;
  /** Once per call: scalars, keys, constants of the week. */
  week: Scope;
  /** Sums over ties that were made before, and the name of the array they are in. */
  shared?: ReadonlyMap<Node, string>;
  /** Pairs are looked at, not rows of ties: the weight is in the place of the answer. */
  ofPairs?: boolean;
}

export function openScope(parent: Scope | undefined, loop = 0): Scope {
  return { parent, names: new Map(), lines: [], loop, loops: new Map() };
}

/** Note the aggregates that `roots` will need, so that those over one network share one loop. */
export function announce(scope: Scope, roots: readonly Node[]): void {
  const levels = new Map<Node, number>();
  const level = (node: Node): number => {
    const known = levels.get(node);
    if (known !== undefined) return known;
    const inner = node.args.reduce((most, arg) => Math.max(most, level(arg)), 0);
    const own = isTieSum(node) ? inner + 1 : inner;
    levels.set(node, own);
    if (isTieSum(node) && (node.depends & ~AGENT) === scope.loop) {
      const key = `${node.network}:${own}`;
      scope.loops.set(key, [...(scope.loops.get(key) ?? []), node]);
    }
    return own;
  };
  roots.forEach(level);
}

/** The JavaScript name or literal of a node's value, written before use. */
export function write(writer: Writer, scope: Scope, node: Node): string {
  if (node.op === 'constant') return literal(node);
  const known = nameOf(scope, node);
  if (known) return known;
  const home = homeOf(writer, scope, node);
  const made = writer.shared?.get(node);
  if (made) define(home, node, `${made}[i - begin]`);
  else if (isTieSum(node)) writeTies(writer, home, node);
  else if (node.op === 'choose') writeChoice(writer, home, node);
  else define(home, node, text(writer, home, node));
  return home.names.get(node.id)!;
}

function nameOf(scope: Scope, node: Node): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const name = at.names.get(node.id);
    if (name) return name;
  }
  return undefined;
}

const isKnown = (scope: Scope, node: Node) => nameOf(scope, node) !== undefined;

/** The outermost scope in which a node can be computed: the week if it depends on no agent, else outside loops it doesn't depend on. */
function homeOf(writer: Writer, scope: Scope, node: Node): Scope {
  if (node.depends === 0) return writer.week;
  let home = scope;
  while (home.parent && home.loop && !(node.depends & home.loop)) home = home.parent;
  return home;
}

function define(scope: Scope, node: Node, code: string): void {
  const name = `n${node.id}`;
  scope.names.set(node.id, name);
  scope.lines.push(`const ${name} = ${code};`);
}

function literal({ value, machine }: NodeOf<'constant'>): string {
  if (machine === 'bool') return value ? 'true' : 'false';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return Object.is(value, -0) ? '-0' : value < 0 ? `(${value})` : String(value);
}

/** The right-hand side of one node. Every f32 operation rounds at once. */
function text(writer: Writer, scope: Scope, node: Node): string {
  const [a, b, c] = node.args.map(arg => write(writer, scope, arg));
  switch (node.op) {
    case 'column':
      return column(writer, node);
    case 'agent':
      return 'ids[i] | 0';
    case 'other':
      return 'ids[j] | 0';
    case 'scalar':
      return `scalars[${node.scalar}]`;
    case 'week':
      return 'week';
    case 'key':
      return `keys[${2 * node.stream + node.word}]`;
    case 'candidate':
      return 'k';
    case 'table':
      return `tables[${node.table}][${a}]`;
    case 'weight':
      return writer.ofPairs ? 'answers[n]' : `weights[${node.network}][t]`;
    case 'degree':
      return degree(writer, node);
    case 'shift':
      return {
        ishl: `${a} << ${node.bits}`,
        ishr: `${a} >> ${node.bits}`,
        ishru: `(${a} >>> ${node.bits}) | 0`,
      }[node.how];
    case 'add':
      return `fround(${a} + ${b})`;
    case 'sub':
      return `fround(${a} - ${b})`;
    case 'mul':
      return `fround(${a} * ${b})`;
    case 'div':
      return `fround(${a} / ${b})`;
    case 'min':
      return `${b} < ${a} ? ${b} : ${a}`;
    case 'max':
      return `${a} < ${b} ? ${b} : ${a}`;
    case 'neg':
      return `-${a}`;
    case 'abs':
      return `abs(${a})`;
    case 'sqrt':
      return `fround(sqrt(${a}))`;
    case 'iadd':
      return `(${a} + ${b}) | 0`;
    case 'isub':
      return `(${a} - ${b}) | 0`;
    case 'imul':
      return `imul(${a}, ${b})`;
    case 'iand':
      return `${a} & ${b}`;
    case 'ior':
      return `${a} | ${b}`;
    case 'ixor':
      return `${a} ^ ${b}`;
    case 'lt':
    case 'ilt':
      return `${a} < ${b}`;
    case 'le':
    case 'ile':
      return `${a} <= ${b}`;
    case 'eq':
    case 'ieq':
      return `${a} === ${b}`;
    case 'and':
      return `${a} && ${b}`;
    case 'or':
      return `${a} || ${b}`;
    case 'not':
      return `!${a}`;
    case 'select':
      return `${a} ? ${b} : ${c}`;
    case 'float':
      return `fround(${a})`;
    case 'trunc':
      return `abs(${a}) < 2147483648 ? ${a} | 0 : saturate(${a})`;
    case 'bits':
      return `(single[0] = ${a}, word[0])`;
    case 'unbits':
      return `(word[0] = ${a}, single[0])`;
    default:
      throw new Error(`no JavaScript for ${node.op}`);
  }
}

function degree({ layout }: Writer, { network }: NodeOf<'degree'>): string {
  if (!layout.networks[network].common) return `counts[${network}][i]`;
  return `(starts[${network}][i + 1] - starts[${network}][i]) | 0`;
}

/** The head of a loop over the places of an agent's ties. */
function overRow({ layout }: Writer, network: number): string {
  const place = layout.networks[network];
  const row = place.common
    ? `t = starts[${network}][i], last = starts[${network}][i + 1]`
    : `t = i * ${place.room}, last = t + counts[${network}][i]`;
  return `for (let ${row}; t < last; t++) {`;
}

function column({ layout }: Writer, { column: index, whose, machine }: NodeOf<'column'>): string {
  const array = whose === 'own' ? 'own' : 'before';
  const at = `${array}${index}[${whose === 'neighbour' ? 'j' : 'i'}]`;
  return machine === 'bool' ? `${at} !== 0` : layout.columns[index].float ? at : `${at} | 0`;
}

/** One loop over the ties of one network for every aggregate that needs it here. */
function writeTies(writer: Writer, scope: Scope, first: TieSum): void {
  const announced = [...scope.loops.values()].find(nodes => nodes.includes(first)) ?? [first];
  const group = announced.filter(
    (node, k) => !isKnown(scope, node) && !writer.shared?.has(node) && announced.indexOf(node) === k,
  );
  const body = openScope(scope, NEIGHBOUR);
  const { network } = first;
  // What doesn't depend on the neighbour is written before the loop: `write` puts it into the scope outside.
  for (const node of group) {
    const [condition, value] = node.args.map(arg => write(writer, body, arg));
    const name = `n${node.id}`;
    scope.names.set(node.id, name);
    // Whether a neighbour counts is hard to predict: a count grows by 0 or 1 without a branch.
    if (node.op === 'count') {
      body.lines.push(`${name} = (${name} + ${condition === 'true' ? 1 : condition}) | 0;`);
      continue;
    }
    const add =
      node.op === 'sum'
        ? `${name} = fround(${name} + ${value});`
        : `if (${name} < ${value}) ${name} = ${value};`;
    body.lines.push(condition === 'true' ? add : `if (${condition}) ${add}`);
  }
  const names = group.map(node => `n${node.id} = ${node.op === 'greatest' ? '-Infinity' : 0}`);
  scope.lines.push(
    `let ${names.join(', ')};`,
    overRow(writer, network),
    `const j = ties[${network}][t];`,
    ...body.lines,
    '}',
  );
}

/** Utilities of all candidates, then weights exp(u - max u) cumulated in order until they pass uniform x total. */
function writeChoice(writer: Writer, scope: Scope, node: NodeOf<'choose'>): void {
  const uniform = write(writer, scope, node.args[2]);
  const body = openScope(scope, CANDIDATE);
  announce(body, node.args.slice(0, 2));
  const condition = write(writer, body, node.args[0]);
  const utility = write(writer, body, node.args[1]);
  scope.names.set(node.id, `n${node.id}`);
  scope.lines.push(
    `for (let k = 0; k < ${node.candidates}; k++) {`,
    ...body.lines,
    `allowed[k] = ${condition} ? 1 : 0; utilities[k] = ${utility};`,
    '}',
    `const n${node.id} = decide(${node.candidates}, allowed, utilities, ${uniform}, ${node.equal});`,
  );
}
