import { grouped } from '../../quote/quantity.ts';

export { grouped };

/** Numbers as a person reads them. Files carry full precision; these are for the terminal. */

/** 1234567 -> `1 235 000`: four significant digits, a gap between thousands. */
export function persons(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const unit = 10 ** Math.max(0, Math.ceil(Math.log10(Math.abs(value) + 1)) - 4);
  return grouped(Math.round(value / unit) * unit);
}

/** 0.4321 -> `43.2 %`. */
export function share(value: number): string {
  return Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : '-';
}

/** A number of no particular unit, three significant digits. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** `8 s`, `2 min 05 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

export function bytes(value: number): string {
  return value < 2 ** 20 ? `${Math.ceil(value / 1024)} KiB` : `${grouped(Math.ceil(value / 2 ** 20))} MiB`;
}
