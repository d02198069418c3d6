import { type Graph, type Node, reachable } from './graph.ts';

/**
 * Where somebody is in life: codes of a column that the model's file doesn't declare. It is published, so that a week knows how
 * it was at the end of the last one: whoever enters or is born this week was ENTERING or NEWBORN then.
 */
export const LIFE = { absent: 0, alive: 1, dead: 2, entering: 3, newborn: 4 } as const;

/** Conditions on that column. */
export interface LifeNodes {
  /** Whether any rule lets people die. */
  mortal: boolean;
  /** Whether children are tied to their parents. */
  ties: boolean;
  alive: Node;
  /** Of the neighbour, as published. */
  neighbourAlive: Node;
  /** At the end of last week. */
  wasAlive: Node;
  isDead: Node;
  /** This week. */
  died: Node;
  entered: Node;
  born: Node;
}

export function lifeNodes(
  graph: Graph,
  index: number,
  { mortal, ties }: Pick<LifeNodes, 'mortal' | 'ties'>,
): LifeNodes {
  const is = (whose: 'own' | 'before' | 'neighbour', code: number) =>
    graph.ieq(graph.column(index, whose, 'i32'), graph.integer(code));
  const isDead = is('own', LIFE.dead);
  const alive = is('own', LIFE.alive);
  return {
    mortal,
    ties,
    alive,

    neighbourAlive: is('neighbour', LIFE.alive),
    wasAlive: is('before', LIFE.alive),
    isDead,
    died: graph.and(isDead, graph.not(is('before', LIFE.dead))),
    entered: is('before', LIFE.entering),
    born: is('before', LIFE.newborn),
  };
}

/** Who is counted by a metric or total made of `nodes`: the living; where it speaks of who moved, came or died, those who died this week, too. */
export function livingAmong(graph: Graph, life: LifeNodes, nodes: readonly Node[]): Node {
  const events = [life.wasAlive, life.isDead, life.born, life.entered];
  const { alive, died } = life;
  return reachable(nodes).some(node => events.includes(node)) ? graph.or(alive, died) : alive;
}

/** What happens to somebody in a week, other than by rules that move them; in the order in which runs count it. */
export const LIFE_EVENTS = ['entered', 'born', 'died'] as const;
export type LifeEvent = (typeof LIFE_EVENTS)[number];

export const isLifeEvent = (name: string): name is LifeEvent => LIFE_EVENTS.some(event => event === name);
