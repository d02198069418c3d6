import { encodeLibrary } from '../../engine/wasm/encode/encoder.ts';
import { LANES } from './code.ts';
import { ROUTINES } from './kernels.ts';

export { LANES } from './code.ts';

/** Doubles in a memory of its own, with the address of the first. */
export interface Room {
  at: number;
  values: Float64Array;
}

/** The routines of `kernels.ts`: addresses in bytes. */
export interface Kernels {
  solve(lower: number, stride: number, y: number, yEnd: number, partial: number): void;
  solveOwn(lower: number, stride: number, y: number, yEnd: number, partial: number): void;
  sums(
    coefficients: number,
    bytes: number,
    places: number,
    placesEnd: number,
    out: number,
    outEnd: number,
  ): void;
  products(z: number, zEnd: number, out: number): void;
  factor(
    shared: number,
    sharedBytes: number,
    sd: number,
    diagonal: number,
    matrix: number,
    bytes: number,
    end: number,
  ): void;
}

const PAGE = 65_536;
/** Rooms begin where a row of lanes may begin. */
const ALIGNED = LANES;

let compiled: WebAssembly.Module | undefined;

/** Rooms of so many doubles each in one memory, and the routines over it. */
export function openLanes<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
): { kernels: Kernels; rooms: Record<Name, Room> } {
  compiled ??= new WebAssembly.Module(encodeLibrary(ROUTINES));
  const padded = (size: number) => ALIGNED * Math.ceil(size / ALIGNED);
  const all = Object.entries<number>(sizes);
  const doubles = all.reduce((total, [, size]) => total + padded(size), 0);
  const own = new WebAssembly.Memory({ initial: Math.ceil((8 * doubles) / PAGE) || 1 });
  let next = 0;
  const rooms = Object.fromEntries(
    all.map(([name, size]) => {
      const at = 8 * next;
      next += padded(size);
      return [name, { at, values: new Float64Array(own.buffer, at, size) }];
    }),
  ) as Record<Name, Room>;
  const { exports } = new WebAssembly.Instance(compiled, { memory: { own } });
  return { kernels: exports as unknown as Kernels, rooms };
}
