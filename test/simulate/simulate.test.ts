import { describe, expect, it } from 'vitest';
import { denseFlows } from '../../src/observe/series/sparse-flows.ts';
import { weeklyField } from '../../src/scenario/fields.ts';
import type { Event } from '../../src/scenario/scenario.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask, RUN_PARTS, type RunPart } from '../../src/simulate/simulate.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { runSmall, small, withRule } from '../support/scenario.ts';

const baseline = runSmall(small('baseline'), { watch: true });

describe('invariants of the shipped model', () => {
  it('loses nobody: persons over all places are constant in every week', () => {
    const { states, result } = baseline;
    expect(states).toHaveLength(40);
    for (const { place } of states) expect(place).toHaveLength(result.agents);
    const { frame } = baseline;
    for (let week = 0; week < frame.weeks; week++) {
      const at = (metric: string) =>
        result.trajectories[
          week * frame.series.length + frame.series.findIndex(s => s.metric === metric && s.group === 'all')
        ];
      // Who ever left is abroad or back, nobody else is.
      expect(at('abroad') + at('in_origin_returned')).toBe(at('left_ever'));
    }
  });

  it('counts flows that explain every change of place', () => {
    const { states, result, frame } = baseline;
    const count = frame.places.length;
    const all = denseFlows(result.flows, frame.weeks, count);
    for (let week = 1; week < frame.weeks; week++) {
      const stock = (w: number) =>
        Array.from({ length: count }, (_, p) => states[w].place.filter(x => x === p).length);
      const [before, after] = [stock(week - 1), stock(week)];
      const flows = all.subarray(week * count * count, (week + 1) * count * count);
      for (let p = 0; p < count; p++) {
        let net = 0;
        for (let q = 0; q < count; q++) net += flows[q * count + p] - flows[p * count + q];
        expect(net).toBe((after[p] - before[p]) * 2000);
      }
    }
  });

  it('gives the same bytes again, and others for another seed or replicate', () => {
    expect(runSmall(small('baseline')).result).toEqual({ ...baseline.result });
    const others = [
      runSmall(small('baseline', { scenario: { seed: 'another' } })),
      runSmall(small('baseline'), { replicate: 1 }),
    ];
    for (const { result } of others) expect(result.stateHash).not.toBe(baseline.result.stateHash);
  });

  it('tells of each of its parts when it is done, and is the same run', () => {
    const inputs = small('baseline');
    for (const backend of ['js', 'wasm'] as const) {
      const { task } = instantiate(inputs, { backend, slots: 1 });
      const heard: RunPart[] = [];
      const key = { scenario: inputs.scenario.name, replicate: 0 };
      const result = openTask(task).run(key, 0, { onPhase: part => heard.push(part) });
      expect(result).toEqual(baseline.result);
      expect(new Set(heard)).toEqual(new Set(RUN_PARTS));
      expect(heard.at(0)).toBe('beginning');
      expect(heard.slice(-2)).toEqual(['hash', 'report']);
      const weeks = heard
        .slice(1, -2)
        .join(' ')
        .replace(/(rules tallies ?)+(tallies )?/g, 'stretches ');
      expect(weeks).toBe(Array(40).fill('stretches asking ties').join(' '));
    }
  });

  it('is not changed by an event of size zero', () => {
    const { scenario } = small('baseline');
    const nothing: Event = { ...scenario.events[0], id: 'nothing', size: 0, places: [] };
    const { result } = runSmall(small('baseline', { scenario: { events: [...scenario.events, nothing] } }));
    expect(result).toEqual(baseline.result);
  });

  it('is not changed by another metric', () => {
    const model = (files: ReturnType<typeof small>['model']) => {
      const [more] = parseYaml('weeks_gone:\n  share: week > 3\n  of: week >= 0', 'metrics.yaml');
      const metrics = files.metrics!;
      return {
        ...files,
        metrics: {
          ...metrics,
          value: { ...(metrics.value as object), ...(more.value as object) },
          texts: new Map([...metrics.texts, ...more.texts]),
          positions: new Map([...metrics.positions, ...more.positions]),
        },
      };
    };
    const { result, frame } = runSmall(small('baseline', { model }));
    expect(frame.series.length).toBeGreaterThan(baseline.frame.series.length);
    expect(result.stateHash).toBe(baseline.result.stateHash);
    expect(result.flows).toEqual(baseline.result.flows);
    expect(result.surveyValues).toEqual(baseline.result.surveyValues);
    baseline.frame.series.forEach(({ metric, group }, k) => {
      const at = frame.series.findIndex(s => s.metric === metric && s.group === group);
      for (let week = 0; week < frame.weeks; week++)
        expect(result.trajectories[week * frame.series.length + at]).toEqual(
          baseline.result.trajectories[week * baseline.frame.series.length + k],
        );
    });
  });

  it('is not changed by a rule that draws but does nothing', () => {
    const idle = 'rule: idle-draws\nchance: 0.5\nthen:\n  place: place\n';
    const { result } = runSmall(small('baseline', { model: files => withRule(files, idle) }));
    expect(result).toEqual(baseline.result);
  });

  it('changes no agent before the first week in which a field differs', () => {
    const without = small('no-mobilisation');
    const usual = small('baseline');
    const kinds = new Set([...usual.scenario.events, ...without.scenario.events].map(event => event.kind));
    let first = Number.POSITIVE_INFINITY;
    for (const kind of kinds) {
      const [a, b] = [usual, without].map(({ scenario }) =>
        weeklyField(scenario.events, kind, undefined, scenario, 40),
      );
      first = Math.min(first, a.findIndex((value, week) => value !== b[week]) >>> 0);
    }
    const { states } = runSmall(without, { watch: true });
    expect(first).toBe(30);
    for (let week = 0; week < first; week++) expect(states[week]).toEqual(baseline.states[week]);
    expect(states[39].place).not.toEqual(baseline.states[39].place);
  });
});
