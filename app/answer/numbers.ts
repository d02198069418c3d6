import type { MetricWords } from '../engine/door.ts';
import { type Clock, type Estimate, firstDay, type Resolution, unitOf } from '../engine/door.ts';
import type { Words } from '../texts/index.ts';

/** Figures as a reader has them: rounded as the terminal and the pages round them, written as the locale does. */
export interface Figures {
  /** `+11 000`, `-3.2 points`: a difference, with its sign. */
  change(measure: MetricWords['measure'], estimate: Estimate): Told;
  /** `834 000`, `43 %`. */
  level(measure: MetricWords['measure'], estimate: Estimate): Told;
  /** Short, along an axis. */
  tick(measure: MetricWords['measure'], value: number, isDifference: boolean): string;
  month(week: number): string;
  day(week: number): string;
  date(iso: string): string;
  whole(value: number): string;
}

export type Told = {
  value: string;
  /** Without its sign. */
  size: string;
  low: string;
  high: string;
};

const DAY = 86_400_000;
/** A narrow gap that doesn't break. */
const GAP = '\u00a0';

export function figuresFor({ locale, dates, t }: Words, resolution: Resolution, clock: Clock): Figures {
  const told = (measure: MetricWords['measure'], estimate: Estimate, isDifference: boolean): Told => {
    if (!Number.isFinite(estimate.value)) return { value: '–', size: '–', low: '–', high: '–' };
    const unit = unitOf(measure, estimate, resolution, isDifference);
    const scale = measure === 'share' ? 100 : 1;
    const exponent = Number((unit * scale).toExponential().split('e')[1]);
    const digits = Math.max(0, -exponent);
    const after = measure === 'share' ? GAP + t(isDifference ? 'unit.points' : 'unit.percent') : '';
    const text = (value: number, signs: 'never' | 'exceptZero' | 'negative') => {
      const rounded = Math.round(Math.abs(value) / unit) * unit * scale * Math.sign(value);
      const options = {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: signs,
      } as const;
      return minus(formatter(locale, options).format(rounded === 0 ? 0 : rounded));
    };
    const sign = isDifference ? 'exceptZero' : 'negative';
    return {
      value: text(estimate.value, sign) + after,
      size: text(estimate.value, 'never') + after,
      low: text(estimate.low ?? Number.NaN, sign),
      high: text(estimate.high ?? Number.NaN, sign) + after,
    };
  };
  const dated = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(dates, { ...options, timeZone: 'UTC' });
    return (day: number) => format.format(new Date(day * DAY));
  };
  const [month, day] = [
    dated({ month: 'long', year: 'numeric' }),
    dated({ day: 'numeric', month: 'short', year: 'numeric' }),
  ];
  return {
    change: (measure, estimate) => told(measure, estimate, true),
    level: (measure, estimate) => told(measure, estimate, false),
    tick(measure, value, isDifference) {
      const options: Intl.NumberFormatOptions = {
        notation: measure === 'persons' && Math.abs(value) >= 10_000 ? 'compact' : 'standard',
        maximumSignificantDigits: 3,
        signDisplay: isDifference ? 'exceptZero' : 'negative',
      };
      const scaled = measure === 'share' ? 100 * value : value;
      const text = minus(formatter(locale, options).format(Math.abs(scaled) < 1e-12 ? 0 : scaled));
      return measure === 'share' && !isDifference ? `${text}${GAP}%` : text;
    },
    // A week belongs to the month of its Thursday.
    month: week => month(firstDay(clock, week) + ((clock.step ?? 'week') === 'week' ? 3 : 0)),
    day: week => day(firstDay(clock, week)),
    date: iso => day(Date.parse(iso) / DAY),
    whole: value => formatter(locale, { maximumFractionDigits: 0 }).format(value),
  };
}

/** A true minus sign: a hyphen is thin beside digits, and a line may break behind it. */
const minus = (text: string) => text.replace('-', '−');

const formatters = new Map<string, Intl.NumberFormat>();

/** A formatter takes longer to make than to use a hundred times. */
function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${locale} ${Object.values(options).join()}`;
  const known = formatters.get(name);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formatters.set(name, made);
  return made;
}
