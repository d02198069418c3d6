import { isoDay } from '../calendar.ts';
import type { Ensemble } from '../experiment/ensemble.ts';
import { bandOf } from '../observe/statistics.ts';

/** The summary of one scenario for programs: headline metrics at the end, survey figures, where the files are. */
export function summaryJson({
  inputs,
  model,
  frame,
  population,
  results,
  survey,
  folder,
  files,
  seconds,
}: Ensemble) {
  const { name, title, seed, personsPerAgent, replicates } = inputs.scenario;
  const last = frame.weeks - 1;
  const targets = survey.filter(line => line.row.mode === 'drawn' && line.target);
  const reached = targets.filter(line => Number.isFinite(line.z));
  return {
    scenario: name,
    title,
    seed,
    from: isoDay(frame.startDay),
    weeks: frame.weeks,
    replicates,
    agents: population.agents,
    persons_per_agent: personsPerAgent,
    date: isoDay(frame.startDay + 7 * last),
    metrics: frame.series.flatMap(({ metric, group }, series) => {
      if (!model.metrics.find(one => one.name === metric)?.headline) return [];
      const { mean, q05, q50, q95 } = bandOf(
        results.map(result => result.trajectories[last * frame.series.length + series]),
      );
      return [{ metric, group, mean, q05, q50, q95 }];
    }),
    survey: {
      targets: targets.length,
      reached: reached.length,
      within_2_se: reached.filter(line => Math.abs(line.z) <= 2).length,
    },
    state_hashes: results.map(result => result.stateHash),
    folder,
    files,
    seconds,
  };
}
