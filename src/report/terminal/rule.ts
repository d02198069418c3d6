import { explainJavascript } from '../../engine/javascript/javascript.ts';
import type { Program } from '../../engine/program/compiled-model.ts';
import type { BackendName } from '../../engine/program/run-types.ts';
import { explainWasm } from '../../engine/wasm/wasm.ts';
import { reachable } from '../../language/graph.ts';
import type { Rule } from '../../model/model.ts';
import { shownRules } from '../../model/planned.ts';
import { planEntry } from './plan.ts';
import type { Paint } from './style.ts';

/** One rule from its equations, by what it reads, writes and draws and the size of its graph, to what a backend emits. */
export function ruleText(
  rule: Rule,
  program: Program,
  backend: BackendName,
  paint: Paint,
  width: number,
): string[] {
  const { model } = program;
  const roots = [
    rule.who,
    ...rule.branches.flatMap(branch => [branch.when, ...branch.writes.map(w => w.value)]),
  ];
  const equations = rule.equations.map(
    ({ label, text }) => `  ${label}: ${text.text.trim().replace(/\s+/g, ' ')}`,
  );
  const emitted = backend === 'js' ? explainJavascript(program, rule.id) : explainWasm(program, rule.id);
  return [
    ...planEntry(rule, shownRules(model).indexOf(rule) + 1, model, paint, width),
    `${rule.at.file}:${rule.at.line}`,
    '',
    paint('title', 'Equations'),
    ...equations,
    '',
    paint(
      'title',
      `Graph: ${reachable(roots).length} values; draws from ${rule.streams.map(k => model.streams[k]).join(', ') || 'nothing'}`,
    ),
    '',
    paint('title', `Emitted for ${backend}`),
    emitted,
  ];
}
