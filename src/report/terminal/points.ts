import type { RanPoints } from '../../workflows/points/points.ts';
import { duration, grouped } from '../quote/numbers.ts';
import type { Paint } from './style.ts';
import { warningsLine } from './warnings.ts';

/** The end of runs at points as a person reads it; what they say is for the program that drives them. */
export function pointsText(ran: RanPoints, paint: Paint): string[] {
  const { study, points, runs, missing, agents, warnings, folder, files, seconds } = ran;
  const kinds = Map.groupBy(study.measures, ({ kind }) => kind);
  const counted = [...kinds].map(([kind, own]) => `${own.length} of kind ${kind}`).join(', ');
  return [
    paint('title', study.read.scenario.title),
    paint('dim', `${grouped(points.length)} points, ${grouped(runs)} runs of ${grouped(agents)} agents`),
    `${study.measures.length} outcomes: ${counted}`,
    ...(missing ? [`${paint('warn', 'missing:')} ${missing} of ${runs} runs; design.csv says why`] : []),
    ...warningsLine(warnings, paint),
    '',
    `${paint('good', 'Written to')} ${folder}/  ${paint('dim', files.join(', '))}`,
    paint(
      'dim',
      `Took ${duration(seconds.runs + seconds.files)}: runs ${duration(seconds.runs)}, files ${duration(seconds.files)}.`,
    ),
  ];
}
