import { MAX } from '../scenario/counts.ts';
import type { ParametersFrom } from '../scenario/scenario.ts';
import type { Overrides } from '../workflows/run/load-inputs.ts';
import { DESIGN, type Design } from '../workflows/run/run-keys.ts';
import { choice, type Given, type Option, whole } from './command.ts';

/** The options by which a command's runs get their parameters. */
export function parameterOptions(usual: Design = DESIGN): Record<'parameters' | keyof Design, Option> {
  return {
    parameters: choice(
      ['posterior', 'defaults'],
      'draws of a calibration, usual where the project ships one, or the values of parameters.csv',
    ),
    draws: whole(1, `with a posterior: how many of its draws [${usual.draws}]`, MAX.runs),
    seeds: whole(1, `with a posterior: runs of each draw [${usual.seeds}]`, MAX.runs),
  };
}

/** What was given for them. */
export function givenParameters(given: Given): Pick<Overrides, 'parameters' | keyof Design> {
  return {
    parameters: given.parameters as ParametersFrom | undefined,
    draws: given.draws as number | undefined,
    seeds: given.seeds as number | undefined,
  };
}
