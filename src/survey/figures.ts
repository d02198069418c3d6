import type { Diagnostic } from '../core/diagnostics.ts';
import type { Csv } from '../core/located-document.ts';
import {
  type Cells,
  day,
  expression,
  freeText,
  type NumberRange,
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
import { QUALIFIERS, USES } from './margins.ts';
import {
  type FlowFigure,
  type FlowMeasure,
  isStock,
  type ProfileFigure,
  type Relation,
  type Study,
} from './study.ts';

/** The smaller tables of a study: sources, profile, flows, relations. */

const YEAR_MONTH_DAY = /^\d{4}(-\d{2}(-\d{2})?)?$/;

/** sources.csv: where every number comes from. */
export function parseSources(csv: Csv, problems: Diagnostic[]): Study['sources'] {
  const seen = new Map<string, number>();
  const rows = rowsOf(csv, ['source_id', 'title', 'published', 'address', 'kind'], ['note'], problems);
  return new Map(
    rows.map(cells => {
      const published = freeText(cells, 'published');
      if (published && !YEAR_MONTH_DAY.test(published)) {
        const expected = 'a year, month or day: 2022, 2022-09, 2022-09-21';
        reject(cells, 'published', { kind: 'value', message: '`published` is no date', expected });
      }
      const id = uniqueId(cells, 'source_id', seen);
      words(cells, 'kind');
      const [title, address, note] = [
        words(cells, 'title'),
        freeText(cells, 'address'),
        freeText(cells, 'note'),
      ];
      return [id, { title, address, note }];
    }),
  );
}

/** profile.csv: what the respondents are like. */
export function parseProfile(
  csv: Csv,
  { sources, waves }: Pick<Study, 'sources' | 'waves'>,
  problems: Diagnostic[],
): ProfileFigure[] {
  const seen = new Map<string, number>();
  const waveIds = new Set(waves.map(wave => wave.id));
  const required = ['row_id', 'variable', 'category', 'share', 'qualifier', 'population', 'source_id'];
  const optional = ['note', 'wave_id', 'operator', 'n_base'];
  return rowsOf(csv, required, optional, problems).map(cells => {
    const variable = words(cells, 'variable');
    const wave = freeText(cells, 'wave_id') ? reference(cells, 'wave_id', waveIds, 'wave') : undefined;
    const operator = expression(cells, 'operator');
    if (operator && !wave) {
      reject(cells, 'wave_id', {
        kind: 'shape',
        message: 'an operator without a wave',
        expected: [...waveIds].join(', '),
      });
    }
    return {
      row: uniqueId(cells, 'row_id', seen),
      variable,
      category: words(cells, 'category'),
      value: requiredNumber(cells, 'share', isMean(variable) ? {} : { low: 0, high: 1 }),
      qualifier: oneOf(cells, 'qualifier', QUALIFIERS),
      population: freeText(cells, 'population'),
      wave,
      operator,
      n: optionalNumber(cells, 'n_base', { low: 1, whole: true }),
      sourceId: reference(cells, 'source_id', sources, 'source'),
      note: freeText(cells, 'note'),
      at: positionOfCell(cells, 'row_id'),
    };
  });
}

/** Whether a variable of the profile is a mean in units of its category, not a share. */
export function isMean(variable: string): boolean {
  return variable.endsWith('_mean');
}

const MEASURES: readonly FlowMeasure[] = ['left', 'entries', 'exits', 'net', 'stock', 'stock_share'];
const FLOW_COLUMNS = [
  'row_id',
  'country',
  'period_start',
  'period_end',
  'measure',
  'unit',
  'operator',
  'value',
  'value_low',
  'value_high',
  'se',
  'source_id',
  'use',
];

/** flows.csv: counts of persons who came, went or were there. */
export function parseFlows(csv: Csv, sources: Study['sources'], problems: Diagnostic[]): FlowFigure[] {
  const seen = new Map<string, number>();
  return rowsOf(csv, FLOW_COLUMNS, ['note'], problems).map(cells => {
    const startDay = day(cells, 'period_start');
    const endDay = day(cells, 'period_end');
    if (startDay && endDay && endDay < startDay) {
      const expected = `${freeText(cells, 'period_start')} or later`;
      reject(cells, 'period_end', { kind: 'value', message: 'the window ends before it begins', expected });
    }
    const measure = oneOf(cells, 'measure', MEASURES);
    if (isStock(measure) && startDay && endDay > startDay)
      reject(cells, 'period_end', {
        kind: 'value',
        message: 'a stock is counted at the end of one day',
        expected: freeText(cells, 'period_start'),
      });
    return {
      row: uniqueId(cells, 'row_id', seen),
      place: words(cells, 'country'),
      placeAt: positionOfCell(cells, 'country'),
      startDay,
      endDay,
      measure,
      unit: words(cells, 'unit'),
      operator: expression(cells, 'operator'),
      ...parseCount(cells),
      sourceId: reference(cells, 'source_id', sources, 'source'),
      use: oneOf(cells, 'use', USES),
      note: freeText(cells, 'note'),
      at: positionOfCell(cells, 'row_id'),
    };
  });
}

/** A number with its standard error, ends, or both. A net flow may be negative. */
function parseCount(cells: Cells): Pick<FlowFigure, 'value' | 'low' | 'high' | 'se'> {
  const ranges: Record<string, NumberRange> = { net: {}, stock_share: { low: 0, high: 1 } };
  const range = ranges[freeText(cells, 'measure')] ?? { low: 0 };
  const value = optionalNumber(cells, 'value', range);
  const low = optionalNumber(cells, 'value_low', range);
  const high = optionalNumber(cells, 'value_high', range);
  const se = optionalNumber(cells, 'se', { low: 0, open: true });
  if (['value', 'value_low', 'value_high'].every(column => !freeText(cells, column))) {
    reject(cells, 'value', {
      kind: 'value',
      message: 'no figure',
      expected: 'a value, or an end of an interval',
    });
  }
  if (value !== undefined && !freeText(cells, 'se')) {
    reject(cells, 'se', {
      kind: 'value',
      message: '`se` is empty',
      expected: 'the standard error of `value`',
    });
  }
  const order = [low, value, high].filter(number => number !== undefined);
  if (order.some((number, k) => k > 0 && number < order[k - 1])) {
    const message = 'the value lies outside its interval, or that is empty';
    reject(cells, 'value', { kind: 'value', message, expected: 'value_low <= value <= value_high' });
  }
  return { value, low, high, se };
}

const SIGNS = ['+', '-', '0', 'timing', 'selection'] as const;

/** relations.csv: directions that a model must show. */
export function parseRelations(csv: Csv, sources: Study['sources'], problems: Diagnostic[]): Relation[] {
  const seen = new Map<string, number>();
  const required = ['rel_id', 'cause', 'effect', 'sign', 'evidence', 'testable_statistic', 'source_id'];
  const optional = ['operator', 'mechanism', 'tolerance', 'note'];
  return rowsOf(csv, required, optional, problems).map(cells => ({
    id: uniqueId(cells, 'rel_id', seen),
    cause: words(cells, 'cause'),
    effect: words(cells, 'effect'),
    sign: oneOf(cells, 'sign', SIGNS),
    evidence: words(cells, 'evidence'),
    statistic: words(cells, 'testable_statistic'),
    operator: expression(cells, 'operator'),
    mechanism: expression(cells, 'mechanism'),
    tolerance: optionalNumber(cells, 'tolerance', { low: 0 }) ?? 0,
    sourceId: reference(cells, 'source_id', sources, 'source'),
    note: freeText(cells, 'note'),
    at: positionOfCell(cells, 'rel_id'),
  }));
}
