import type { Diagnostic } from '../core/diagnostics.ts';
import type { Csv } from '../core/located-document.ts';
import {
  type Cells,
  expression,
  freeText,
  optionalNumber,
  positionOfCell,
  reject,
  rowsOf,
  uniqueId,
  words,
} from './cells.ts';
import type { Item } from './study.ts';

const REQUIRED = ['item_id', 'construct', 'kind', 'responses'];
const OPTIONAL = [
  'scale',
  'base',
  'horizon_months',
  'reference_months',
  'comparable_group',
  'operator_hint',
  'operator',
  'cut',
];

/** items.csv: the questions, and how a model answers them. */
export function parseItems(csv: Csv, problems: Diagnostic[]): Item[] {
  const seen = new Map<string, number>();
  return rowsOf(csv, REQUIRED, OPTIONAL, problems).map(cells => parseItem(cells, seen));
}

function parseItem(cells: Cells, seen: Map<string, number>): Item {
  optionalNumber(cells, 'horizon_months', { low: 0 });
  optionalNumber(cells, 'reference_months', { low: 0 });
  const operator = expression(cells, 'operator');
  const cut = expression(cells, 'cut');
  if (cut && !operator) {
    const hint = 'write the number to be cut as `operator`';
    reject(cells, 'cut', { kind: 'shape', message: 'a cut without an operator', expected: 'nothing', hint });
  }
  return {
    id: uniqueId(cells, 'item_id', seen),
    construct: words(cells, 'construct'),
    kind: words(cells, 'kind'),
    responses: parseResponses(cells),
    comparableGroup: freeText(cells, 'comparable_group'),
    base: expression(cells, 'base'),
    operator,
    cut,
    hint: freeText(cells, 'operator_hint'),
    at: positionOfCell(cells, 'item_id'),
  };
}

/** `top2|bottom2`. */
function parseResponses(cells: Cells): string[] {
  const responses = words(cells, 'responses')
    .split('|')
    .map(response => response.trim());
  if (new Set(responses).size < responses.length || (responses.length > 1 && responses.includes(''))) {
    const expected = 'different names with | between them';
    reject(cells, 'responses', { kind: 'value', message: 'a response is empty or repeated', expected });
  }
  return responses;
}
