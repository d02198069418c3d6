import { availableParallelism } from 'node:os';
import { isoDay, lastDay } from '../core/calendar.ts';
import { DiagnosticError, describe, didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { DEFAULT_BACKEND } from '../engine/program/run-types.ts';
import { valuesPerAgent } from '../engine/wasm/plan/effort.ts';
import type { Model, Rule } from '../model/model.ts';
import { answerLines, feedbackLoops } from '../report/model-page/feedback.ts';
import { bytes, duration, grouped, plain } from '../report/quote/numbers.ts';
import { planText, writersText } from '../report/terminal/plan.ts';
import { changesText } from '../report/terminal/scenario.ts';
import { type Paint, painter } from '../report/terminal/style.ts';
import { MAX } from '../scenario/counts.ts';
import { measure } from '../simulate/resolve.ts';
import { loadInputs } from '../workflows/run/load-inputs.ts';
import { designOf } from '../workflows/run/run-keys.ts';
import { planValidation } from '../workflows/validate/validation-plan.ts';
import { type Command, choice, flag, positive, terminalWidth, text, whole } from './command.ts';
import { givenParameters, parameterOptions } from './parameters.ts';

/** Nanoseconds for one value of the graph and one agent, as measured on a present-day processor: for an estimate only. */
const NANOSECONDS_PER_VALUE = { js: 0.45, wasm: 0.13 };

export const check: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    ...parameterOptions(),
    replicates: whole(1, 'as in run', MAX.runs),
    scale: positive('as in run', MAX.personsPerAgent),
    weeks: whole(1, 'as in run', MAX.weeks),
    backend: choice(['js', 'wasm'], 'as in run'),
    strict: flag('treat warnings as errors: exit code 2'),
    plan: flag('also the rules of a week: what each reads, draws and writes'),
    explain: text('show one rule from its equations to the code that the backend emits'),
  },
  examples: [
    ['rhizome check scenarios/baseline.yaml --plan', 'what happens in a week?'],
    ['rhizome check scenarios/baseline.yaml --explain departure', 'what does this rule become?'],
    ['rhizome check scenarios/baseline.yaml', 'is it valid, and what will it cost?'],
  ],
  async run(given) {
    const paint = painter(process.stdout);
    const parameters = givenParameters(given);
    const inputs = loadInputs(String(given.file), {
      ...parameters,
      replicates: given.replicates,
      weeks: given.weeks,
      personsPerAgent: given.scale,
      outputs: true,
    });
    const { scenario } = inputs;
    // The study's relations are understood too, although only `validate` computes them.
    const { resolved } = planValidation(inputs);
    const backend = given.backend ?? DEFAULT_BACKEND;
    const { agents, layout, warnings } = measure(inputs, resolved, 1);
    if (given.strict && warnings.length) throw new DiagnosticError(warnings);
    const { model } = resolved;
    if (given.explain !== undefined) {
      const rule = findRule(model, String(given.explain));
      // The backends are large, and nothing else here needs them.
      const { ruleText } = await import('../report/terminal/rule.ts');
      const program = { model, layout, tallies: [], extracts: [] };
      process.stdout.write(`${ruleText(rule, program, backend, paint, terminalWidth()).join('\n')}\n`);
      return;
    }
    const values = valuesPerAgent(model, backend);
    const design = designOf(inputs, parameters);
    const runs = design ? design.draws * design.seeds : scenario.replicates;
    const agentWeeks = agents * scenario.weeks * runs;
    const threads = Math.min(availableParallelism(), runs);
    const seconds = (agentWeeks * values * NANOSECONDS_PER_VALUE[backend]) / 1e9 / threads;
    const dates = `${isoDay(scenario.startDay)} to ${isoDay(lastDay(scenario, scenario.weeks - 1))}, ${scenario.weeks} ${model.step}s`;
    const size = `${grouped(agents)} agents x ${scenario.weeks} ${model.step}s x ${design ? `${design.draws} draws x ${design.seeds} seeds` : `${runs} replicates`}`;
    const lines = [
      `${paint('good', 'In order:')} ${scenario.files.join(' < ')}`,
      ...warnings.map(warning => `${paint('warn', 'warning:')} ${describe(warning)}`),
      `${paint('title', scenario.title)}  ${paint('dim', dates)}`,
      ...changesText(scenario).map(line => `  ${line}`),
      ...answerLines(model, resolved.answers).map(line => `  ${line}`),
      ...feedbackLoops(model, resolved.answers).map(
        loop => `  ${paint('dim', `feedback from ${model.step} to ${model.step}:`)} ${loop.join(' -> ')}`,
      ),
      ...(given.plan ? planLines(model, paint) : []),
      `${runs} runs of ${grouped(agents)} agents over ${scenario.weeks} ${model.step}s: ${seconds < 1 ? 'under a second' : `about ${duration(seconds)}`} on ${threads} threads, ${bytes(layout.bytes)} of memory and ${bytes(layout.slotBytes)} for each further thread`,
      ...(given.plan
        ? [
            `${size} = ${grouped(agentWeeks)} agent-${model.step}s of ${grouped(Math.round(values))} values`,
            `${plain(layout.slotBytes / agents)} bytes of state and ${plain(layout.slotBase / agents)} shared bytes per agent`,
          ]
        : []),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};

/** The rules of a week in their order, and who writes each column. */
const planLines = (model: Model, paint: Paint): string[] => [
  '',
  paint('title', `A ${model.step}`),
  ...planText(model, paint, terminalWidth()),
  paint('title', 'Who writes what'),
  ...writersText(model),
  '',
];

function findRule(model: Model, id: string): Rule {
  const ids = model.plan.map(rule => rule.id);
  return (
    model.plan.find(rule => rule.id === id) ??
    throwDiagnostic({ kind: 'unknown', message: `the plan has no rule \`${id}\``, hint: didYouMean(id, ids) })
  );
}
