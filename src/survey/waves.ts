import type { Diagnostic } from '../core/diagnostics.ts';
import type { Csv } from '../core/located-document.ts';
import {
  type Cells,
  day,
  expression,
  freeText,
  oneOf,
  optionalNumber,
  positionOfCell,
  reference,
  reject,
  requiredNumber,
  rowsOf,
  uniqueId,
  words,
} from './cells.ts';
import type { Study, Wave } from './study.ts';

/** How a number of respondents is known; `planned` marks a wave without observed values. */
const STATUS = ['reported', 'inferred', 'assumed', 'planned'] as const;

const REQUIRED = [
  'wave_id',
  'label',
  'field_start',
  'field_end',
  'n_total',
  'n_total_status',
  'deff',
  'source_id',
];
const OPTIONAL = [
  'mode',
  'sampling',
  'eligibility',
  'n_panel_from_previous',
  'note',
  'eligible',
  'inclusion',
  'stays',
];

/** waves.csv: when people were asked, how many, and how they were found. */
export function parseWaves(csv: Csv, sources: Study['sources'], problems: Diagnostic[]): Wave[] {
  const seen = new Map<string, number>();
  const waves: Wave[] = [];
  for (const cells of rowsOf(csv, REQUIRED, OPTIONAL, problems)) {
    waves.push(parseWave(cells, seen, sources, waves.at(-1)));
  }
  return waves;
}

/** Each is drawn. */
const MOST_RESPONDENTS = 10_000_000;

function parseWave(
  cells: Cells,
  seen: Map<string, number>,
  sources: Study['sources'],
  above: Wave | undefined,
): Wave {
  const id = uniqueId(cells, 'wave_id', seen);
  const startDay = day(cells, 'field_start');
  const endDay = day(cells, 'field_end');
  if (startDay && endDay && endDay < startDay) {
    const expected = `${freeText(cells, 'field_start')} or later`;
    reject(cells, 'field_end', { kind: 'value', message: `wave \`${id}\` ends before it begins`, expected });
  }
  const respondents = optionalNumber(cells, 'n_total', { low: 1, high: MOST_RESPONDENTS, whole: true });
  const panel = optionalNumber(cells, 'n_panel_from_previous', { low: 0, whole: true }) ?? 0;
  const askedDay = Math.floor((startDay + endDay) / 2);
  if (panel > 0) checkPanel(cells, panel, respondents, askedDay, above);
  reference(cells, 'source_id', sources, 'source');
  return {
    id,
    label: words(cells, 'label'),
    startDay,
    endDay,
    askedDay,
    respondents,
    panel,
    planned: oneOf(cells, 'n_total_status', STATUS) === 'planned',
    deff: requiredNumber(cells, 'deff', { low: 0, open: true }),
    eligible: expression(cells, 'eligible'),
    inclusion: expression(cells, 'inclusion'),
    stays: expression(cells, 'stays'),
    at: positionOfCell(cells, 'wave_id'),
  };
}

function checkPanel(
  cells: Cells,
  panel: number,
  respondents: number | undefined,
  askedDay: number,
  above: Wave | undefined,
): void {
  const column = 'n_panel_from_previous';
  if (!above || above.askedDay >= askedDay) {
    const hint = 'the wave before is the row above, and must have been asked earlier';
    reject(cells, column, {
      kind: 'value',
      message: 'there is no wave before to ask again',
      expected: 'nothing',
      hint,
    });
  } else if (above.respondents === undefined || panel > above.respondents) {
    const expected = `at most ${above.respondents ?? 0}, the respondents of \`${above.id}\``;
    reject(cells, column, {
      kind: 'value',
      message: 'more are asked again than were asked before',
      expected,
    });
  }
  if (panel > (respondents ?? 0)) {
    const expected = `at most \`n_total\`, ${respondents ?? 'which is empty'}`;
    reject(cells, column, { kind: 'value', message: 'more are asked again than are asked', expected });
  }
}
