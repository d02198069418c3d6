import type { BackendName } from '../engine/program/run-types.ts';
import { bar } from '../report/page/pictures.ts';
import { painter } from '../report/terminal/style.ts';
import { MAX } from '../scenario/counts.ts';
import { type Profile, profile as takeTimes } from '../workflows/profile/profile.ts';
import { loadInputs } from '../workflows/run/load-inputs.ts';
import { type Command, choice, positive, whole } from './command.ts';
import { givenSettings, SET } from './parameters.ts';

export const profile: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    set: SET,
    scale: positive('as in run', MAX.personsPerAgent),
    weeks: whole(1, 'as in run', MAX.weeks),
    backend: choice(['js', 'wasm'], 'backend for the model'),
  },
  examples: [['rhizome profile scenarios/baseline.yaml', 'which rule is expensive?']],
  run(given) {
    const inputs = loadInputs(String(given.file), {
      parameters: 'defaults',
      set: givenSettings(given),
      weeks: given.weeks,
      personsPerAgent: given.scale,
    });
    const backend = given.backend ?? 'wasm';
    process.stdout.write(`${lines(inputs.scenario.title, backend, takeTimes(inputs, backend)).join('\n')}\n`);
  },
};

function lines(title: string, backend: BackendName, found: Profile): string[] {
  const paint = painter(process.stdout);
  const section = (name: string, parts: readonly { name: string; ns: number }[]) => {
    const most = Math.max(...parts.map(part => part.ns));
    const rows = [...parts]
      .sort((a, b) => b.ns - a.ns)
      .map(part => {
        const share = `${((100 * part.ns) / found.whole).toFixed(1)} %`.padStart(8);
        return `  ${part.name.padEnd(36)} ${part.ns.toFixed(1).padStart(7)} ns ${share}  ${bar(Math.max(0, part.ns) / most, 30)}`;
      });
    return ['', paint('title', name), ...rows];
  };
  return [
    `${paint('title', title)}  ${paint('dim', `${found.agents} agents, ${found.weeks} weeks, ${backend}, one thread`)}`,
    `${found.whole.toFixed(1)} ns per agent and week in all; ${found.bytesPerAgent.toFixed(0)} bytes per agent`,
    `observers take ${(100 * found.observersShare).toFixed(1)} %; a run that nobody observes takes ${found.unobserved.toFixed(1)} ns`,
    ...section('Parts of a run', found.parts),
    ...section('Rules, each alone (together they share loads, gathers and draws)', found.rules),
    ...section(
      'What is counted, by the first metric of each pass; each with the listing of who counts that all share',
      found.tallies,
    ),
  ];
}
