import type { Scenario } from '../../scenario/scenario.ts';
import { plain } from './numbers.ts';

/** `rate = 0.5, flood.size = 2`: what was set on the command line. */
export const settingsText = (set: NonNullable<Scenario['set']>): string =>
  Object.entries(set)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? plain(value) : value}`)
    .join(', ');
