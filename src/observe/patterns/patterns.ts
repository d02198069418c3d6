import type { Text } from '../../core/diagnostics.ts';
import type { CompiledModel } from '../../engine/program/compiled-model.ts';
import type { Layout } from '../../engine/program/layout.ts';
import { tiesOf } from '../../engine/state/slot-rows.ts';
import type { Model } from '../../model/model.ts';
import type { Respondents } from '../../survey/sample.ts';
import type { Study } from '../../survey/study.ts';
import type { LaggedColumns } from '../survey/lagged-columns.ts';
import { planTerm, type TermPlan } from './terms.ts';

/** Statistics that somebody wants of a run besides its metrics and survey: those that relations.csv is judged by. */
export function planTerms(
  model: Model,
  study: Study,
  weeks: number,
  recorder: LaggedColumns,
  texts: readonly Text[],
): TermPlan[] {
  return texts.map(text => planTerm(model, study, weeks, recorder, text));
}

export interface TermWatch {
  layout: Layout;
  memory: WebAssembly.Memory;
  machine: CompiledModel;
  personsPerAgent: number;
  terms: readonly TermPlan[];
  /** Where the terms begin among the machine's extracts. */
  firstTerm: number;
}

export interface TermObserver {
  /** The end of a week, once its waves are asked. */
  look(week: number, asked: ReadonlyMap<string, Respondents>): void;
  /** By term; NaN where the run doesn't reach it or there was nobody to look at. */
  report(): Float64Array;
}

/** Looks on while one run goes on in one slot; `only`: indices of the terms that are wanted, by default all. */
export function openTerms(watch: TermWatch, slot: number, only?: readonly number[]): TermObserver {
  const { layout, memory, machine, personsPerAgent, terms, firstTerm } = watch;
  const { agents } = layout;
  let all: Uint32Array | undefined;
  const everybody = () => {
    all ??= Uint32Array.from({ length: agents }, (_, i) => i);
    return all;
  };
  const ties = (network: number) => tiesOf(memory, layout, slot, network);
  const wanted = new Set(only ?? terms.keys());
  const accumulators = terms.map(({ open }) => open({ personsPerAgent, ties }));
  return {
    look(week, asked) {
      for (const [k, { firstWeek, lastWeek, wave, extract, peers, unreached }] of terms.entries()) {
        if (unreached !== undefined || !wanted.has(k) || week < firstWeek || week > lastWeek) continue;
        const outputs = extract.outputs.map(() => new Float32Array(agents));
        machine.extract(slot, firstTerm + k, week, 0, agents, outputs);
        for (const output of peers) countPeers(outputs[0], outputs[output], personsPerAgent);
        const chosen = wave === undefined ? everybody() : asked.get(wave)?.agents;
        accumulators[k].look(week, outputs, chosen ?? []);
      }
    },
    report: () =>
      Float64Array.from(accumulators, (accumulator, k) =>
        terms[k].unreached === undefined && wanted.has(k) ? accumulator.value() : Number.NaN,
      ),
  };
}

/** Replace labels by how many persons of the base have the same one. */
function countPeers(base: Float32Array, labels: Float32Array, personsPerAgent: number): void {
  const counts = new Map<number, number>();
  labels.forEach((label, i) => {
    if (base[i]) counts.set(label, (counts.get(label) ?? 0) + 1);
  });
  labels.forEach((label, i) => {
    labels[i] = (counts.get(label) ?? 0) * personsPerAgent;
  });
}
