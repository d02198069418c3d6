import * as Plot from '@observablehq/plot';
import type { Html } from '../base/html.ts';
import { draw, INK, WIDE } from './plot.ts';

/** A printed figure and what the runs say to it; shares, or anything else on one scale. */
export interface Target {
  label: string;
  /** Among whom, with what joins it to the label; it is never cut. */
  among: string;
  /** Shown, never fitted: in brackets. */
  aside: boolean;
  /** As printed: a value with its standard error, or a range, whose open end is left out. */
  printed: number | undefined;
  se: number | undefined;
  low: number | undefined;
  high: number | undefined;
  /** Median of the runs and what 90 % of them lie in. */
  median: number;
  from: number;
  to: number;
  z: number | undefined;
}

export interface Scale {
  domain: readonly [number, number];
  ticks: readonly number[];
  tick: (value: number) => string;
}

/** Farther than this many standard errors is a miss. */
export const NEAR = 2;

export const isMiss = ({ z }: Pick<Target, 'z'>) => z !== undefined && Math.abs(z) > NEAR;

/**
 * One row a figure: a grey stretch where the printed one may lie, a dot where the model is, how far apart at the right. A miss
 * has another colour and another shape.
 */
export function forest(label: string, targets: readonly Target[], scale: Scale, width: number): Html {
  const desk = width === WIDE;
  const row = desk ? 21 : 38;
  const [left, right, top] = [desk ? 420 : 6, 44, 24];
  const { domain, ticks, tick } = scale;
  const at = (target: Target) => targets.indexOf(target);
  const down = desk ? 0 : 7;
  const reached = targets.filter(({ median }) => Number.isFinite(median));
  const colour = (target: Target) => (isMiss(target) ? INK.orange : INK.blue);
  const stretch = ({ printed, se = 0, low, high }: Target): [number, number] =>
    printed === undefined
      ? [low ?? domain[0], high ?? domain[1]]
      : [printed - NEAR * se, printed + NEAR * se];
  const clip = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const known = targets.filter(t => t.printed !== undefined || t.low !== undefined || t.high !== undefined);
  return draw(label, {
    ...{ width, height: top + targets.length * row + 6 },
    ...{ marginLeft: left, marginRight: right, marginTop: top, marginBottom: 6 },
    x: { domain: [...domain], axis: null },
    y: { domain: targets.map((_, k) => k), axis: null, type: 'band' as never, padding: 0 },
    marks: [
      Plot.ruleX([...ticks], { stroke: INK.rule }),
      Plot.text([...ticks], { x: t => t, text: tick, frameAnchor: 'top', dy: -10, fill: INK.muted }),
      Plot.ruleY(known, {
        ...{ x1: t => clip(stretch(t)[0]), x2: t => clip(stretch(t)[1]), y: at, dy: down },
        ...{ stroke: INK.grey, strokeWidth: 9, strokeOpacity: 0.75 },
      }),
      Plot.tickX(
        known.filter(t => t.printed !== undefined),
        {
          x: 'printed',
          y: at,
          stroke: INK.paper,
          strokeWidth: 2,
          insetTop: row / 2 - 4.5 + down,
          insetBottom: row / 2 - 4.5 - down,
        },
      ),
      Plot.ruleY(reached, {
        ...{ x1: t => clip(t.from), x2: t => clip(t.to), y: at, dy: down },
        ...{ stroke: colour, strokeWidth: 2 },
      }),
      Plot.dot(reached, {
        ...{ x: t => clip(t.median), y: at, dy: down, r: 4, fill: colour },
        ...{ symbol: (t: Target) => (isMiss(t) ? 'diamond' : 'circle') },
      }),
      Plot.text(targets, {
        ...{ y: at, text: t => labelOf(t, desk ? 58 : 50), fill: INK.text, fontSize: desk ? 12 : 11 },
        ...(desk
          ? { frameAnchor: 'left' as const, textAnchor: 'end' as const, dx: -12 }
          : { frameAnchor: 'left' as const, textAnchor: 'start' as const, dy: -9 }),
      }),
      Plot.text(
        reached.filter(t => t.z !== undefined),
        {
          ...{
            y: at,
            text: t => zText(t.z!),
            frameAnchor: 'right',
            textAnchor: 'end',
            dx: right - 2,
            dy: down,
          },
          ...{ fill: t => (isMiss(t) ? 'var(--warn)' : INK.muted), fontVariant: 'tabular-nums' },
        },
      ),
    ],
    symbol: { type: 'identity' as never },
  });
}

/** `+0.4`. */
export function zText(z: number): string {
  const text = z.toFixed(1).replace(/^-0\.0$/, '0.0');
  return z > 0.05 ? `+${text}` : text.replace('-', '−');
}

function labelOf({ label, among, aside }: Target, most: number): string {
  const room = most - among.length - (aside ? 2 : 0);
  const text = `${label.length <= room ? label : `${label.slice(0, room - 1).trimEnd()}…`}${among}`;
  return aside ? `(${text})` : text;
}
