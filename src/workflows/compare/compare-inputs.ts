import { isoDay, lastDay } from '../../core/calendar.ts';
import { type Diagnostic, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { adjust, type LoadOverrides, loadInputs, type Overrides, withWarnings } from '../run/load-inputs.ts';
import { foldedName } from '../run/same-names.ts';
import type { Settings } from '../run/settings.ts';

type Load = (file: string, overrides: LoadOverrides) => Inputs;

/**
 * Scenarios made comparable: the first one's seed, persons per agent and number of runs for all, the groups of all, and as
 * many weeks as all have or are asked for.
 * @param load reads one of them; by default from its file
 * Problems: `conflict` when they are of different models or studies, or only some are on a posterior.
 */
export function compareInputs(
  files: readonly string[],
  options: LoadOverrides,
  load: Load = loadInputs,
): { name: string; inputs: Inputs }[] {
  const { parameters, theories, seed, replicates, draws, seeds, personsPerAgent } = options;
  const [set, ...sets] = settingsBySide(files, options, load);
  const base = load(files[0], {
    ...{ parameters, theories, set, seed, replicates, draws, seeds, personsPerAgent },
  });
  const shared = {
    parameters,
    seed: base.scenario.seed,
    replicates: base.posterior ? undefined : base.scenario.replicates,
    draws,
    seeds,
    personsPerAgent: base.scenario.personsPerAgent,
  };
  const all = [
    base,
    ...files
      .slice(1)
      .map((file, k) =>
        openBeside(base, load(file, { parameters, theories, set: sets[k] }), shared, options),
      ),
  ];
  const weeks = options.weeks ?? Math.min(...all.map(({ scenario }) => scenario.weeks));
  const groups = [...new Set(all.flatMap(({ scenario }) => scenario.groups))];
  const names = distinct(all.map(({ scenario }) => scenario.name));
  const shortened = options.weeks === undefined ? endsApart(all) : [];
  return all.map((inputs, k) => {
    const { scenario } = adjust(withWarnings(inputs, shortened), { weeks });
    return { name: names[k], inputs: { ...inputs, scenario: { ...scenario, name: names[k], groups } } };
  });
}

/**
 * What is set of an event goes to the scenarios that have it; what none has is left to the first, which refuses it. Parameters
 * are set in all.
 */
function settingsBySide(
  files: readonly string[],
  { parameters, set = {} }: Overrides,
  load: Load,
): Settings[] {
  const eventOf = (name: string) => (name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined);
  if (!Object.keys(set).some(eventOf)) return files.map(() => set);
  const events = files.map(file => load(file, { parameters }).scenario.events.map(({ id }) => id));
  const isOn = (event: string, side: number) => events[side].includes(event);
  return files.map((_, side) =>
    Object.fromEntries(
      Object.entries(set).filter(([name]) => {
        const event = eventOf(name);
        if (event === undefined || isOn(event, side)) return true;
        return side === 0 && !files.some((_, other) => isOn(event, other));
      }),
    ),
  );
}

/** Scenarios that end on different days are compared as long as all go on. */
function endsApart(all: readonly Inputs[]): Diagnostic[] {
  const ends = all.map(({ scenario }) => lastDay(scenario, scenario.weeks - 1));
  const first = Math.min(...ends);
  return all.flatMap(({ scenario }, k) =>
    ends[k] === first
      ? []
      : [
          {
            kind: 'conflict',
            message: `\`${scenario.name}\` is compared until ${isoDay(first)} only, where another scenario ends`,
            at: scenario.positions.get('until'),
            found: isoDay(ends[k]),
            hint: 'give all the same `until`, or say --weeks',
          },
        ],
  );
}

/** What another scenario says of its own and a comparison doesn't follow: it takes the base's, so that runs are pairs. */
function overruled(base: Inputs, { scenario, posterior }: Inputs, asked: Overrides): Diagnostic[] {
  const { seed, replicates, personsPerAgent } = base.scenario;
  const differs = [
    asked.seed === undefined && scenario.seed !== seed && 'seed',
    asked.personsPerAgent === undefined &&
      scenario.personsPerAgent !== personsPerAgent &&
      'persons_per_agent',
    !posterior && asked.replicates === undefined && scenario.replicates !== replicates && 'replicates',
  ].filter(name => name !== false);
  if (!differs.length) return [];
  return [
    {
      kind: 'conflict',
      message: `\`${scenario.name}\` runs with ${differs.map(name => `\`${name}\``).join(' and ')} of \`${base.scenario.name}\``,
      at: { file: scenario.document.file, line: 1, column: 1 },
      hint: 'runs are pairs only where both have the same',
    },
  ];
}

function openBeside(base: Inputs, plain: Inputs, shared: Overrides, asked: Overrides): Inputs {
  const differ = (what: string, found: string, expected: string, hint?: string): never =>
    throwDiagnostic({
      kind: 'conflict',
      message: `\`${plain.scenario.name}\` and \`${base.scenario.name}\` ${what}`,
      found,
      expected,
      hint,
    });
  const [other, own] = [plain.scenario, base.scenario];
  if (other.model !== own.model) differ('are of different models', other.model, own.model);
  if (other.study !== own.study) differ('are of different studies', other.study, own.study);
  const from = ({ posterior }: Inputs) => (posterior ? 'a posterior' : 'default parameters');
  if (from(plain) !== from(base))
    differ('have different parameters', from(plain), from(base), 'say --parameters defaults');
  return withWarnings(adjust(plain, shared), overruled(base, plain, asked));
}

/** `baseline`, and `baseline-2` where the same file is named twice; never a name that another file has. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(names.map(foldedName));
  const seen = new Set<string>();
  return names.map(name => {
    let own = name;
    for (let k = 2; seen.has(foldedName(own)) || (own !== name && taken.has(foldedName(own))); k++)
      own = `${name}-${k}`;
    seen.add(foldedName(own));
    return own;
  });
}
