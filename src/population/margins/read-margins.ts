import { type Diagnostic, DiagnosticError, didYouMean, type Position } from '../../core/diagnostics.ts';
import {
  type Csv,
  type CsvRow,
  cellPosition,
  checkShape,
  type Document,
  positionOf,
  requireColumns,
} from '../../core/located-document.ts';
import { collectShares, type Shares } from '../fit/shares.ts';
import { shapeOf } from '../fit/table.ts';
import { type Condition, type Figure, type Margin, together, type Variable } from './margins.ts';
import { figureOf, type PrintedRows } from './printed-figure.ts';
import { marginAmong, readPeople } from './read-people.ts';
import { populationSchema } from './schema.ts';

/** The most kinds of persons a table may have. */
const MOST_CELLS = 1 << 22;

const COLUMNS = [
  'margin_id',
  'variable',
  'category',
  'given',
  'share',
  'survey_row',
  'n',
  'deff',
  'source_id',
];

/**
 * Understand population.yaml (its `variables`) and margins.csv: one margin for each distribution, over everybody or among
 * those of certain categories of other variables. A category without a row has the rest to 1. Where there are rows of `people`, also how
 * variables go together: their weights by cell.
 * @throws DiagnosticError with one problem for every row or variable that can't be understood, each with its place.
 */
