/**
 * Gives the memory of columns back at once. The collector would come when some 60 MB of them lie about, and the room in
 * between would stay with the process; like this the next column takes it, still warm in the cache. Nobody may use them any
 * more: they are empty then. What is shared stays.
 */
export function release(...columns: ArrayBufferView[]): void {
  for (const { buffer } of columns) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
