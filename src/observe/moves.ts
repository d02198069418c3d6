/** Every change of place of a run, in the order of weeks and then of storage. */
export interface Moves {
  week: number[];
  /** Storage index. */
  agent: number[];
  from: number[];
  to: number[];
  /** The same agent's move before and the one after, by their number; -1: none. */
  before: number[];
  after: number[];
  /** By agent: the number of its last move, -1: none. */
  last: Int32Array;
}

export const noMoves = (agents: number): Moves => ({
  week: [],
  agent: [],
  from: [],
  to: [],
  before: [],
  after: [],
  last: new Int32Array(agents).fill(-1),
});

/** Note who changed place in `week`: places then and now by storage index, arrays that begin at a whole word. */
export function noteMoves(moves: Moves, week: number, then: Uint8Array, now: Uint8Array): void {
  // Few move: four agents at a time are looked at.
  const [old, young] = [then, now].map(p => new Uint32Array(p.buffer, p.byteOffset, p.length >> 2));
  for (let w = 0; w < old.length; w++)
    if (old[w] !== young[w])
      for (let agent = 4 * w; agent < 4 * w + 4; agent++)
        noteMove(moves, week, agent, then[agent], now[agent]);
  for (let agent = 4 * old.length; agent < now.length; agent++)
    noteMove(moves, week, agent, then[agent], now[agent]);
}

function noteMove(moves: Moves, week: number, agent: number, from: number, to: number): void {
  if (from === to) return;
  const { before, after, last } = moves;
  const number = moves.week.push(week) - 1;
  moves.agent.push(agent);
  moves.from.push(from);
  moves.to.push(to);
  before.push(last[agent]);
  after.push(-1);
  if (last[agent] >= 0) after[last[agent]] = number;
  last[agent] = number;
}

/**
 * Weeks of the moves that changed where somebody lives: from `from` to `to` (-1: any), staying at least `weeks` weeks. A
 * stay abroad from `from` is any place but `from`; it ends by coming back. Who leaves a named place must have lived there
 * for as long, or since the start. The run's end ends no stay.
 */
export function lastingMoves(moves: Moves, from: number, to: number, weeks: number): number[] {
  const { week, before, after } = moves;
  const found: number[] = [];
  for (let k = 0; k < week.length; k++) {
    if ((from >= 0 && moves.from[k] !== from) || (to >= 0 && moves.to[k] !== to)) continue;
    if (from >= 0 && before[k] >= 0 && week[k] - week[before[k]] < weeks) continue;
    const ends = (later: number) => (to >= 0 ? moves.from[later] === to : moves.to[later] === moves.from[k]);
    let end = after[k];
    while (end >= 0 && !ends(end)) end = after[end];
    if (end < 0 || week[end] - week[k] >= weeks) found.push(week[k]);
  }
  return found;
}
