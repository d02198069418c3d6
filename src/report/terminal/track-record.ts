import type { Inputs } from '../../engine/program/run-types.ts';
import type { Metric, Model } from '../../model/model.ts';
import { untestedMetrics } from '../../observe/untested.ts';
import type { Study } from '../../survey/study.ts';
import { recordedLine, recordedSentence } from '../quote/backtest-sentence.ts';
import type { Paint } from './style.ts';
import { wrap } from './table.ts';

/** The same in a line. @param metrics that are told: those that no figure ever tested are named */
export function trackRecordLine(
  { scenario }: Pick<Inputs, 'scenario'>,
  study: Study,
  metrics: readonly Metric[],
  paint: Paint,
  width: number,
): string[] {
  const { trackRecord } = study;
  if (trackRecord?.model !== scenario.model) return [];
  const untested = untestedText(metrics, study);
  const line = `${recordedLine(trackRecord)}${untested && ` ${untested}`}`;
  return wrap(line, width).map(one => paint('warn', one));
}

/** `No figure ever tested: one title, another title.`; empty where all were. */
function untestedText(metrics: readonly Metric[], study: Study): string {
  const titles = untestedMetrics(metrics, study).map(
    name => metrics.find(metric => metric.name === name)?.title ?? name.replaceAll('_', ' '),
  );
  return titles.length ? `No figure ever tested: ${titles.join(', ')}.` : '';
}

const headlinesOf = (metrics: readonly Metric[]) => metrics.filter(({ headline }) => headline);

/** How good such projections have been, where the study has recorded it of this model; nothing elsewhere. */
export function trackRecordText(
  { inputs, model, study }: { inputs: Pick<Inputs, 'scenario'>; model: Pick<Model, 'metrics'>; study: Study },
  paint: Paint,
  width: number,
): string[] {
  const { trackRecord } = study;
  if (trackRecord?.model !== inputs.scenario.model) return [];
  const untested = untestedText(headlinesOf(model.metrics), study);
  return [
    '',
    paint('dim', 'how such projections have done'),
    ...wrap(recordedSentence(trackRecord), width - 2).map(line => `  ${line}`),
    ...wrap(untested, width - 2).map(line => `  ${line}`),
  ];
}
