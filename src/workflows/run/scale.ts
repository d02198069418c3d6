import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { readParameters } from '../../model/data.ts';
import { PERSONS } from '../../population/populate.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Further from the number asked for, a scale is not what somebody meant. */
const LARGEST_SHIFT = 0.01;

/** By it warnings of this kind are known. */
const WARNED = 'a number that divides the persons without a rest is taken as it is';

/**
 * The scenario with as many persons an agent as make up all persons exactly: agents are whole, so 100 000 persons at 60 000 an
 * agent are two agents of 50 000 each. Nobody is made or lost by rounding. A shift of more than one per cent is a warning.
 * @param asked persons per agent; undefined: the scenario's own
 */
export function atScale({ scenario, model }: Pick<Inputs, 'scenario' | 'model'>, asked?: number): Scenario {
  const wanted = asked ?? scenario.personsPerAgent;
  const persons = personsIn(scenario, model);
  const agents = Math.round((persons ?? 0) / wanted);
  // What can't be understood, or gives no agent, is refused where people are made.
  if (persons === undefined || !(agents >= 1)) return { ...scenario, personsPerAgent: wanted };
  const exact = persons / agents;
  // Warnings of another scale, which the command line replaces, no longer hold.
  const others = scenario.warnings?.filter(({ hint }) => asked === undefined || hint !== WARNED) ?? [];
  const warnings =
    Math.abs(exact / wanted - 1) > LARGEST_SHIFT ? [...others, shift(persons, agents, wanted)] : others;
  return { ...scenario, personsPerAgent: exact, warnings };
}

function personsIn({ parameters }: Scenario, files: Inputs['model']): number | undefined {
  const named = (files.population?.value as { persons?: unknown } | undefined)?.persons ?? PERSONS;
  if (typeof named !== 'string') return undefined;
  return parameters[named] ?? readParameters(files.parameters).find(({ name }) => name === named)?.value;
}

function shift(persons: number, agents: number, wanted: number): Diagnostic {
  const each = Number((persons / agents).toPrecision(6));
  return {
    kind: 'value',
    message: `${persons} persons are ${agents} ${agents === 1 ? 'agent' : 'agents'} of ${each} persons, so that nobody is made or lost by rounding`,
    found: `${wanted} persons per agent`,
    hint: WARNED,
  };
}
