/**
 * SHA-256 (FIPS 180-4) as hexadecimal digits: of files' texts where there is no disk and no library of hashes, as in a page.
 * Where Node reads files it hashes them itself, which is faster.
 */
export function sha256(bytes: Uint8Array): string {
  const message = padded(bytes);
  const state = Uint32Array.from(START);
  for (let at = 0; at < message.byteLength; at += BLOCK_BYTES) mix(state, message, at);
  return [...state].map(word => word.toString(16).padStart(8, '0')).join('');
}

const BLOCK_BYTES = 64;
const ROUNDS = 64;

/** The message, a bit 1, zeros, and its length in bits as 64 bits, big end first. */
function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / BLOCK_BYTES) * BLOCK_BYTES;
  const message = new Uint8Array(length);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, bytes.length << 3);
  return view;
}

const words = new Int32Array(ROUNDS);

function mix(state: Uint32Array, message: DataView, at: number): void {
  for (let k = 0; k < 16; k++) words[k] = message.getInt32(at + 4 * k);
  for (let k = 16; k < ROUNDS; k++) {
    const [x, y] = [words[k - 15], words[k - 2]];
    const early = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const late = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    words[k] = words[k - 16] + early + words[k - 7] + late;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let k = 0; k < ROUNDS; k++) {
    const choice = (e & f) ^ (~e & g);
    const upper =
      (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + CONSTANTS[k] + words[k]) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const lower = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + upper) | 0;
    d = c;
    c = b;
    b = a;
    a = (upper + lower) | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let k = 0; k < 8; k++) state[k] += mixed[k];
}

const rotated = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

const PRIMES = Array.from({ length: 400 }, (_, k) => k)
  .filter(isPrime)
  .slice(0, ROUNDS);

function isPrime(n: number): boolean {
  for (let k = 2; k * k <= n; k++) if (n % k === 0) return false;
  return n > 1;
}

/** The first 32 bits of the fractions of the square roots of the first 8 primes. */
const START = PRIMES.slice(0, 8).map(prime => fraction(Math.sqrt(prime)));

/** And of the cube roots of the first 64, to which Newton's steps come closer than a bit. */
const CONSTANTS = PRIMES.map(prime => {
  let root = 1 + prime / 8;
  for (let k = 0; k < 40; k++) root -= (root - prime / (root * root)) / 3;
  return fraction(root);
});

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}
