import { createHash } from 'node:crypto';
import type { RunKey } from '../../engine/program/run-types.ts';
import { decodeOutcome, encodeOutcome, type Outcome, runId } from '../../io/checkpoint/run-record.ts';
import { engineIdentity } from '../../io/project/engine-identity.ts';
import { sha256 } from '../../io/text/text.ts';

/** Bytes of a SHA-256. */
const HASH_BYTES = 32;

/** Id of a run in a queue: of the engine that does it, of the hash of its inputs and of its key. */
export function jobIdOf(inputs: string, key: RunKey): string {
  return sha256(Buffer.from(`${engineIdentity()}/${inputs}/${runId(key)}`));
}

/** The outcome of a run as it lies in Redis: a hash of its id and of what follows, then the outcome (files/run-record.ts). */
export function sealOutcome(id: string, outcome: Outcome): Buffer {
  const body = encodeOutcome(outcome);
  return Buffer.concat([hashOf(id, body), body]);
}

/** The way back; undefined where it is not whole, or is that of another run. */
export function openOutcome(id: string, sealed: Buffer): Outcome | undefined {
  const body = sealed.subarray(HASH_BYTES);
  return hashOf(id, body).equals(sealed.subarray(0, HASH_BYTES)) ? decodeOutcome(body) : undefined;
}

const hashOf = (id: string, body: Uint8Array) => createHash('sha256').update(`${id}\n`).update(body).digest();
