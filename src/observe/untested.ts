import { type Expression, parse } from '../language/parse.ts';
import type { Metric } from '../model/model.ts';
import type { Study } from '../survey/study.ts';

/**
 * Metrics that no figure of the study's backtest has to do with: none of the operators that answered a scored figure names the
 * metric, nor anything that the metric counts. Nobody knows how good their projections are.
 */
export function untestedMetrics(
  metrics: readonly Pick<Metric, 'name' | 'expression' | 'ofScenario'>[],
  { items, margins, flows, trackRecord }: Pick<Study, 'items' | 'margins' | 'flows' | 'trackRecord'>,
): string[] {
  const rows = new Set(trackRecord?.rows);
  const asked = new Set(margins.flatMap(({ row, item }) => (rows.has(row) ? [item] : [])));
  const operators = [
    ...items.filter(({ id }) => asked.has(id)).map(({ operator }) => operator),
    ...flows.filter(({ row }) => rows.has(row)).map(({ operator }) => operator),
  ];
  const tested = new Set(operators.flatMap(operator => (operator ? namesIn(parse(operator)) : [])));
  return metrics
    .filter(({ name, expression, ofScenario }) => {
      if (ofScenario) return false;
      const text = { text: expression, file: '', lines: [{ offset: 0, line: 1, column: 1 }] };
      return ![name, ...namesIn(parse(text))].some(one => tested.has(one));
    })
    .map(({ name }) => name);
}

/** Every name that an expression reads. */
function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'name':
    case 'my':
    case 'head':
      return [expression.name];
    case 'index':
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'where':
      return [expression.set, expression.condition].flatMap(namesIn);
    case 'assign':
      return namesIn(expression.value);
    case 'unary':
      return namesIn(expression.operand);
    case 'binary':
      return [expression.left, expression.right].flatMap(namesIn);
    default:
      return [];
  }
}
