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

/** Colours when `stream` is a terminal, NO_COLOR and FORCE_COLOR heeded. */
export function painter(stream: NodeJS.WriteStream): Paint {
  return (mood, text) => styleText([...STYLES[mood]], text, { stream });
}
