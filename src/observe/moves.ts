/** Every change of place of a run, in the order of weeks and then of storage. */
export interface Moves {
  week: number[];
  /** Storage index. */
  agent: number[];
  from: number[];
  to: number[];
}

export const noMoves = (): Moves => ({ week: [], agent: [], from: [], to: [] });

/** Note who changed place in `week`: places before and after by storage index. */
export function noteMoves(moves: Moves, week: number, before: Uint8Array, after: Uint8Array): void {
  for (let agent = 0; agent < after.length; agent++) {
    if (before[agent] === after[agent]) continue;
    moves.week.push(week);
    moves.agent.push(agent);
    moves.from.push(before[agent]);
    moves.to.push(after[agent]);
  }
}

/**
 * Weeks of the moves that changed where somebody lives: from `from` to `to` (-1: any), staying at least `weeks` weeks. A
 * stay abroad from `from` is any place but `from`; it ends by coming back. Who leaves a named place must have lived there
 * for as long, or since the start. The run's end ends no stay.
 */
export function lastingMoves(moves: Moves, from: number, to: number, weeks: number): number[] {
  const stays = new Map<number, number[]>();
  moves.agent.forEach((agent, k) => {
    stays.set(agent, [...(stays.get(agent) ?? []), k]);
  });
  const found: number[] = [];
  for (const steps of stays.values()) {
    steps.forEach((k, n) => {
      if ((from >= 0 && moves.from[k] !== from) || (to >= 0 && moves.to[k] !== to)) return;
      const week = moves.week[k];
      const arrived = n > 0 ? moves.week[steps[n - 1]] : Number.NEGATIVE_INFINITY;
      if (from >= 0 && week - arrived < weeks) return;
      const end = steps
        .slice(n + 1)
        .find(later => (to >= 0 ? moves.from[later] === to : moves.to[later] === moves.from[k]));
      if (end === undefined || moves.week[end] - week >= weeks) found.push(week);
    });
  }
  return found.sort((a, b) => a - b);
}
