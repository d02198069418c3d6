import { firstDay, isoDay } from '../../core/calendar.ts';
import type { MetricSeen, PlaceSeen } from '../../quote/lead.ts';
import { verdictOf } from '../../quote/verdict.ts';
import type { Compared } from '../../workflows/compare/compare.ts';
import { toldOf } from '../../workflows/compare/compare-places.ts';
import { changeText, textOf } from '../quote/difference-sentence.ts';
import { answer, quotedWeek, resolutionOf } from './compare.ts';

/** The answers of a comparison for programs: the sentences, and the numbers that they name at full precision. */
export function compareJson(compared: Compared, day: number | undefined) {
  const { comparisons, design, agents, model, folder, files, warnings } = compared;
  return comparisons.map(one => {
    const { a, b, pairs } = one;
    const week = quotedWeek(one, day);
    const { lead, places, further } = toldOf(one, week, model.places.labels[model.places.origin]);
    const resolution = resolutionOf(one);
    const row = (seen: PlaceSeen | MetricSeen) => {
      const measure = 'place' in seen ? 'persons' : seen.metric.measure;
      const { mean, low, high, adjusted } = seen;
      const { value, range } = changeText(measure, { value: mean, low, high }, resolution);
      return {
        ...('place' in seen ? { place: seen.place } : { metric: seen.metric.name, group: seen.group }),
        ...{ mean, low, high, p_adj: adjusted, verdict: verdictOf(seen), quoted: `${value} (${range})` },
      };
    };
    return {
      scenario: b.name,
      title: b.inputs.scenario.title,
      against: a.name,
      date: isoDay(firstDay(a.frame, week)),
      sentence: textOf(answer(compared, one, day)),
      lead: lead && row(lead),
      places: places.map(row),
      further: further.map(row),
      pairs,
      ...design,
      agents,
      folder,
      files,
      warnings,
    };
  });
}
