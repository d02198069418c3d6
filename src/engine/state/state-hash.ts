import { type Layout, STRETCH } from '../program/layout.ts';
import { columnBytes } from './columns.ts';
import { bufferOf } from './memory.ts';

/** A state in memory: the first `count` columns of a slot at the end of a week. */
export interface State {
  memory: SharedArrayBuffer | WebAssembly.Memory;
  layout: Layout;
  slot: number;
  week: number;
  count: number;
}

/** A hash is this many sums over agents of what an agent's id and values mix to, u32: the order of storage doesn't show. */
export const HASH_LANES = 2;

/** Odd numbers: to multiply by one loses nothing. */
const [SPREAD, STIR] = [0x9e3779b1, 0x85ebca6b];

/** The hash of agents [begin, end); those of several ranges are joined. */
export function hashAgents(state: State, begin: number, end: number): [number, number] {
  const { memory, layout } = state;
  const ids = new Uint32Array(bufferOf(memory), layout.ids, layout.agents);
  const [bytes, halves, wholes] = [Uint8Array, Uint16Array, Uint32Array].map(Kind => columnsIn(state, Kind));
  let [first, second] = [0, 0];
  for (let from = begin; from < end; from += STRETCH) {
    const words = new Int32Array(Math.min(STRETCH, end - from));
    const part = (columns: readonly Column[]) => columns.map(all => all.subarray(from, from + words.length));
    for (let i = 0; i < words.length; i++) words[i] = Math.imul(ids[from + i], SPREAD);
    for (const four of groupsOf(part(bytes), 4)) stirBytes(words, four);
    for (const two of groupsOf(part(halves), 2)) stirHalves(words, two);
    for (const one of part(wholes)) stir(words, one);
    for (let i = 0; i < words.length; i++) {
      const mixed = Math.imul(words[i] ^ (words[i] >>> 16), STIR);
      first = (first + mixed) >>> 0;
      second = (second + Math.imul(mixed ^ (mixed >>> 13), SPREAD)) >>> 0;
    }
  }
  return [first, second];
}

type Column = Uint8Array | Uint16Array | Uint32Array;
type Kind = typeof Uint8Array | typeof Uint16Array | typeof Uint32Array;

/** The columns whose values are as wide as those of an array. */
function columnsIn({ memory, layout, slot, week, count }: State, Kind: Kind): Column[] {
  const columns = [...layout.columns.keys()].slice(0, count);
  return columns
    .filter(k => layout.columns[k].width === Kind.BYTES_PER_ELEMENT)
    .map(k => {
      const { buffer, byteOffset } = columnBytes(memory, layout, slot, k, week);
      return new Kind(buffer as ArrayBuffer, byteOffset, layout.agents);
    });
}

/** Columns whose values fill a word together; the last one is repeated to make up a group. */
function groupsOf(columns: readonly Column[], size: number): Column[][] {
  return Array.from({ length: Math.ceil(columns.length / size) }, (_, group) =>
    Array.from({ length: size }, (_, k) => columns[Math.min(columns.length - 1, group * size + k)]),
  );
}

function stirBytes(words: Int32Array, [a, b, c, d]: readonly Column[]): void {
  for (let i = 0; i < words.length; i++)
    words[i] = stirred(words[i] ^ (a[i] | (b[i] << 8) | (c[i] << 16) | (d[i] << 24)));
}

function stirHalves(words: Int32Array, [a, b]: readonly Column[]): void {
  for (let i = 0; i < words.length; i++) words[i] = stirred(words[i] ^ (a[i] | (b[i] << 16)));
}

function stir(words: Int32Array, column: Column): void {
  for (let i = 0; i < words.length; i++) words[i] = stirred(words[i] ^ column[i]);
}

function stirred(word: number): number {
  const mixed = Math.imul(word, STIR);
  return mixed ^ (mixed >>> 15);
}

/** The hash of all agents from those of parts of them, which may have more numbers behind. */
export function joinHashes(parts: readonly ArrayLike<number>[]): string {
  return Array.from({ length: HASH_LANES }, (_, lane) => lane)
    .map(lane => parts.reduce((sum, part) => sum + part[lane], 0) % 2 ** 32)
    .map(sum => sum.toString(16).padStart(8, '0'))
    .join('');
}

/** A hash of a state. Equal states have equal hashes, however agents are stored and whichever backend or thread made them. */
export const hashState = (state: State): string => joinHashes([hashAgents(state, 0, state.layout.agents)]);
