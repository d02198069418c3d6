import type { Clock } from '../core/calendar.ts';
import { type Text, textAt, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, type Document, positionOf } from '../core/located-document.ts';
import type { Context } from '../language/context.ts';
import type { Graph } from '../language/graph.ts';
import { LIFE, type LifeNodes, lifeNodes } from '../language/life.ts';
import { givenColumns, readInflows, refuseWithoutValue } from './entrants.ts';
import { firstValue } from './initial.ts';
import type { Column, ModelFiles, Parameter, Rule } from './model.ts';
import type { Lives } from './newcomers.ts';
import type { Workshop } from './workshop.ts';

const COLUMN: Omit<Column, 'at'> = {
  name: 'life',
  type: { kind: 'label', set: 'life', labels: Object.keys(LIFE) },
  width: 1,
  range: [0, Math.max(...Object.values(LIFE))],
  published: true,
  steps: undefined,
  fromPopulation: false,
  hidden: true,
  text: 'whether somebody is there',
};

/** Declare the column if any rule of the files, or the model's table of entrants, has a use for it. */
export function openLives(
  files: ModelFiles,
  graph: Graph,
  addColumn: (column: Column) => number,
): { column: number; nodes: LifeNodes } | undefined {
  const at = { file: files.model.file, line: 1, column: 1 };
  const rules = files.rules.map(
    ({ value }) => (value ?? {}) as { births?: { ties?: unknown }; dies?: unknown },
  );
  const mortal = rules.some(({ dies }) => dies !== undefined);
  if (!files.entrants && !mortal && !rules.some(({ births }) => births !== undefined)) return undefined;
  const column = addColumn({ ...COLUMN, at });
  const ties = rules.some(({ births }) => births?.ties !== undefined);
  return { column, nodes: lifeNodes(graph, column, { mortal, ties }) };
}

/** Whoever is marked by `code` gets first values for columns that have none yet, and is alive. */
export function arrival(
  workshop: Workshop,
  { id, title, mechanism, at, equations }: Pick<Rule, 'id' | 'title' | 'mechanism' | 'at' | 'equations'>,
  code: number,
  textFor: (column: Column) => Text | undefined,
): Rule[] {
  const { graph, lives } = workshop;
  const who = graph.ieq(graph.column(lives!.column, 'own', 'i32'), graph.integer(code));
  const values = workshop.columns.flatMap((column, index): Rule[] => {
    const text = column.hidden ? undefined : textFor(column);
    if (!text) return [];
    const name = `${id}/${column.name}`;
    return [
      {
        ...firstValue(workshop, column, index, text, { name, who, week: graph.week() }),
        mechanism,
        hidden: true,
      },
    ];
  });
  const writes = [{ column: lives!.column, value: graph.integer(LIFE.alive), at }];
  const always = graph.flag(true);
  const alive: Rule = {
    ...{ id, title, why: '', mechanism, at, equations, who },
    ...{ checks: [], alarm: undefined, streams: [] },
    branches: [{ label: 'alive', when: always, checks: [], writes }],
  };
  return [...values, alive];
}

/** The rules before all others that make persons of entrants; columns of their table are theirs already. */
export function enteringRules(workshop: Workshop, csv: Csv): Rule[] {
  const given = givenColumns(csv, workshop.columns);
  const at = { file: csv.file, line: 1, column: 1 };
  const textFor = (column: Column) =>
    given.includes(column)
      ? undefined
      : workshop.columns.indexOf(column) === workshop.household?.head
        ? textAt('true')
        : (workshop.initialText(column) ?? refuseWithoutValue(csv, column));
  const entrants = {
    id: ENTRANTS,
    title: 'people who come from outside',
    mechanism: ENTRANTS,
    at,
    equations: [],
  };
  return arrival(workshop, entrants, LIFE.entering, textFor);
}

/** The mechanism that a scenario may switch off. */
export const ENTRANTS = 'entrants';

/** The room that a model declares for those who are born; a number of persons, or a parameter that holds it. */
export function readCapacity(
  document: Document,
  given: number | string | undefined,
  parameters: readonly Parameter[],
): Lives['capacity'] {
  if (given === undefined) return undefined;
  const at = positionOf(document, ['capacity']);
  const persons = typeof given === 'number' ? given : parameters.find(({ name }) => name === given)?.value;
  if (persons !== undefined && persons > 0) return { persons: given, at };
  return throwDiagnostic({
    kind: persons === undefined ? 'unknown' : 'value',
    message:
      persons === undefined ? `unknown parameter \`${given}\`` : '`capacity` is a number of persons above 0',
    at,
    found: String(given),
    expected:
      'the most persons who can be born, or enter by an expression, in a run, or a parameter that holds it',
  });
}

/** Everything about who comes and goes, when the plan is known. */
export function livesOf(
  entrants: Csv | undefined,
  workshop: Workshop,
  plan: readonly Rule[],
  { capacity, ...clock }: { capacity: Lives['capacity'] } & Clock,
): Lives | undefined {
  const { lives } = workshop;
  if (!lives) return undefined;
  const { graph, scope, declareTotal } = workshop;
  const contextOf = (text: Text): Context => ({
    ...{ graph, scope, text, declareTotal, lets: new Map(), whose: 'own' },
    common: 'the number of entrants',
  });
  const inflows = entrants ? readInflows(entrants, workshop.columns, clock, contextOf) : [];
  const births = plan.find(rule => rule.births)?.births;
  const open = births?.at ?? inflows.find(({ times }) => times)?.at;
  if (open && !capacity)
    throwDiagnostic({
      kind: 'shape',
      message: `a model with ${births ? 'births' : 'entrants by an expression'} says for how many there is room`,
      at: open,
      expected: `\`capacity:\` in model.yaml: the most persons who can ${births ? 'be born' : 'so enter'} in a run`,
    });
  return { ...lives, capacity, inflows, comes: inflows.length > 0 || births !== undefined };
}
