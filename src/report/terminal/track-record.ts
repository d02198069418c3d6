import type { Inputs } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import { untestedMetrics } from '../../observe/untested.ts';
import type { Study } from '../../survey/study.ts';
import { recordedLine, recordedSentence } from '../quote/backtest-sentence.ts';
import type { Paint } from './style.ts';
import { wrap } from './table.ts';

/** The same in a line. */
export function trackRecordLine(
  { scenario }: Pick<Inputs, 'scenario'>,
  { trackRecord }: Pick<Study, 'trackRecord'>,
  paint: Paint,
  width: number,
): string[] {
  if (trackRecord?.model !== scenario.model) return [];
  return wrap(recordedLine(trackRecord), width).map(line => paint('warn', line));
}

/** How good such projections have been, where the study has recorded it of this model; nothing elsewhere. */
export function trackRecordText(
  { inputs, model, study }: { inputs: Pick<Inputs, 'scenario'>; model: Pick<Model, 'metrics'>; study: Study },
  paint: Paint,
  width: number,
): string[] {
  const { trackRecord } = study;
  if (trackRecord?.model !== inputs.scenario.model) return [];
  const untested = untestedMetrics(
    model.metrics.filter(({ headline }) => headline),
    study,
  ).map(name => model.metrics.find(metric => metric.name === name)?.title ?? name.replaceAll('_', ' '));
  return [
    '',
    paint('dim', 'how such projections have done'),
    ...wrap(recordedSentence(trackRecord), width - 2).map(line => `  ${line}`),
    ...(untested.length
      ? wrap(`No figure ever tested: ${untested.join(', ')}.`, width - 2).map(line => `  ${line}`)
      : []),
  ];
}
