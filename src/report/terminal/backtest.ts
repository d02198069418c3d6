import { countOf } from '../../inference/scoring/reference-forecasts.ts';
import type { Backtest } from '../../workflows/backtest/backtest.ts';
import { FORECASTERS, type Forecaster, type Scored } from '../../workflows/backtest/forecasts.ts';
import type { MeanScores } from '../../workflows/backtest/summarise.ts';
import type { Stacking } from '../../workflows/backtest/theories.ts';
import { STACKED_NAME, theoryMeans } from '../../workflows/backtest/theory-tables.ts';
import { trackRecordOf } from '../../workflows/backtest/track-record.ts';
import { trackRecordSentence, trackRecordVerdict } from '../quote/backtest-sentence.ts';
import { persons, share } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { table } from './table.ts';
import { warningsLine } from './warnings.ts';

const NAMES: Record<Forecaster, string> = {
  model: 'the model',
  no_discrepancy: 'the model without discrepancy',
  no_networks: 'the model without networks',
  baseline: 'no model (last value, else base rate)',
  last_value: 'no change: the last value',
  straight_line: 'straight line through the last two',
  base_rate: 'base rate, where no value is known',
};

/** This many figures are listed; all are in backtest.csv. */
const FARTHEST = 8;

/** A backtest for a person: how often intervals held, scores beside those of forecasts without a model, the worst misses. */
export function backtestText(found: Backtest, paint: Paint): string[] {
  const { origins, scored, means, stacking, warnings, folder, files } = found;
  const record = trackRecordOf(scored, means);
  return [
    paint('title', found.inputs.scenario.title),
    ...origins.map(({ date, fitted, later }) =>
      paint('dim', `from ${date}: ${fitted.length} figures known, ${later.length} later`),
    ),
    '',
    trackRecordSentence(record),
    ...(record.compared ? [trackRecordVerdict(record)] : []),
    ...(['share', 'count'] as const).flatMap(scale => scaleText(scale, means, paint)),
    ...(stacking ? theoriesText(stacking, paint) : []),
    '',
    ...farthestText(scored, paint),
    '',
    ...warningsLine(warnings, paint),
    `Written to ${folder}/  ${files.join(', ')}`,
  ];
}

function scaleText(scale: MeanScores['scale'], means: readonly MeanScores[], paint: Paint): string[] {
  const own = means.filter(one => one.by === 'all' && one.scale === scale);
  if (own.length === 0) return [];
  const head = ['', 'figures', 'CRPS', 'log score', 'in 50 %', 'in 80 %', 'in 95 %', 'skill of the model'];
  const rows = FORECASTERS.flatMap(forecaster => {
    const found = own.find(one => one.forecaster === forecaster);
    if (!found) return [];
    return [
      [
        `  ${NAMES[forecaster]}`,
        String(found.figures),
        found.crps.toFixed(3),
        found.logScore.toFixed(2),
        ...found.coverage.map(({ inside, of }) => `${inside} of ${of}`),
        found.skill === undefined ? '' : found.skill.toFixed(2),
      ],
    ];
  });
  const model = own.find(({ forecaster }) => forecaster === 'model');
  const [, eighty] = model?.coverage ?? [];
  return [
    '',
    paint('title', scale === 'share' ? 'Shares' : 'Counts, as ln(1 + persons)'),
    ...table([head.map(cell => paint('dim', cell)), ...rows], 'lrrrrrrr'),
    ...(eighty
      ? [
          paint(
            'dim',
            `  the 80 % interval holds ${share(eighty.share)}, known to ${share(eighty.low)} to ${share(eighty.high)}`,
          ),
        ]
      : []),
  ];
}

/** Rival theories with their weights, and their mixture. */
function theoriesText(stacking: Stacking, paint: Paint): string[] {
  const { variant, fittedAs } = stacking;
  const means = theoryMeans(stacking);
  const head = ['', 'weight', 'figures', 'CRPS', 'log score', 'in 80 %'].map(cell => paint('dim', cell));
  const rows = means.map(one => [
    `  ${one.theory}${one.scale === 'count' ? ' (counts)' : ''}`,
    one.weight === undefined ? '' : one.weight.toFixed(2),
    String(one.figures),
    one.crps.toFixed(3),
    one.logScore.toFixed(2),
    `${one.inside80} of ${one.figures}`,
  ]);
  const mixed = means.find(({ theory }) => theory === STACKED_NAME);
  const notes = [
    `${STACKED_NAME}: the mixture of all; each figure with weights from figures of other items`,
    ...(mixed ? [`${share(mixed.structure!)} of its variance lies between theories`] : []),
    ...(fittedAs
      ? [`all ran on the posterior of \`${fittedAs}\`; without --posterior each has a fit of its own`]
      : []),
  ];
  return [
    '',
    paint('title', `Theories of \`${variant}\``),
    ...(means.length ? table([head, ...rows], 'lrrrrr') : ['No figure is answered by all of them.']),
    ...notes.map(line => paint('dim', `  ${line}`)),
  ];
}

/** Figures that the model expected least. */
function farthestText(scored: readonly Scored[], paint: Paint): string[] {
  const own = scored.filter(({ forecaster }) => forecaster === 'model');
  const missed = own.filter(({ inside }) => !inside[1]).toSorted((a, b) => b.crps - a.crps);
  if (missed.length === 0) return ['Every figure lay inside its 80 % interval.'];
  const rows = missed.slice(0, FARTHEST).map(({ origin, figure, quantiles, median }) => {
    const show = (value: number) => (figure.scale === 'share' ? share(value) : persons(countOf(value)));
    const among = figure.subgroup === 'all' ? '' : ` (${figure.subgroup})`;
    return [
      `  ${figure.row}`,
      `${figure.wave} ${figure.item}${among}`.trim(),
      `from ${origin.date}`,
      `observed ${show(figure.observed!)}`,
      `projected ${show(median)}`,
      paint('dim', `80 %: ${show(quantiles[1])} to ${show(quantiles[5])}`),
    ];
  });
  const more = missed.length > FARTHEST ? [paint('dim', `  and ${missed.length - FARTHEST} more`)] : [];
  return [`${missed.length} outside their 80 % interval, by CRPS:`, ...table(rows, 'llllll'), ...more];
}
