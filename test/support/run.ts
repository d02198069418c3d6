import { expect } from 'vitest';
import type { BackendName, Inputs, RunKey, RunResult } from '../../src/engine/program/run-types.ts';
import { columnBytes, columnValues } from '../../src/engine/state/columns.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';

export interface InlineRun {
  result: RunResult;
  /** A column after the last week, in the order of permanent ids. */
  column(name: string): number[];
  /** [week] of a metric of everybody. */
  series(metric: string, group?: string): number[];
}

/** Prepare and do one run, with both backends: they must agree in every bit. */
export function runInline(
  inputs: Inputs,
  { replicate = 0, parameters }: { replicate?: number; parameters?: Record<string, number> } = {},
): InlineRun {
  const [reference, fast] = (['js', 'wasm'] as const).map(backend =>
    runWith(inputs, { replicate, parameters }, backend),
  );
  expect(fast.result).toEqual(reference.result);
  return reference;
}

function runWith(
  inputs: Inputs,
  given: Pick<RunKey, 'replicate' | 'parameters'>,
  backend: BackendName,
): InlineRun {
  const { task, frame, resolved } = instantiate(inputs, { backend, slots: 1 });
  const result = openTask(task).run({ scenario: 'inline', ...given }, 0)!;
  const { layout, memory } = task;
  const ids = new Uint32Array(memory.buffer, layout.ids, layout.agents);
  return {
    result,
    column(name) {
      const k = resolved.model.columns.findIndex(column => column.name === name);
      const bytes = columnBytes(memory, layout, 0, k, frame.weeks - 1).slice();
      const stored = columnValues(layout.columns[k], bytes);
      const values = new Array<number>(layout.agents);
      ids.forEach((id, place) => {
        values[id] = stored[place];
      });
      return values;
    },
    series(metric, group = 'all') {
      const at = frame.series.findIndex(s => s.metric === metric && s.group === group);
      return Array.from(
        { length: frame.weeks },
        (_, week) => result.trajectories[week * frame.series.length + at],
      );
    },
  };
}
