import { throwDiagnostic } from '../core/diagnostics.ts';
import { decimal } from '../core/located-document.ts';
import { MAX } from '../scenario/counts.ts';
import type { ParametersFrom } from '../scenario/scenario.ts';
import type { Overrides } from '../workflows/run/load-inputs.ts';
import { DESIGN, type Design } from '../workflows/run/run-keys.ts';
import type { Settings } from '../workflows/run/settings.ts';
import { choice, type Given, type Option, several, text, whole } from './command.ts';

/** Values in place of those of the scenario's files. */
export const SET = several(
  "name=value in place of the files' value; repeatable. A parameter, or EVENT.size, .date, .weeks, ... of an event",
  readSetting,
);

/** A number, or a date as text. */
type Set = readonly [name: string, value: number | string];

function readSetting(part: string): Set {
  const [, name, text] = /^\s*([^\s=]+)\s*=\s*(\S.*?)\s*$/s.exec(part) ?? [];
  if (name === undefined)
    return throwDiagnostic({
      kind: 'value',
      message: `--set can't be \`${part}\``,
      expected: 'name=value, such as rate=0.5',
    });
  const value = decimal(text);
  return [name, Number.isNaN(value) ? text : value];
}

/** What was set, by name; undefined: nothing. */
export function givenSettings(given: Given): Settings | undefined {
  const set = given.set as readonly Set[] | undefined;
  const twice = set?.find(([name], k) => set.findIndex(([other]) => other === name) < k);
  if (twice)
    throwDiagnostic({
      kind: 'conflict',
      message: `--set gives \`${twice[0]}\` two values`,
      hint: 'leave one of them out',
    });
  return set && Object.fromEntries(set);
}

/** Rival theories projected together. */
export const THEORIES = text(
  'variant of the model whose options are projected together as rival theories, by the weights of `backtest --theories --record`',
);

/** The options by which a command's runs get their parameters. */
export function parameterOptions(
  usual: Design = DESIGN,
): Record<'parameters' | 'set' | keyof Design, Option> {
  return {
    parameters: choice(
      ['posterior', 'defaults'],
      'draws of a calibration (the default where there is one), or the values of parameters.csv',
    ),
    set: SET,
    draws: whole(1, `with a posterior: how many of its draws [${usual.draws}]`, MAX.runs),
    seeds: whole(1, `with a posterior: runs of each draw [${usual.seeds}]`, MAX.runs),
  };
}

/** What was given for them. */
export function givenParameters(given: Given): Pick<Overrides, 'parameters' | 'set' | keyof Design> {
  return {
    parameters: given.parameters as ParametersFrom | undefined,
    set: givenSettings(given),
    draws: given.draws,
    seeds: given.seeds,
  };
}
