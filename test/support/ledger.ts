import { expect } from 'vitest';
import { isoDay } from '../../src/core/calendar.ts';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { buildModel } from '../../src/model/build.ts';
import { denseFlows } from '../../src/observe/series/sparse-flows.ts';
import { personsOf } from '../../src/population/populate.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { runSmall, type SmallRun } from './scenario.ts';

/** What must hold of people in every run of every model, however it begins. */

const HEADER =
  'row_id,country,period_start,period_end,measure,unit,operator,value,se,value_low,value_high,source_id,use,note';

/** The inputs with figures in place of the study's: stocks of all places at the ends of some weeks, week -1 is the eve. */
function withStocks(inputs: Inputs, weeks: readonly number[]): Inputs {
  const { labels } = buildModel(inputs.model).places;
  const source = inputs.study.sources.rows[0].cells.source_id;
  const rows = weeks.flatMap(week => {
    const day = isoDay(inputs.scenario.startDay + 7 * week + 6);
    return labels.map(
      place =>
        `${place}${week},${place},${day},${day},stock,persons,stock(${place}),1,1,,,${source},context,`,
    );
  });
  return {
    ...inputs,
    study: { ...inputs.study, flows: parseCsv(`${[HEADER, ...rows].join('\n')}\n`, 'flows.csv') },
  };
}

/** Run with both backends and hold the books: who is where, who came, who went. Returns the run. */
export function checkLedger(given: Inputs, replicate = 1): SmallRun {
  const { weeks } = given.scenario;
  const asked = [...new Set([-1, 0, Math.floor(weeks / 2), weeks - 1])];
  const run = runSmall(withStocks(given, asked), { replicate, watch: true });
  const { result, frame, states, begun } = run;
  const { places, series } = frame;
  const { agents, trajectories, figures } = result;
  const flows = denseFlows(result.flows, frame.weeks, frame.places.length);
  const model = buildModel(given.model, { choose: {}, without: [], parameters: given.scenario.parameters });
  const scale = personsOf(model, given.model.population) / agents;
  const near = (found: number, expected: number, what: string) =>
    expect(Math.abs(found - expected), what).toBeLessThan(1e-6 * agents * scale);

  const counts = (codes: ArrayLike<number>) => {
    const there = new Array<number>(places.length).fill(0);
    for (let i = 0; i < codes.length; i++) there[codes[i]]++;
    return there;
  };
  const stock = counts(begun);
  expect(states.length).toBe(weeks);
  const check = (week: number) => {
    const now = week < 0 ? counts(begun) : counts(states[week].place);
    // Nobody is lost and nobody made.
    expect(now.reduce((sum, count) => sum + count, 0)).toBe(agents);
    places.forEach((from, p) => {
      places.forEach((to, q) => {
        if (week < 0) return;
        const moved = flows[(week * places.length + p) * places.length + q] / scale;
        near(moved * scale, Math.round(moved) * scale, `whole agents move from ${from} to ${to}`);
        stock[p] -= Math.round(moved);
        stock[q] += Math.round(moved);
      });
    });
    // Who is there is who was there at first, and all who came less all who went.
    expect(stock, `stocks of week ${week}`).toEqual(now);
    const k = asked.indexOf(week);
    if (k >= 0) places.forEach((place, p) => near(figures[k * places.length + p], now[p] * scale, place));
    if (week < 0) return;
    // The parts of a group are together all.
    const value = (metric: string, group: string) =>
      trajectories[week * series.length + series.findIndex(s => s.metric === metric && s.group === group)];
    const hosts = places.map(place => `host=${place}`);
    for (const { metric, group } of series)
      if (group === 'all' && counted(given, metric))
        near(
          hosts.reduce((sum, host) => sum + value(metric, host), 0),
          value(metric, 'all'),
          `${metric} of week ${week}`,
        );
  };
  for (let week = -1; week < weeks; week++) check(week);
  return run;
}

/** Whether a metric counts persons. */
const counted = ({ model }: Inputs, metric: string) =>
  'persons' in ((model.metrics!.value as Record<string, object>)[metric] ?? {});

/** Before `week` two runs must have the same bits. Returns whether they differ afterwards. */
export function checkBefore(one: SmallRun, other: SmallRun, week: number): boolean {
  const same = (w: number) =>
    Object.entries(one.states[w]).every(
      ([name, bytes]) => Buffer.compare(bytes, other.states[w][name]) === 0,
    );
  const { series, places } = one.frame;
  for (let w = 0; w < Math.min(week, one.states.length); w++) expect(same(w), `week ${w}`).toBe(true);
  const until = (values: Float64Array, width: number) => values.slice(0, week * width);
  const flowsOf = ({ result, frame }: SmallRun) => denseFlows(result.flows, frame.weeks, places.length);
  expect(until(one.result.trajectories, series.length)).toEqual(
    until(other.result.trajectories, series.length),
  );
  const pairs = places.length * places.length;
  expect(until(flowsOf(one), pairs)).toEqual(until(flowsOf(other), pairs));
  return one.states.some((_, w) => !same(w));
}
