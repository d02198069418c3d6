import { isoDay, lastDay } from '../core/calendar.ts';
import type { Diagnostic } from '../core/diagnostics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Study } from '../survey/study.ts';
import { weeksWatched } from './series/flow-targets.ts';

/** A scenario that ends before figures that a fit aims at: they are compared with nothing. No word of weeks that the command line asks for. */
export function endsBeforeFigures({ waves, margins, flows }: Study, scenario: Scenario): Diagnostic[] {
  const at = scenario.positions.get('until');
  if (!at) return [];
  const fitted = (figure: { use: string }) => figure.use === 'calibrate';
  const end = lastDay(scenario, scenario.weeks - 1);
  const late = waves.filter(
    wave => wave.askedDay > end && margins.some(m => fitted(m) && m.wave === wave.id),
  );
  const counts = flows.filter(
    flow => fitted(flow) && flow.operator && flow.endDay + 7 * weeksWatched(flow) > end,
  );
  const days = [
    ...late.map(wave => wave.askedDay),
    ...counts.map(flow => flow.endDay + 7 * weeksWatched(flow)),
  ];
  if (!days.length) return [];
  const names = [...late.map(({ id }) => `wave ${id}`), ...counts.map(({ row }) => row)];
  return [
    {
      kind: 'conflict',
      message: `the run ends before figures that a fit aims at: ${names.join(', ')}`,
      at,
      found: isoDay(scenario.untilDay),
      expected: `${isoDay(Math.max(...days))} or later to compare with all of them`,
    },
  ];
}
