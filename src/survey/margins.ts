import { type Diagnostic, didYouMean } from '../core/diagnostics.ts';
import type { Csv } from '../core/located-document.ts';
import {
  type Cells,
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
import type { Item, Margin, Study, Use, Wave } from './study.ts';
import { ALL, NOT, parseSubgroup } from './subgroups.ts';

export const USES: readonly Use[] = ['calibrate', 'context', 'holdout'];

/** How a source words a figure; `derived`: computed from figures it prints. Ends for words are put in by hand. */
export const QUALIFIERS = [
  'exact',
  'about',
  'over',
  'under',
  'nearly',
  'minority',
  'majority',
  'vast_majority',
  'derived',
] as const;

const STATUS = ['reported', 'inferred', 'assumed'] as const;
const KINDS = ['share', 'bound'] as const;
const SHARE = { low: 0, high: 1 };

const REQUIRED = [
  'row_id',
  'wave_id',
  'item_id',
  'subgroup',
  'response',
  'value',
  'value_kind',
  'qualifier',
  'interval_low',
  'interval_high',
  'n_base',
  'n_base_status',
  'source_id',
  'use',
];
const OPTIONAL = ['quote', 'note'];

/** marginals.csv: the printed figures. */
export function parseMargins(
  csv: Csv,
  study: Pick<Study, 'waves' | 'items' | 'sources'>,
  problems: Diagnostic[],
): Margin[] {
  const waves = new Map(study.waves.map(wave => [wave.id, wave]));
  const items = new Map(study.items.map(item => [item.id, item]));
  const seen = new Map<string, number>();
  const fitted = new Map<string, Margin>();
  return rowsOf(csv, REQUIRED, OPTIONAL, problems).map(cells => {
    const margin = parseMargin(cells, waves, items, study.sources, seen);
    // Two figures of one share may exist side by side (a bound and a press report), but only one may be fitted. An operator
    // tells two answers apart, so that the share of the one leaves no freedom to that of the other.
    const { operator } = items.get(margin.item) ?? {};
    const response = operator ? '' : margin.response;
    const key = [margin.wave, margin.item, margin.subgroup, response].join(' ');
    const twin = margin.use === 'calibrate' ? fitted.get(key) : undefined;
    if (twin !== undefined) {
      const message =
        twin.response === margin.response
          ? `\`${margin.row}\` and \`${twin.row}\` are figures of one share, and both to be fitted`
          : `\`${margin.row}\` is what \`${twin.row}\` leaves of 1, and both are to be fitted: one figure would count twice`;
      reject(cells, 'use', { kind: 'conflict', message, expected: 'context or holdout for one of them' });
    } else if (margin.use === 'calibrate') fitted.set(key, margin);
    return margin;
  });
}

function parseMargin(
  cells: Cells,
  waves: ReadonlyMap<string, Wave>,
  items: ReadonlyMap<string, Item>,
  sources: Study['sources'],
  seen: Map<string, number>,
): Margin {
  const row = uniqueId(cells, 'row_id', seen);
  const wave = waves.get(reference(cells, 'wave_id', waves, 'wave'));
  const item = items.get(reference(cells, 'item_id', items, 'item'));
  const response = words(cells, 'response');
  if (item && response && !item.responses.includes(response)) {
    const expected = item.responses.join(', ');
    const message = `\`${item.id}\` has no response \`${response}\``;
    reject(cells, 'response', {
      kind: 'unknown',
      message,
      expected,
      hint: didYouMean(response, item.responses),
    });
  }
  checkSubgroup(cells, items);
  const n = requiredNumber(cells, 'n_base', { low: 1, whole: true });
  if (wave?.respondents !== undefined && n > wave.respondents) {
    const message = `more answered than took part in \`${wave.id}\``;
    reject(cells, 'n_base', { kind: 'value', message, expected: `at most ${wave.respondents}` });
  }
  oneOf(cells, 'n_base_status', STATUS);
  return {
    row,
    wave: wave?.id ?? '',
    item: item?.id ?? '',
    subgroup: freeText(cells, 'subgroup').replace(/\s+and\s+/g, ' and '),
    response,
    ...parseFigure(cells),
    qualifier: oneOf(cells, 'qualifier', QUALIFIERS),
    n,
    sourceId: reference(cells, 'source_id', sources, 'source'),
    use: oneOf(cells, 'use', USES),
    note: freeText(cells, 'note'),
    at: positionOfCell(cells, 'row_id'),
  };
}

/** A share is one number; a bound ("the majority") is two ends and no number. */
function parseFigure(cells: Cells): Pick<Margin, 'value' | 'low' | 'high'> {
  if (oneOf(cells, 'value_kind', KINDS) !== 'bound') {
    for (const column of ['interval_low', 'interval_high'])
      checkEmpty(cells, column, 'a share has no interval');
    return { value: requiredNumber(cells, 'value', SHARE), low: undefined, high: undefined };
  }
  checkEmpty(cells, 'value', 'a bound has no value, only ends');
  const low = requiredNumber(cells, 'interval_low', SHARE);
  const high = requiredNumber(cells, 'interval_high', SHARE);
  if (low >= high) {
    const expected = `more than ${low}`;
    reject(cells, 'interval_high', { kind: 'value', message: 'the interval is empty', expected });
  }
  return { value: undefined, low, high };
}

function checkEmpty(cells: Cells, column: string, message: string): void {
  if (optionalNumber(cells, column) === undefined) return;
  reject(cells, column, { kind: 'shape', message, expected: 'nothing' });
}

/** `all`, or `item=response`, `item=no`, or several of these; another left side must be a name of the model, which is checked against it. */
function checkSubgroup(cells: Cells, items: ReadonlyMap<string, Item>): void {
  const text = freeText(cells, 'subgroup');
  if (text === ALL) return;
  const parts = parseSubgroup(text);
  if (!parts) {
    const expected = `${ALL}, or a name, = and a label; several with \`and\` between`;
    reject(cells, 'subgroup', { kind: 'syntax', message: 'not a subgroup', expected });
    return;
  }
  const twice = parts.find(({ name }, k) => parts.findIndex(other => other.name === name) < k);
  if (twice)
    reject(cells, 'subgroup', { kind: 'conflict', message: `\`${twice.name}\` is in the subgroup twice` });
  for (const { name, label } of parts) {
    const item = items.get(name);
    const labels = item && [...item.responses, NOT];
    if (!labels || labels.includes(label)) continue;
    const message = `\`${name}\` has no answer \`${label}\``;
    const hint = didYouMean(label, labels);
    reject(cells, 'subgroup', { kind: 'unknown', message, expected: labels.join(', '), hint });
  }
}
