import { textAt, throwDiagnostic } from '../../core/diagnostics.ts';
import { javascript } from '../../engine/javascript/javascript.ts';
import type { Task } from '../../engine/program/run-types.ts';
import { compileExpression } from '../../language/lower.ts';
import { FLAG } from '../../language/type.ts';
import type { Model } from '../../model/model.ts';

/**
 * Understand a condition in the model's language; the answer finds the least permanent id among the agents for whom it holds
 * at the end of `week`, the state of which is in the slot. Problems: a condition that can't be read, `value` when it
 * holds for nobody.
 */
export function openSearch(
  condition: string,
  model: Model,
  task: Task,
): (slot: number, week: number) => number {
  const { layout, memory } = task;
  const { graph, scope } = model;
  const text = textAt(condition, '--who');
  const node = compileExpression({ graph, scope, text, lets: new Map(), whose: 'own' }, FLAG);
  const there = model.lives ? graph.and(model.lives.nodes.alive, node) : node;
  const extracts = [{ name: 'who', outputs: [there] }];
  const bare = { ...model, plan: [], initial: [] };
  const machine = javascript({ model: bare, layout, tallies: [], extracts }, memory);
  return (slot, week) => {
    const holds = new Float32Array(layout.agents);
    machine.extract(slot, 0, week, 0, layout.agents, [holds]);
    const ids = new Uint32Array(memory.buffer, layout.ids, layout.agents);
    const found = ids.filter((_, at) => holds[at] === 1);
    if (found.length === 0)
      throwDiagnostic({
        kind: 'value',
        message: 'that holds for nobody at the end of the run',
        at: { file: '--who', line: 1, column: 1 },
        found: condition,
      });
    return found.reduce((least, id) => Math.min(least, id));
  };
}
