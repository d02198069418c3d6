import { firstDay, isoDay } from '../../core/calendar.ts';
import { quoteLevel } from '../../quote/quantity.ts';
import type { Ensemble } from '../../workflows/run/ensemble.ts';
import { textOf } from '../quote/difference-sentence.ts';
import { metOf } from './survey.ts';
import { levelAnswer } from './terminal.ts';

/** The summary of one scenario for programs: headline metrics at the end, survey figures, where the files are. */
export function summaryJson(ensemble: Ensemble) {
  const {
    inputs,
    model,
    frame,
    population,
    design,
    results,
    summary,
    survey,
    flows,
    folder,
    files,
    warnings,
    seconds,
  } = ensemble;
  const { name, title, seed, personsPerAgent } = inputs.scenario;
  const last = frame.weeks - 1;
  const answers = survey.filter(line => line.row.mode === 'drawn' && line.margin?.use === 'calibrate');
  const counts = flows.filter(line => line.figure.use === 'calibrate');
  return {
    scenario: name,
    title,
    // As the terminal and the page begin.
    sentence: textOf(levelAnswer(ensemble)),
    seed,
    from: isoDay(frame.startDay),
    weeks: frame.weeks,
    replicates: results.length,
    // Of the posterior, and runs of each; absent on default parameters.
    ...design,
    agents: population.agents,
    persons_per_agent: personsPerAgent,
    date: isoDay(firstDay(frame, last)),
    metrics: frame.series.flatMap(({ metric, group }, series) => {
      const found = model.metrics.find(one => one.name === metric);
      if (!found?.headline) return [];
      const { mean, q05, q50, q95 } = summary.band(last, series);
      const resolution = { personsPerAgent, agents: population.agents };
      const { value, range } = quoteLevel(found.measure, { value: q50, low: q05, high: q95 }, resolution);
      // As the terminal and the page write it: median, and what 90 % of the runs lie in.
      return [{ metric, group, mean, q05, q50, q95, quoted: `${value} (${range})` }];
    }),
    survey: fitOf(answers),
    flows: fitOf(counts),
    state_hashes: results.map(result => result.stateHash),
    folder,
    files,
    warnings,
    seconds,
  };
}

/** Printed figures that a fit aims at, how many of them the runs reach, and how many they meet. */
function fitOf(figures: readonly { z: number }[]) {
  const { reached, met } = metOf(figures);
  return { targets: figures.length, reached: reached.length, within_2_se: met.length };
}
