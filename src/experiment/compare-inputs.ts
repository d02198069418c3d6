import { fail } from '../problem.ts';
import type { Inputs } from '../run.ts';
import { adjust, type Overrides, openInputs } from './open.ts';
import { foldedName } from './same-names.ts';

/**
 * Scenarios made comparable: the first one's seed, persons per agent and number of runs for all, the groups of all, and as
 * many weeks as all have or are asked for. Problems: `conflict` when they are of different models or studies, or only some are on a posterior.
 */
export function compareInputs(
  files: readonly string[],
  options: Overrides,
): { name: string; inputs: Inputs }[] {
  const { parameters, seed, replicates, draws, seeds, personsPerAgent } = options;
  const base = openInputs(files[0], { parameters, seed, replicates, draws, seeds, personsPerAgent });
  const shared = {
    parameters,
    seed: base.scenario.seed,
    replicates: base.posterior ? undefined : base.scenario.replicates,
    draws,
    seeds,
    personsPerAgent: base.scenario.personsPerAgent,
  };
  const all = [base, ...files.slice(1).map(file => openBeside(base, file, shared))];
  const weeks = options.weeks ?? Math.min(...all.map(({ scenario }) => scenario.weeks));
  const groups = [...new Set(all.flatMap(({ scenario }) => scenario.groups))];
  const names = distinct(all.map(({ scenario }) => scenario.name));
  return all.map((inputs, k) => {
    const { scenario } = adjust(inputs, { weeks });
    return { name: names[k], inputs: { ...inputs, scenario: { ...scenario, name: names[k], groups } } };
  });
}

function openBeside(base: Inputs, file: string, shared: Overrides): Inputs {
  const plain = openInputs(file, { parameters: shared.parameters });
  const differ = (what: string, found: string, expected: string, hint?: string): never =>
    fail({
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
  return adjust(plain, shared);
}

/** `baseline`, and `baseline-2` where the same file stands twice; never a name that another file has. */
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
