import type { MetricWords } from '../engine/door.ts';

/** Metrics in whose title, text or name every word of the search begins a word; those with all in the title first. */
export function found(metrics: readonly MetricWords[], search: string): MetricWords[] {
  const wanted = plain(search).split(' ').filter(Boolean);
  const has = (text: string) => {
    const words = plain(text).split(' ');
    return wanted.every(one => words.some(word => word.startsWith(one)));
  };
  const hits = metrics.filter(({ name, title, text }) => has(`${title} ${text} ${name}`));
  const isNear = ({ title }: MetricWords) => Number(!has(title));
  return hits.toSorted((a, b) => isNear(a) - isNear(b));
}

/** Lower case without accents; all that is no letter or digit is a space. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