export function readMargins(
  document: Document,
  csv: Csv | undefined,
  printed: PrintedRows,
  people?: Csv,
): Shares & { weights?: Float64Array } {
  const variables = readVariables(document);
  const shape = shapeOf(variables.map(v => v.categories.length));
  if (shape.cells > MOST_CELLS)
    stopAt([
      {
        kind: 'value',
        message: 'too many kinds of persons',
        at: positionOf(document, ['variables']),
        found: `${shape.cells} combinations of categories`,
        expected: `at most ${MOST_CELLS}`,
      },
    ]);
  const weights = people && readPeople(people, variables, shape);
  if (csv) requireColumns(csv, COLUMNS, ['text']);
  const problems: Diagnostic[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const rows = (csv?.rows ?? []).flatMap(row => attempt(() => readRow(csv!, row, variables, printed)) ?? []);
  stopAt(problems);
  const margins = [...Map.groupBy(rows, row => row.key).values()].flatMap(
    group => attempt(() => marginOf(group, variables)) ?? [],
  );
  stopAt(problems);
  // What no margin says is as among these people.
  const said = new Set(margins.map(({ variable }) => variable));
  const others = variables.flatMap((variable, v) =>
    weights && !said.has(v) ? marginAmong(people!, weights, shape, variable, v) : [],
  );
  const shares = collectShares(variables, [...margins, ...others]);
  stopAt(
    variables.flatMap(({ name }, v) =>
      shares.sources[v]
        ? []
        : {
            kind: 'conflict',
            message: `no margin says how \`${name}\` is distributed`,
            at: positionOf(document, ['variables', name]),
            hint: `add its shares to ${csv?.file ?? 'margins.csv'}, overall or for every category of others`,
          },
    ),
  );
  return weights ? { ...shares, weights } : shares;
}

function readVariables(document: Document): Variable[] {
  const at = (name: string) => positionOf(document, ['variables', name]);
  const problems: Diagnostic[] = [];
  const given = Object.entries(checkShape(document, populationSchema).variables);
  const variables = given.map(([name, categories]): Variable => {
    if (categories.length < 2 || categories.length > 256)
      problems.push({
        kind: 'value',
        message: `\`${name}\` needs a list of 2 to 256 categories`,
        at: at(name),
      });
    if (new Set(categories).size < categories.length)
      problems.push({ kind: 'value', message: `\`${name}\` has a category twice`, at: at(name) });
    return { name, categories };
  });
  stopAt(problems);
  return variables;
}

interface Row {
  /** Rows of one distribution have one key. */
  key: string;
  variable: number;
  category: number;
  given: readonly Condition[];
  figure: Figure;
}

function readRow(csv: Csv, row: CsvRow, variables: readonly Variable[], printed: PrintedRows): Row {
  const at = (column: string) => cellPosition(csv, row, column);
  const { variable: name, category: own, given: condition } = row.cells;
  const variable = codeOf(
    name,
    variables.map(v => v.name),
    'variable',
    at('variable'),
  );
  const category = codeOf(own, variables[variable].categories, `category of \`${name}\``, at('category'));
  const given = condition ? conditionsOf(condition, variables, variable, at('given')) : [];
  const key = [variable, ...given.flatMap(one => [one.variable, one.category])].join(' ');
  return { key, variable, category, given, figure: figureOf(csv, row, printed) };
}

/** `a=x and b=y`, in the order of the variables. */
function conditionsOf(
  text: string,
  variables: readonly Variable[],
  own: number,
  at: Position,
): readonly Condition[] {
  const parts = text.split(/\s+and\s+(?=\w+\s*=)/);
  const given = parts.map(part => conditionOf(part, variables, own, at));
  given.sort((a, b) => a.variable - b.variable);
  const twice = given.find((one, k) => one.variable === given[k - 1]?.variable);
  if (twice)
    stopAt([
      {
        kind: 'value',
        message: `a condition names \`${variables[twice.variable].name}\` twice`,
        at,
        found: text,
      },
    ]);
  return given;
}

function conditionOf(text: string, variables: readonly Variable[], own: number, at: Position): Condition {
  const [name, category, ...rest] = text.split('=').map(part => part.trim());
  if (category === undefined || rest.length)
    throw new DiagnosticError([
      {
        kind: 'syntax',
        message: 'a condition names one category',
        at,
        found: text,
        expected: 'variable=category, or several with `and` between',
      },
    ]);
  const variable = codeOf(
    name,
    variables.map(v => v.name),
    'variable',
    at,
  );
  if (variable === own)
    throw new DiagnosticError([{ kind: 'value', message: `\`${name}\` can't be its own condition`, at }]);
  return {
    variable,
    category: codeOf(category, variables[variable].categories, `category of \`${name}\``, at),
  };
}

function codeOf(name: string, names: readonly string[], what: string, at: Position): number {
  const code = names.indexOf(name);
  if (code >= 0) return code;
  throw new DiagnosticError([
    {
      kind: 'unknown',
      message: `unknown ${what} \`${name}\``,
      at,
      expected: names.join(', '),
      hint: didYouMean(name, names),
    },
  ]);
}

/** One distribution from its rows; a single category without a row gets what the others leave. */
function marginOf(rows: readonly Row[], variables: readonly Variable[]): Margin {
  const [{ variable, given, figure: first }] = rows;
  const { name, categories } = variables[variable];
  const figures: (Figure | undefined)[] = categories.map(() => undefined);
  for (const { category, figure } of rows) {
    if (figures[category])
      throw new DiagnosticError([
        {
          kind: 'conflict',
          message: `margin ${figure.id} gives the share of \`${categories[category]}\` a second time`,
          at: figure.at,
          hint: `margin ${figures[category].id} gives it already`,
        },
      ]);
    figures[category] = figure;
  }
  const missing = categories.filter((_, c) => !figures[c]);
  const sum = rows.reduce((total, row) => total + row.figure.share, 0);
  const half = rows.reduce((total, row) => total + row.figure.half, 0);
  const among = given.length ? ` among ${together(variables, given)}` : '';
  const refuse = (message: string, hint?: string): never => {
    throw new DiagnosticError([
      { kind: 'conflict', message: `margin ${first.id}: ${message}`, at: first.at, hint },
    ]);
  };
  if (missing.length > 1)
    refuse(
      `several categories of \`${name}\`${among} have no share`,
      `only one may be left out: ${missing.join(', ')}`,
    );
  const total = Number(sum.toFixed(6));
  if (missing.length === 0 && Math.abs(sum - 1) > half + 1e-9)
    refuse(`the shares of \`${name}\`${among} add up to ${total} instead of 1`);
  if (sum > 1 + half + 1e-9) refuse(`the shares of \`${name}\`${among} add up to ${total}, more than 1`);
  const rest: Figure = { ...first, share: Math.max(0, 1 - sum), half, printed: false };
  return { variable, given, figures: figures.map(f => f ?? rest) };
}

function stopAt(problems: readonly Diagnostic[]): void {
  if (problems.length) throw new DiagnosticError(problems);
}
