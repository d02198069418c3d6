import type { MethodName } from '../../inference/fit.ts';
import type { ManyRunsOptions } from '../run/design-runs.ts';
import type { Design } from '../run/run-keys.ts';
import type { Settings } from '../run/settings.ts';

/** One seed a draw: an interval wants many draws, and each run brings chance of its own. */
export const BACKTEST_DESIGN: Design = { draws: 100, seeds: 1 };

export interface BacktestOptions extends ManyRunsOptions, Partial<Design> {
  /** Days from which is projected; by default the ends of all observed waves. */
  origins?: readonly number[];
  /** Score the posterior that is there from the end of what it was fitted to, in place of fits of its own. */
  posterior?: boolean;
  /** Of each fit, as `calibrate` has them. */
  method?: MethodName;
  parameters?: readonly string[];
  budget?: number;
  agents?: number;
  /** Of the projecting runs. */
  personsPerAgent?: number;
  set?: Settings;
  seed?: string;
  /** Noise of the last value: sd on the logit scale in a year. */
  changePerRootYear?: number;
  /** Variant of the model whose options are rival theories, to be weighted by what they foresee. */
  theories?: string;
  /** Leave out the forecast of the same model without networks. */
  skipNetworks?: boolean;
}
