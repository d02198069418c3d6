import type { Node } from '../../language/graph.ts';
import { reachable } from '../../language/graph.ts';
import type { Program } from '../machine.ts';
import type { Arrays } from './arrays.ts';
import { announce, openScope, write } from './nodes.ts';
import { generate } from './runtime.ts';

/** The value of one node for the agent at storage index `i`, and, where it speaks of a neighbour, the one at `j`. */
export type AgentValue = (arrays: Arrays, week: number, i: number, j: number) => number;

/** Compile a node for single agents and pairs; a condition gives 0 or 1. */
export function agentValue(program: Program, node: Node): AgentValue {
  const week = openScope(undefined);
  const agent = openScope(week);
  announce(agent, [node]);
  const result = write({ columns: program.layout.columns, week }, agent, node);
  const columns = reachable([node]).flatMap(n => (n.op === 'column' ? [n] : []));
  const array = (whose: 'own' | 'before', k: number) => `const ${whose}${k} = arrays.${whose}[${k}];`;
  const used = new Set(columns.map(({ column, whose }) => array(whose === 'own' ? 'own' : 'before', column)));
  const lines = [
    'const { ids, scalars, keys, tables, starts, ties } = arrays;',
    ...used,
    ...week.lines,
    ...agent.lines,
    `return ${node.machine === 'bool' ? `${result} ? 1 : 0` : result};`,
  ];
  return generate(['arrays', 'week', 'i', 'j'], lines.join('\n')) as AgentValue;
}
