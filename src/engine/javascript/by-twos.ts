/** The head of a loop that handles two agents; the last one alone is handled twice, with the same result. */
export const BY_TWOS = 'for (let i = begin; i < end; i += 2) {\nconst i2 = i + 1 < end ? i + 1 : i;';

const DEFINITION = /^const (n\d+) = /;
const NAME = /'[^']*'|\bn\d+\b|\bi\b/g;

/**
 * The body of a loop over agents for two of them in turn, line by line: their chains of roundings, each of which waits for the one
 * before, overlap. Everything is computed for both before anything is stored. Undefined where lines but the last `actions` do more than
 * define a value.
 */
export function byTwos(lines: readonly string[], actions: readonly string[]): string[] | undefined {
  const names = new Set<string>();
  for (const line of lines) {
    const name = DEFINITION.exec(line)?.[1];
    if (!name) return undefined;
    names.add(name);
  }
  const renamed = (name: string) => (name === 'i' ? 'i2' : names.has(name) ? `${name}_2` : name);
  const other = (line: string) => line.replace(NAME, renamed);
  return [...lines.flatMap(line => [line, other(line)]), ...actions, ...actions.map(other)];
}
