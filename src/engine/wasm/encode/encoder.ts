import { type Mnemonic, OPERATIONS } from './operations.ts';

/** One instruction: its name and immediates (an index, a constant, offset and memory and lane, 16 bytes). */
export type Instruction = readonly [Mnemonic, ...number[]];

export type ValueType = 'i32' | 'f32' | 'v128';
const VALUE_TYPES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const FUNCTION_TYPE = 0x60;
const EMPTY_BLOCK = 0x40;

/** A function ready to be encoded: parameters are the first locals. */
export interface Routine {
  name: string;
  parameters: readonly ValueType[];
  results: readonly ValueType[];
  locals: readonly ValueType[];
  /** Of parameters and locals, for readers. */
  names: readonly string[];
  body: readonly Instruction[];
}

/** A growing array of bytes. */
class Bytes {
  private data = new Uint8Array(64);
  length = 0;

  byte(value: number): void {
    if (this.length === this.data.length) this.grow(this.length + 1);
    this.data[this.length++] = value;
  }
  append(values: Uint8Array): void {
    if (this.length + values.length > this.data.length) this.grow(this.length + values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }
  /** Unsigned LEB128. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }
  /** Signed LEB128 of a 32-bit integer. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }
  text(value: string): void {
    this.unsigned(value.length);
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i));
  }
  done(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
  private grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, 2 * this.data.length));
    larger.set(this.data);
    this.data = larger;
  }
}

/**
 * A module with one function, exported as `run`. It imports two memories: number 0 is the one of the layout
 * (`memory.shared`), number 1 the private scratch (`memory.scratch`).
 * @param shared whether the first is shared between threads; a module must say so
 */
export function encodeModule(routine: Routine, shared = true): Uint8Array<ArrayBuffer> {
  return encode([routine], ['run'], shared ? SHARED_IMPORTS : OWN_IMPORTS);
}

/** A module of several functions, each exported by its name, over one memory that it imports as `memory.own`. */
export function encodeLibrary(routines: readonly Routine[]): Uint8Array<ArrayBuffer> {
  return encode(
    routines,
    routines.map(({ name }) => name),
    LIBRARY_IMPORTS,
  );
}

function encode(
  routines: readonly Routine[],
  exports: readonly string[],
  imports: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  for (const byte of [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
  const section = (id: number, fill: (bytes: Bytes, routine: Routine, k: number) => void) => {
    const inner = new Bytes();
    inner.unsigned(routines.length);
    routines.forEach((routine, k) => {
      fill(inner, routine, k);
    });
    out.byte(id);
    out.unsigned(inner.length);
    out.append(inner.done());
  };
  const types = (bytes: Bytes, list: readonly ValueType[]) => {
    bytes.unsigned(list.length);
    for (const type of list) bytes.byte(VALUE_TYPES[type]);
  };
  section(TYPE_SECTION, (bytes, { parameters, results }) => {
    bytes.byte(FUNCTION_TYPE);
    types(bytes, parameters);
    types(bytes, results);
  });
  out.append(imports);
  section(FUNCTION_SECTION, (bytes, _, k) => bytes.unsigned(k));
  section(EXPORT_SECTION, (bytes, _, k) => {
    bytes.text(exports[k]);
    bytes.byte(0); // a function ...
    bytes.unsigned(k); // ... of that number
  });
  section(CODE_SECTION, (bytes, routine) => {
    const body = encodeFunction(routine);
    bytes.unsigned(body.length);
    bytes.append(body);
  });
  out.append(nameSection(routines));
  return out.done();
}

/** What profilers and debuggers call the functions. */
function nameSection(routines: readonly Routine[]): Uint8Array {
  const names = new Bytes();
  names.unsigned(routines.length);
  routines.forEach(({ name }, k) => {
    names.unsigned(k);
    names.text(name);
  });
  const inner = new Bytes();
  inner.text('name');
  inner.byte(1); // names of functions
  inner.unsigned(names.length);
  inner.append(names.done());
  const out = new Bytes();
  out.byte(CUSTOM_SECTION);
  out.unsigned(inner.length);
  out.append(inner.done());
  return out.done();
}

const [CUSTOM_SECTION, TYPE_SECTION, IMPORT_SECTION, FUNCTION_SECTION, EXPORT_SECTION, CODE_SECTION] = [
  0, 1, 2, 3, 7, 10,
];
const MOST_PAGES = 65536; // 4 GB

/** Limits of a memory: with a maximum, and shared or not; or without. */
const [UNBOUNDED, BOUNDED, SHARED] = [0, 1, 3];

const [SHARED_IMPORTS, OWN_IMPORTS] = [SHARED, BOUNDED].map(limits =>
  memories({ shared: limits, scratch: UNBOUNDED }),
);
const LIBRARY_IMPORTS = memories({ own: UNBOUNDED });

function memories(limits: Readonly<Record<string, number>>): Uint8Array {
  const inner = new Bytes();
  const all = Object.entries(limits);
  inner.unsigned(all.length);
  for (const [name, limit] of all) {
    inner.text('memory');
    inner.text(name);
    inner.byte(2); // a memory
    inner.byte(limit);
    inner.unsigned(0);
    if (limit !== UNBOUNDED) inner.unsigned(MOST_PAGES);
  }
  const out = new Bytes();
  out.byte(IMPORT_SECTION);
  out.unsigned(inner.length);
  out.append(inner.done());
  return out.done();
}

function encodeFunction({ locals, body }: Routine): Uint8Array {
  const bytes = new Bytes();
  bytes.unsigned(locals.length);
  for (const type of locals) {
    bytes.unsigned(1);
    bytes.byte(VALUE_TYPES[type]);
  }
  for (const instruction of body) encodeInstruction(bytes, instruction);
  bytes.byte(OPERATIONS.get('end')!.code);
  return bytes.done();
}

function encodeInstruction(bytes: Bytes, instruction: Instruction): void {
  const [name, index] = instruction;
  const { code, family } = OPERATIONS.get(name)!;
  if (code < 0x10000) bytes.byte(code);
  else {
    bytes.byte(code >> 16);
    bytes.unsigned(code & 0xffff);
  }
  if (family === 'load' || family === 'store' || family === 'loadLane' || family === 'storeLane') {
    const [, offset, memory, lane] = instruction;
    // Alignment is only a hint: 0 promises nothing. Bit 6 says that a memory's number follows.
    bytes.byte(memory ? 0x40 : 0);
    if (memory) bytes.unsigned(memory);
    bytes.unsigned(offset);
    if (lane !== undefined) bytes.byte(lane);
  } else if (family === 'extract') bytes.byte(index);
  else if (name === 'block' || name === 'loop' || name === 'if') bytes.byte(EMPTY_BLOCK);
  else if (name === 'i32.const') bytes.signed(index);
  else if (name === 'v128.const' || name === 'f32.const' || name === 'i8x16.shuffle') {
    for (let k = 1; k < instruction.length; k++) bytes.byte(instruction[k] as number);
  } else {
    for (let k = 1; k < instruction.length; k++) bytes.unsigned(instruction[k] as number);
  }
}
