import { identifiabilityOf } from '../../inference/sampler/identifiability.ts';
import type { Calibration } from '../../workflows/calibrate/calibrate.ts';
import type { FinishedFit } from '../../workflows/calibrate/finished-fit.ts';
import { bar } from '../page/pictures.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';

const MOST_PAIRS = 5;
const MOST_MISSES = 8;
/** What a chain must reach. */
const LARGEST_R_HAT = 1.01;
const LEAST_ESS = 400;

/** What a fit found, for a person: figures met and missed, what was learnt and what wasn't. */
export function fitText(fit: Calibration, paint: Paint, width: number): string[] {
  const { inputs, method, agents, outcomes, question, seconds, warnings, leftOut, predictive, parameters } =
    fit;
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  const all = seconds.people + seconds.runs + seconds.inference;
  return [
    paint('title', `What ${inputs.scenario.study} says about ${inputs.scenario.model}`),
    paint(
      'dim',
      `${method}: ${parameters.length} parameters, ${question.targets.length} targets; ${grouped(outcomes.length)} runs of ${grouped(agents)} agents` +
        `${failed ? `, ${failed} failed` : ''}; ${duration(all)} (${duration(seconds.inference)} of it mathematics)`,
    ),
    '',
    ...targetsText(predictive, paint),
    '',
    ...parametersText(fit, paint),
    ...keptText(fit).flatMap(text => wrap(text, width)),
    ...leftOut.map(({ row, reason }) => paint('dim', `${row} is no target: ${reason}`)),
    ...faultsText(fit, paint, width),
    ...warnings.flatMap(text => wrap(`warning: ${text}`, width).map(line => paint('warn', line))),
  ];
}

/** A fit that `--resume` found done. */
export function finishedText({ folder, runs, judgement }: FinishedFit): string[] {
  const { chi2, figures, faults } = judgement;
  return [
    `${folder} holds this fit, whole: ${grouped(runs)} runs; sum of squared z ${plain(chi2)} on ${figures} figures. Nothing is done again`,
    ...faults.map(fault => `fault: ${fault}`),
  ];
}

/** How many figures the runs meet, and those they miss by most. */
export function targetsText(predictive: Calibration['predictive'], paint: Paint): string[] {
  if (predictive.length === 0) return [];
  const misses = predictive
    .filter(({ z }) => !(Math.abs(z) <= 2))
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z));
  const met = predictive.length - misses.length;
  const squares = predictive.reduce((sum, { z }) => sum + (Number.isFinite(z) ? z * z : 0), 0);
  const head = `${bar(met / predictive.length, 10)}  figures within 2 standard errors: ${met} of ${predictive.length}; sum of squared z ${plain(squares)}`;
  const rows = misses
    .slice(0, MOST_MISSES)
    .map(({ target, observed, q05, q50, q95, z }) => [
      `  ${target}`,
      observed === undefined ? 'a range' : `printed ${plain(observed)}`,
      `model ${plain(q50)}`,
      paint('dim', `${plain(q05)} to ${plain(q95)}`),
      paint('warn', `z ${z > 0 ? '+' : ''}${z.toFixed(1)}`),
    ]);
  return [head, ...table(rows, 'lllll')];
}

/** Which parameters were left to their prior. */
function keptText({ kept, effects, parameters }: Calibration): string[] {
  if (kept.length === 0) return [];
  const looked = effects
    ? `, ${effects.length - parameters.length} because no figure tells enough of them (screening.csv)`
    : '';
  return [`${kept.length} more parameters keep their prior and vary with it${looked}`];
}

/** Why the posterior wouldn't be adopted. */
function faultsText({ judgement, unsettled }: Calibration, paint: Paint, width: number): string[] {
  return judgement.faults
    .filter(fault => !unsettled.includes(fault))
    .flatMap(fault => wrap(`fault: ${fault}`, width).map(line => paint('warn', line)));
}

/** A row a parameter, those first of which most was learnt; cells to be aligned as `llrll`. */
export function shrinkageRows(parameters: Calibration['parameters'], paint: Paint): string[][] {
  return parameters
    .toSorted((a, b) => b.shrinkage - a.shrinkage)
    .map(one => {
      const { name, q05, q50, q95, shrinkage, moved, rHat, ess } = one;
      const unsettled = (rHat ?? 1) > LARGEST_R_HAT || (ess ?? LEAST_ESS) < LEAST_ESS;
      return [
        `  ${name}`,
        bar(shrinkage, 10),
        paint('strong', plain(q50)),
        paint('dim', `${plain(q05)} to ${plain(q95)}`),
        [
          moved ? [] : paint('dim', "doesn't move"),
          unsettled
            ? paint('warn', `chains not settled: R-hat ${rHat?.toFixed(3)}, ${Math.round(ess ?? 0)} draws`)
            : [],
        ]
          .flat()
          .join('; '),
      ];
    });
}

function parametersText({ parameters, correlations }: Calibration, paint: Paint): string[] {
  const { unmoved, together } = identifiabilityOf(parameters, correlations);
  const priors = unmoved.map(name => {
    const { priorQ05, priorQ50, priorQ95 } = parameters.find(one => one.name === name)!;
    return `${name} ${paint('dim', `(prior ${plain(priorQ50)}, ${plain(priorQ05)} to ${plain(priorQ95)})`)}`;
  });
  const pairs = together
    .slice(0, MOST_PAIRS)
    .map(
      ({ first, second, correlation }) => `${first} and ${second} ${paint('dim', correlation.toFixed(2))}`,
    );
  const more = together.length > MOST_PAIRS ? `, and ${together.length - MOST_PAIRS} pairs more` : '';
  return [
    `What was learnt ${paint('dim', '(bar: share of the prior variance that is gone; median, 90 %)')}`,
    ...table(shrinkageRows(parameters, paint), 'llrll'),
    ...(unmoved.length ? [`The figures don't move: ${priors.join(', ')}`] : []),
    ...(pairs.length ? [`Hardly distinguishable (correlation): ${pairs.join(', ')}${more}`] : []),
  ];
}
