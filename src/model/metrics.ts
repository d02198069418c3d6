import { positionIn, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, textOf } from '../core/located-document.ts';
import type { Context } from '../language/context.ts';
import type { Node } from '../language/graph.ts';
import { livingAmong } from '../language/life.ts';
import { compileAny, compileExpression } from '../language/lower.ts';
import { FLAG, NUMBER } from '../language/type.ts';
import { metricsSchema } from './metrics-schema.ts';
import type { Group, Metric } from './model.ts';

/** A way to split persons: an expression with labels, or a flag. */
export function readGroup(name: string, text: Text, observing: (text: Text) => Context): Group {
  const { type, node } = compileAny(observing(text));
  if (type.kind === 'label') return { name, labels: type.labels, code: node };
  const { graph } = observing(text);
  if (type.kind === 'flag')
    return { name, labels: ['no', 'yes'], code: graph.select(node, graph.integer(1), graph.integer(0)) };
  return throwDiagnostic({
    kind: 'type',
    message: `group \`${name}\` needs labels or a flag`,
    found: type.kind,
    at: { file: text.file, line: text.lines[0].line, column: text.lines[0].column },
  });
}

/** Labels of a crossed group: as many columns as a table may have, and more than anybody reads. */
const MOST_LABELS = 256;

/** A group of all combinations of the labels of others, or of columns, `high-young`. */
export function crossGroups(
  name: string,
  parts: readonly Text[],
  known: readonly Group[],
  observing: (text: Text) => Context,
): Group {
  const groups = parts.map(
    text => known.find(one => one.name === text.text) ?? readGroup(name, text, observing),
  );
  const size = groups.reduce((product, { labels }) => product * labels.length, 1);
  const { graph } = observing(parts[0]);
  if (size > MOST_LABELS)
    throwDiagnostic({
      kind: 'value',
      message: `group \`${name}\` has too many combinations of labels`,
      found: String(size),
      expected: `at most ${MOST_LABELS}`,
      at: positionIn(parts[0], 0),
    });
  return groups.slice(1).reduce(
    (crossed, { labels, code }): Group => ({
      name,
      labels: crossed.labels.flatMap(first => labels.map(second => `${first}-${second}`)),
      code: graph.iadd(graph.imul(crossed.code, graph.integer(labels.length)), code),
    }),
    { ...groups[0], name },
  );
}

/** Metrics count the living. */
function amongLiving({ graph, scope: { lives } }: Context, base: Node, value: Node): Node {
  return lives ? graph.and(livingAmong(graph, lives, [base, value]), base) : base;
}

/** metrics.yaml: persons, share or mean, each of an expression. */
export function readMetrics(document: Document, observing: (text: Text) => Context): Metric[] {
  return Object.entries(checkShape(document, metricsSchema)).map(([name, metric]): Metric => {
    const measure = 'persons' in metric ? 'persons' : 'share' in metric ? 'share' : 'mean';
    const text = textOf(document, name, measure);
    const flag = (t: Text): Node => compileExpression(observing(t), FLAG);
    const base = measure === 'persons' ? text : textOf(document, name, 'of');
    const among = flag(base);
    const value = measure === 'mean' ? compileExpression(observing(text), NUMBER) : flag(text);
    return {
      name,
      title: metric.title ?? name.replaceAll('_', ' '),
      measure,
      headline: metric.headline ?? false,
      base: amongLiving(observing(base), among, value),
      value,
      unit: metric.unit ?? (measure === 'persons' ? 'persons' : measure),
      text: metric.text ?? '',
      expression: text.text,
      baseExpression: measure === 'persons' ? '' : base.text,
    };
  });
}
