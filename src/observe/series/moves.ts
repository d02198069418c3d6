/** Who changed place in a week, in the order of storage. */
export interface Moves {
  week: number;
  /** Storage indices. */
  agents: Uint32Array;
  from: PlaceIndices;
  to: PlaceIndices;
}

/** Places as a column has them: of up to 255 in a byte each. */
export type PlaceIndices = Uint8Array | Uint16Array;

/**
 * The `count` moves of `week`: places then and now by storage index, arrays that begin at a multiple of eight bytes.
 * @param wasThere whether somebody was there at the end of last week
 */
export function movesOf(
  week: number,
  then: PlaceIndices,
  now: PlaceIndices,
  count: number,
  wasThere: (agent: number) => boolean = () => true,
): Moves {
  const moves = {
    week,
    agents: new Uint32Array(count),
    from: emptyLike(then, count),
    to: emptyLike(then, count),
  };
  let found = 0;
  function note(begin: number, end: number): void {
    for (let agent = begin; agent < end; agent++) {
      if (then[agent] === now[agent] || !wasThere(agent)) continue;
      moves.agents[found] = agent;
      moves.from[found] = then[agent];
      moves.to[found] = now[agent];
      found++;
    }
  }
  // Few move: eight bytes at a time are looked at, up to the last one who did.
  const eights = then.byteLength >> 3;
  const some = 8 / then.BYTES_PER_ELEMENT;
  const old = new BigInt64Array(then.buffer, then.byteOffset, eights);
  const young = new BigInt64Array(now.buffer, now.byteOffset, eights);
  for (let k = 0; k < eights && found < count; k++) if (old[k] !== young[k]) note(some * k, some * (k + 1));
  note(some * eights, then.length);
  return moves;
}

const emptyLike = ({ BYTES_PER_ELEMENT }: PlaceIndices, length: number): PlaceIndices =>
  BYTES_PER_ELEMENT === 1 ? new Uint8Array(length) : new Uint16Array(length);

/** The moves of each agent in a row, in the order of weeks; those of agent `a` from `starts[a]` to `starts[a + 1]`. */
export interface Paths {
  starts: Uint32Array;
  week: Uint16Array;
  from: PlaceIndices;
  to: PlaceIndices;
}

/** Sort the moves of all weeks, given in their order, by agent. */
export function pathsOf(moves: readonly Moves[], agents: number): Paths {
  const starts = new Uint32Array(agents + 1);
  for (const { agents } of moves) for (const agent of agents) starts[agent]++;
  for (let agent = 0; agent < agents; agent++) starts[agent + 1] += starts[agent];
  const total = starts[agents];
  const paths = {
    starts,
    week: new Uint16Array(total),
    from: moves.length ? emptyLike(moves[0].from, total) : new Uint8Array(),
    to: moves.length ? emptyLike(moves[0].from, total) : new Uint8Array(),
  };
  // From the last week on, so that each start comes down from its agent's end to its beginning.
  for (const { week, agents, from, to } of moves.toReversed())
    agents.forEach((agent, k) => {
      const at = --starts[agent];
      paths.week[at] = week;
      paths.from[at] = from[k];
      paths.to[at] = to[k];
    });
  return paths;
}

/**
 * Weeks of the moves that changed where somebody lives, in their order: from `from` to `to` (-1: any), staying at least
 * `weeks` weeks. A stay abroad from `from` is any place but `from`; it ends by coming back. Who leaves a named place must
 * have lived there for as long, or since the start. The run's end ends no stay.
 */
export function lastingMoves(paths: Paths, from: number, to: number, weeks: number): Uint16Array {
  const { starts, week } = paths;
  const found = new Uint16Array(week.length);
  let count = 0;
  for (let agent = 0; agent + 1 < starts.length; agent++) {
    const [first, last] = [starts[agent], starts[agent + 1]];
    for (let k = first; k < last; k++) {
      if ((from >= 0 && paths.from[k] !== from) || (to >= 0 && paths.to[k] !== to)) continue;
      if (from >= 0 && k > first && week[k] - week[k - 1] < weeks) continue;
      let end = k + 1;
      if (to >= 0) while (end < last && paths.from[end] !== to) end++;
      else while (end < last && paths.to[end] !== paths.from[k]) end++;
      if (end === last || week[end] - week[k] >= weeks) found[count++] = week[k];
    }
  }
  return found.subarray(0, count).sort();
}
