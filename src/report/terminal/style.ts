import { styleText } from 'node:util';

export type Mood = 'title' | 'dim' | 'good' | 'warn' | 'bad' | 'strong';
/** Text in a mood; plain where the stream takes no colours. */
export type Paint = (mood: Mood, text: string) => string;

const STYLES = {
  title: ['bold', 'cyan'],
  strong: ['bold'],
  dim: ['dim'],
  good: ['green'],
  warn: ['yellow'],
  bad: ['bold', 'red'],
} as const;

export const unpainted: Paint = (_, text) => text;

/**
 * Colours when `stream` is a terminal that has them, NO_COLOR, FORCE_COLOR and TERM=dumb heeded. Older Nodes know no
 * `styleText` that looks at the stream.
 */
export function painter(stream: Pick<NodeJS.WriteStream, 'isTTY'>): Paint {
  return takesColours(stream, process.env)
    ? (mood, text) => styleText([...STYLES[mood]], text, { validateStream: false })
    : unpainted;
}

/** @param env the variables of the process */
export function takesColours(
  { isTTY }: { isTTY?: boolean },
  { FORCE_COLOR: force, NO_COLOR: no, NODE_DISABLE_COLORS: off, TERM: term }: NodeJS.ProcessEnv,
): boolean {
  if (force !== undefined) return !['0', 'false'].includes(force);
  return !!isTTY && !no && !off && term !== 'dumb';
}
