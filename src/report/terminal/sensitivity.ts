import { DUMMY } from '../../inference/sensitivity/noise-share.ts';
import type { Metric } from '../../model/model.ts';
import { quoteDifference, type Resolution } from '../../quote/quantity.ts';
import type { Sensitivity } from '../../workflows/sensitivity/sensitivity.ts';
import type { Effect, OutcomeEffects } from '../../workflows/sensitivity/sensitivity-effects.ts';
import { bar } from '../page/pictures.ts';
import { duration, grouped, plain } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';
import { warningsLine } from './warnings.ts';

const BAR_WIDTH = 20;
/** Parameters shown of each outcome; fewer where there are many outcomes. */
const [MANY, TOP, TOP_OF_MANY] = [6, 5, 3];

/** The end of an analysis as a person reads it: for each outcome the parameters that move it most. */
export function sensitivityText(found: Sensitivity, paint: Paint, width: number): string[] {
  const resolution = { personsPerAgent: found.inputs.scenario.personsPerAgent, agents: found.agents };
  const { inputs, method, factors, design, agents, seeds } = found;
  const points = design.points.length;
  const size = `${factors.length} parameters at ${grouped(points)} points, ${seeds} seeds each: ${grouped(points * seeds)} runs of ${grouped(agents)} agents`;
  const how =
    method === 'morris'
      ? 'Mean effect of a parameter over its whole prior; * its size (mu*); ± half width of the 95 % interval.'
      : 'Share of the variance that a parameter has a part in (ST) and explains alone (S1); ± half width of the 95 % interval.';
  return [
    `${paint('title', inputs.scenario.title)}  ${paint('dim', `what moves it, by ${method === 'morris' ? 'Morris' : 'Sobol'}`)}`,
    paint('dim', size),
    ...wrap(how, width).map(line => paint('dim', line)),
    ...found.found.flatMap(one => [
      '',
      ...outcomeText(
        one,
        found.found.length > MANY ? TOP_OF_MANY : TOP,
        method === 'morris',
        resolution,
        paint,
      ),
    ]),
    '',
    ...footText(found, paint),
  ];
}

function outcomeText(
  { outcome, noiseShare, missing, effects }: OutcomeEffects,
  count: number,
  morris: boolean,
  resolution: Resolution,
  paint: Paint,
) {
  const name = outcome.name.replaceAll('_', ' ').replace('@', '  ');
  const noise = Number.isNaN(noiseShare)
    ? '  chance: unknown with one seed a point (two or more tell it)'
    : `  chance: ${percent(noiseShare)} of the variance of single runs`;
  const head = `${paint('strong', name)}${paint('dim', noise)}`;
  if (missing) return [head, `  nobody is in its base at ${missing} points: no indices`];
  const dummy = effects.find(({ parameter }) => parameter === DUMMY)!;
  const largest = effects[0].size;
  const top = effects.filter(one => one !== dummy).slice(0, count);
  if (!(largest > 0)) return [head, '  nothing moves it'];
  const rows = [...top, dummy].map(one => {
    const cells = morris ? morrisCells(outcome.metric, one, resolution) : sobolCells(one);
    const mood = one === dummy || !one.toldFromChance ? 'dim' : 'strong';
    const label = one === dummy ? 'chance (dummy)' : one.parameter;
    return [`  ${paint(mood, label)}`, bar(Math.max(0, one.size) / largest, BAR_WIDTH), ...cells];
  });
  return [head, ...table(rows, 'llrrl')];
}

/** Whether it could be chance alone. */
const remark = ({ parameter, toldFromChance }: Effect) =>
  toldFromChance || parameter === DUMMY ? '' : 'not distinguishable from chance';

function morrisCells({ measure }: Metric, one: Effect, resolution: Resolution): string[] {
  const { parameter, mu, muStar, muStarConf, sigma } = one;
  const quote = (value: number) =>
    quoteDifference(measure, { value, low: value - muStarConf, high: value + muStarConf }, resolution);
  const half = quoteDifference(
    measure,
    { value: muStarConf, low: -muStarConf, high: muStarConf },
    resolution,
  );
  const bare = (text: string) => text.replace(/^\+/, '');
  const size = bare(quote(muStar).value).replace(/ points$/, '');
  const mean = parameter === DUMMY ? '' : quote(mu).value;
  const note = remark(one) || (sigma > muStar && parameter !== DUMMY ? 'curved, or depends on others' : '');
  return [mean, `* ${size} ± ${bare(half.value)}`, note];
}

function sobolCells(one: Effect): string[] {
  const { stRaw, stConf, s1Raw, s1Conf } = one;
  return [`ST ${plain2(stRaw)} ± ${plain2(stConf)}`, `S1 ${plain2(s1Raw)} ± ${plain2(s1Conf)}`, remark(one)];
}

function footText({ folder, files, seconds, warnings }: Sensitivity, paint: Paint): string[] {
  const { people, runs } = seconds;
  const total = people + runs + seconds.files;
  return [
    ...warningsLine(warnings, paint),
    `${paint('good', 'Written to')} ${paint('strong', `${folder}/`)}  ${files.join(', ')}`,
    paint('dim', `Took ${duration(total)}: people ${duration(people)}, runs ${duration(runs)}.`),
    paint('dim', 'Over the priors, at one model: what is not in its equations moves nothing here.'),
  ];
}

const percent = (share: number) => (share < 0.001 ? 'under 0.1 %' : `${plain(100 * share)} %`);
const plain2 = (value: number) => value.toFixed(2).replace('-0.00', '0.00');
