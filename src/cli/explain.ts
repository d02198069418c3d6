import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { readSteps } from '../model/levers.ts';
import { explainable, explanations } from '../report/terminal/explain.ts';
import { painter } from '../report/terminal/style.ts';
import { readStudyEvents } from '../scenario/events.ts';
import { loadScenario } from '../workflows/run/load-inputs.ts';
import { type Command, terminalWidth } from './command.ts';
import { givenScenario, SCENARIO } from './scenario-option.ts';

export const explain: Command = {
  positionals: {
    name: { describe: 'any name that `list` prints, or a word of the language', type: 'string' },
  },
  options: { scenario: SCENARIO },
  examples: [
    ['rhizome explain departures', 'what the metric counts'],
    ['rhizome explain quota', 'what a key or function of the language says'],
  ],
  run(given) {
    const name = String(given.name);
    const { model, study, inputs } = loadScenario(givenScenario(given));
    const { events } = inputs.scenario;
    const on = new Set(events.map(event => event.id));
    const all = inputs.study.events ? readStudyEvents(inputs.study.events, readSteps(inputs.model)) : [];
    const off = all.filter(event => !on.has(event.id));
    const world = { files: inputs.model, model, study, events, off };
    const found = explanations(name, world, painter(process.stdout), terminalWidth());
    if (found.length === 0)
      throwDiagnostic({
        kind: 'unknown',
        message: `nothing is called \`${name}\``,
        hint: didYouMean(name, explainable(world)) ?? '`rhizome list metrics` and the like print the names',
      });
    process.stdout.write(`${found.map(lines => lines.join('\n')).join('\n\n')}\n`);
  },
};
