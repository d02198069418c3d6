import type { Event } from '../../scenario/scenario.ts';
import { plain } from './numbers.ts';

/** The size of an event as a scenario gives it: a number, a step, or an expression with its numbers. */
export function sizeText({ size, step, answer }: Pick<Event, 'size' | 'step' | 'answer'>): string {
  if (!answer) return step?.name ?? plain(size);
  const numbers = Object.entries(answer.numbers).map(([name, value]) => `${name} ${plain(value)}`);
  const text = answer.text.text.replace(/\s+/g, ' ').trim();
  return numbers.length ? `${text} (${numbers.join(', ')})` : text;
}
