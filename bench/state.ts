import { closeSync, openSync, writeSync } from 'node:fs';
import type { Key } from '../src/core/random/streams.ts';

/**
 * The state of the benchmark model as plain bytes, so that programs in other languages start from what ours starts from
 * and can be compared with it: who is tied to whom, the streams' keys, every column.
 */
export interface PeerState {
  agents: number;
  /** Permanent ids in storage order: draws are addressed by them, hashes ordered by them. */
  ids: Uint32Array;
  starts: Uint32Array;
  neighbours: Uint32Array;
  keys: Readonly<Record<Stream, Key>>;
  columns: Readonly<Record<string, Column>>;
}

export type Column = Float32Array | Uint16Array | Uint8Array;
type Stream = (typeof STREAMS)[number];

/** The model's streams, in the order of the file's header. */
export const STREAMS = ['move', 'learn', 'job', 'job/then/job_state', 'distress/mood'] as const;
/** Columns no rule writes, then those that rules write: the order of the file, and of the hash (the latter alone). */
export const FIXED = ['x0', 'x1', 'x2', 'x3', 'x4', 'return_threshold'] as const;
export const WRITTEN = ['trust', 'distress', 'has_returned', 'language_level', 'job_state'] as const;

const MAGIC = 0x50454552; // 'PEER'

/**
 * Little-endian: 16 header words (magic, version 1, agents, directed ties, five keys of two words, zeros), then ids,
 * starts (agents + 1) and neighbours as u32, then the columns in the order above, each as wide as it is in memory.
 */
export function writeState(path: string, state: PeerState): void {
  const header = new Int32Array(16);
  header.set([MAGIC, 1, state.agents, state.neighbours.length, ...STREAMS.flatMap(name => state.keys[name])]);
  const file = openSync(path, 'w');
  try {
    const columns = [...FIXED, ...WRITTEN].map(name => state.columns[name]);
    for (const part of [header, state.ids, state.starts, state.neighbours, ...columns]) writeAll(file, part);
  } finally {
    closeSync(file);
  }
}

/** FNV-1a, 64 bits, over the bytes of the written columns, agents in the order of permanent ids; 16 hex digits. */
export function hashState(state: PeerState): string {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (const name of WRITTEN) {
    for (const byte of byId(state.columns[name], state.ids)) {
      // The prime is 2^40 + 0x1b3, so that each product stays below 2^53.
      const mixed = (low ^ byte) >>> 0;
      const product = mixed * 0x1b3;
      high = (Math.imul(high, 0x1b3) + (mixed << 8) + Math.floor(product / 2 ** 32)) >>> 0;
      low = product >>> 0;
    }
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function byId(column: Column, ids: Uint32Array): Uint8Array {
  const ordered = column.slice();
  ids.forEach((id, at) => {
    ordered[id] = column[at];
  });
  return new Uint8Array(ordered.buffer, ordered.byteOffset, ordered.byteLength);
}

function writeAll(file: number, part: Int32Array | Uint32Array | Column): void {
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  for (let at = 0; at < bytes.length; )
    at += writeSync(file, bytes, at, Math.min(bytes.length - at, 1 << 30));
}
