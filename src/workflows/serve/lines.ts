/** A line of the input, counted from 1; `wrong` says why its text can't be had. */
export type Line = { number: number; text: string } | { number: number; wrong: string };

/** Bytes of a line; a thousand parameters take a tenth of it. */
export const MOST_BYTES = 2 ** 20;

const NEWLINE = 10;

/** The lines of an input as they come, the last one without its end, too. A line that is too long is not held, only counted. */
export async function* linesIn(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let [number, length] = [1, 0];
  const add = (bytes: Uint8Array) => {
    length += bytes.length;
    if (length <= MOST_BYTES) parts.push(bytes);
    else parts = [];
  };
  const take = (): Line => {
    const line = length > MOST_BYTES ? tooLong(number) : decoded(number, parts);
    parts = [];
    length = 0;
    number++;
    return line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield take();
}

const tooLong = (number: number): Line => ({
  number,
  wrong: `the line is longer than ${MOST_BYTES / 2 ** 20} MiB`,
});

function decoded(number: number, parts: readonly Uint8Array[]): Line {
  try {
    return { number, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) };
  } catch {
    return { number, wrong: 'the line is not UTF-8' };
  }
}
