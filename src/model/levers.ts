import { type Diagnostic, DiagnosticError, didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, checkShape, type Document, positionOf, valuePosition } from '../core/located-document.ts';
import { PLACE_SET } from '../language/type.ts';
import type { Lever, NamedSteps } from './lever.ts';
import type { Field, ModelFiles, Parameter } from './model.ts';
import { leversSchema } from './schema.ts';

/** The levers of a model, in the order of its fields; none when it has no levers.yaml. Every fault is a problem. */
export function readLevers(
  { levers: document, places }: Pick<ModelFiles, 'levers' | 'places'>,
  fields: readonly Field[],
  parameters: readonly Parameter[],
): Lever[] {
  if (!document) return [];
  const shape = checkShape(document, leversSchema);
  const problems: Diagnostic[] = [];
  const names = fields.map(field => field.name);
  for (const name of Object.keys(shape).filter(name => !names.includes(name)))
    problems.push({
      kind: 'unknown',
      message: `\`${name}\` is no field of the model`,
      at: positionOf(document, [name]),
      hint: didYouMean(name, names),
    });
  for (const name of names.filter(name => !Object.hasOwn(shape, name)))
    problems.push({
      kind: 'shape',
      message: `the lever \`${name}\` is not declared`,
      at: { file: document.file, line: 1, column: 1 },
      hint: 'every field of model.yaml needs an entry here',
    });
  const known = parameters.map(parameter => parameter.name);
  for (const [name, { parameters: named = [] }] of Object.entries(shape))
    named.forEach((one, k) => {
      if (!known.includes(one))
        problems.push({
          kind: 'unknown',
          message: `unknown parameter \`${one}\``,
          at: valuePosition(document, [name, 'parameters', k]),
          hint: didYouMean(one, known),
        });
    });
  if (problems.length) throw new DiagnosticError(problems);
  return fields.map(({ name, by, labels }) => {
    const { title, text, unit, range, seen, parameters: named = [], at, steps } = shape[name];
    for (const key of ['at', 'usual'] as const)
      if (by !== PLACE_SET && shape[name][key] !== undefined)
        throwDiagnostic({
          kind: 'conflict',
          message: `\`${key}\` is a column of places, and \`${name}\` is not by place`,
          at: positionOf(document, [name, key]),
        });
    const marks = at === undefined ? undefined : columnOf(document, places, [name, 'at'], at);
    const [low, high] = range.split('..').map(Number);
    return {
      ...{ name, title, text, unit, seen, by, parameters: named },
      range: [low, high] as const,
      labels: labels.filter(label => (marks?.get(label) ?? 1) !== 0),
      steps: steps && stepsIn(document, places, name, shape[name]),
      at: positionOf(document, [name]),
    };
  });
}

/** The levers that have named steps, by name: all that a reader of events needs of a model. */
export function readSteps({
  levers: document,
  places,
}: Pick<ModelFiles, 'levers' | 'places'>): ReadonlyMap<string, NamedSteps> {
  if (!document) return new Map();
  const shape = checkShape(document, leversSchema);
  return new Map(
    Object.entries(shape).flatMap(([name, lever]) =>
      lever.steps ? [[name, stepsIn(document, places, name, lever)] as const] : [],
    ),
  );
}

function stepsIn(
  document: Document,
  places: Csv,
  name: string,
  { steps = {}, usual }: { steps?: Record<string, number>; usual?: string },
): NamedSteps {
  const values = new Map(Object.entries(steps));
  const column = usual === undefined ? new Map() : columnOf(document, places, [name, 'usual'], usual);
  const labels = places.rows.map(row => row.cells.place);
  return { values, usual: new Map(['', ...labels].map(label => [label, column.get(label) ?? 0])) };
}

/** The numbers of a column of places.csv by place. */
function columnOf(
  document: Document,
  places: Csv,
  path: readonly PropertyKey[],
  name: string,
): ReadonlyMap<string, number> {
  const columns = places.columns.filter(column => !/^(place|title)$|_source$/.test(column));
  if (!columns.includes(name))
    throw new DiagnosticError([
      {
        kind: 'unknown',
        message: `\`${name}\` is no column of ${places.file}`,
        at: valuePosition(document, path),
        expected: columns.join(', '),
        hint: didYouMean(name, columns),
      },
    ]);
  return new Map(places.rows.map(({ cells }) => [cells.place, Number(cells[name])]));
}
