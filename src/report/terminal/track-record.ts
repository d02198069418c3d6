import type { Inputs } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import { untestedMetrics } from '../../observe/untested.ts';
import type { Study } from '../../survey/study.ts';
import { recordedSentence } from '../quote/backtest-sentence.ts';
import type { Paint } from './style.ts';
import { wrap } from './table.ts';

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
  ).map(name => name.replaceAll('_', ' '));
  return [
    '',
    paint('dim', 'how such projections have done'),
    ...wrap(recordedSentence(trackRecord), width - 2).map(line => `  ${line}`),
    ...(untested.length
      ? wrap(`No figure ever tested: ${untested.join(', ')}.`, width - 2).map(line => `  ${line}`)
      : []),
  ];
}
