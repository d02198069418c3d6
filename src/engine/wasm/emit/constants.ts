import { emit, get, type Kernel, keep } from './kernel.ts';

/** Constant vectors: the same number in every lane, or any 16 bytes. Each is made once per call; leaves it on the stack. */
export const constant = {
  number: (kernel: Kernel, number: number) => get(kernel, numberLocal(kernel, number)),
  integer: (kernel: Kernel, integer: number) => get(kernel, integerLocal(kernel, integer)),
  bytes: (kernel: Kernel, of: (k: number) => number) => {
    const bytes = Uint8Array.from({ length: 16 }, (_, k) => of(k));
    get(
      kernel,
      constantLocal(kernel, `(${bytes.join(' ')})`, () => bytes),
    );
  },
  lanes: (kernel: Kernel, lanes: readonly number[]) =>
    get(
      kernel,
      constantLocal(kernel, `[${lanes.join(' ')}]`, () => Int32Array.from(lanes)),
    ),
};

export function numberLocal(kernel: Kernel, number: number): number {
  const name = `${Object.is(number, -0) ? '-0' : number}f`;
  return constantLocal(kernel, name, () => new Float32Array(4).fill(number));
}

export function integerLocal(kernel: Kernel, integer: number): number {
  return constantLocal(kernel, String(integer), () => new Int32Array(4).fill(integer));
}

function constantLocal(
  kernel: Kernel,
  name: string,
  lanes: () => Float32Array | Int32Array | Uint8Array,
): number {
  return keep(kernel, kernel.call, name, 'v128', () =>
    emit(kernel, 'v128.const', ...new Uint8Array(lanes().buffer)),
  );
}
