import { isoDay } from '../../core/calendar.ts';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Study } from '../../survey/study.ts';
import { figuresKnown } from '../run/known-by.ts';
import type { Figure } from '../run/printed-figures.ts';

/** A day from which all that comes later is projected, knowing only figures whose fieldwork or window had ended. */
export interface Origin {
  day: number;
  date: string;
  /** Figures that a fit uses, and those that it is then scored by. */
  fitted: readonly Figure[];
  later: readonly Figure[];
}

const isFitted = ({ use, weeks }: Figure) => use === 'calibrate' && weeks !== undefined;
/** Context is not comparable, as the study itself says, and a range has no score. */
const isScored = ({ use, weeks, observed }: Figure) =>
  use !== 'context' && weeks !== undefined && observed !== undefined;

export const originAt = (figures: readonly Figure[], day: number): Origin => ({
  day,
  date: isoDay(day),
  fitted: figures.filter(one => isFitted(one) && one.endDay <= day),
  later: figures.filter(one => isScored(one) && one.endDay > day),
});

/**
 * The origins of a backtest: the days that were asked for, else the end of the fieldwork of every observed wave, as far as there
 * is something to fit before and something to score after; of the others a note is made. What was held out and had ended by then is
 * fitted. Throws a DiagnosticError where there is no such day.
 */
export function chooseOrigins(
  study: Study,
  figures: readonly Figure[],
  asked: readonly number[] = [],
  onNote?: (text: string) => void,
): Origin[] {
  const ends = study.waves.filter(({ planned }) => !planned).map(({ endDay }) => endDay);
  const days = [...new Set(asked.length ? asked : ends)].sort((a, b) => a - b);
  const all = days.map(day => originAt(figuresKnown(figures, day), day));
  const lacking = ({ fitted }: Origin) =>
    fitted.length ? 'no figure is known later' : 'no figure is known before';
  const useful = all.filter(({ fitted, later }) => fitted.length && later.length);
  const refused = asked.length ? all.filter(origin => !useful.includes(origin)) : useful.length ? [] : all;
  if (refused.length || useful.length === 0)
    throwDiagnostic({
      kind: 'value',
      message: asked.length
        ? `nothing can be projected from ${refused.map(({ date }) => date).join(', ')}`
        : 'the study has no figures from which others could be projected and scored',
      found: refused.map(origin => `${origin.date}: ${lacking(origin)}`).join('; ') || undefined,
      expected:
        'days with figures that the model can answer, with `use` calibrate before and calibrate or holdout after',
    });
  for (const origin of all)
    if (!useful.includes(origin)) onNote?.(`nothing is projected from ${origin.date}: ${lacking(origin)}`);
  return useful;
}
