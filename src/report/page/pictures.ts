const LEVELS = '▁▂▃▄▅▆▇█';
const EIGHTHS = ' ▏▎▍▌▋▊▉';

/** A line of `width` characters that rises and falls with `values`; each character is the mean of its stretch. */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, k) => {
    const begin = Math.floor((k * values.length) / columns);
    const end = Math.max(begin + 1, Math.floor(((k + 1) * values.length) / columns));
    const stretch = Array.from({ length: end - begin }, (_, i) => values[begin + i]).filter(Number.isFinite);
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length;
  });
  const seen = means.filter(Number.isFinite);
  const low = Math.min(...seen);
  const range = Math.max(...seen) - low || 1;
  const level = (mean: number) => LEVELS[Math.min(7, Math.floor(((mean - low) / range) * 8))];
  return means.map(mean => (Number.isFinite(mean) ? level(mean) : ' ')).join('');
}

/** A bar of at most `width` characters; `share` 0-1. Drawn in eighths of a character. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return ('█'.repeat(eighths >> 3) + (eighths & 7 ? EIGHTHS[eighths & 7] : '')).padEnd(width);
}
