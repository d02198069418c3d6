import { didYouMean, someOf, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import type { ExtractSpec } from '../../engine/program/compiled-model.ts';
import type { MicrodataColumn, MicrodataTable } from '../../engine/program/run-types.ts';
import type { Node } from '../../language/graph.ts';
import { compileAny, compileExpression } from '../../language/lower.ts';
import { FLAG } from '../../language/type.ts';
import type { Model } from '../../model/model.ts';
import type { Microdata, Named } from '../../scenario/microdata.ts';
import type { Study } from '../../survey/study.ts';
import { ALL } from '../../survey/subgroups.ts';
import { contextOf } from '../survey/questions.ts';
import type { WavePlan } from '../survey/waves.ts';

/** A table of single agents, respondents or ties, and what the machine is asked for it: whose rows are written, and their values. */
export interface MicrodataPlan {
  table: MicrodataTable;
  extracts: readonly [whose: ExtractSpec, values: ExtractSpec];
  /** Of respondents, by snapshot and item: the number of the wave's answer; undefined where the model doesn't reach the item. */
  answers: readonly (readonly (number | undefined)[])[];
}

/** Extracts of each table. */
export const EXTRACTS_PER_TABLE = 2;

/** Ends the name of a column that is of the other end of a tie. */
const OTHER = '_other';

/** The tables that a scenario asks for, typed against its model and study. Problems name what neither has. */
export function planMicrodata(
  model: Model,
  study: Study,
  weeks: number,
  waves: readonly WavePlan[],
  { agents, respondents, ties }: Microdata,
): MicrodataPlan[] {
  const plans: MicrodataPlan[] = [];
  const within = (wanted: readonly number[] | undefined) =>
    (wanted ?? [weeks - 1]).filter(week => week < weeks);
  const extractsOf = (
    name: string,
    where: Text | undefined,
    values: readonly Value[],
  ): MicrodataPlan['extracts'] => [
    { name: `whose rows are in ${name}`, outputs: [whoseOf(model, where)] },
    { name: `columns of ${name}`, outputs: values.map(({ node }) => node) },
  ];
  if (agents) {
    const values = agents.columns.map(one => cellsOf(model, one));
    const snapshots = within(agents.weeks).map(week => ({ week }));
    const table = { name: 'agents', snapshots, ids: 1, columns: columnsOf(values) } as const;
    plans.push({ table, extracts: extractsOf(table.name, agents.where, values), answers: [] });
  }
  if (respondents) {
    const values = respondents.columns.map(one => cellsOf(model, one));
    const known = waves.filter(({ wave }) => wave.respondents !== undefined);
    const asked = choose('wave that draws respondents', respondents.waves, known, ({ wave }) => wave.id);
    const items = choose('item', respondents.items, study.items, ({ id }) => id);
    const happen = asked.filter(({ week }) => week !== undefined);
    const answersOf = ({ rows }: WavePlan) =>
      items.map(({ id, responses: [response] }) => {
        const row = rows.find(
          ({ row }) => row.item === id && row.subgroup === ALL && row.response === response,
        );
        return row?.question?.mean === false ? row.question.index : undefined;
      });
    const questions = items.map(({ id, construct, responses }): MicrodataColumn => {
      const text = `${construct}: 1 if the answer is \`${responses[0]}\`, 0 if not; empty: not asked`;
      return { name: id, type: 'answer', text };
    });
    const table: MicrodataTable = {
      name: 'respondents',
      snapshots: happen.map(({ wave, week }) => ({ week: week!, of: wave.id })),
      ids: 2,
      columns: [...columnsOf(values), ...questions],
    };
    refuseTwins(table, respondents.at);
    plans.push({
      table,
      extracts: extractsOf(table.name, respondents.where, values),
      answers: happen.map(answersOf),
    });
  }
  if (ties) {
    const values = ties.columns.map(one => cellsOf(model, one));
    const networks = choose('network', ties.networks, model.networks, ({ name }) => name);
    const columns = columnsOf(values);
    const others = columns.map(column => ({
      ...column,
      name: `${column.name}${OTHER}`,
      text: `the same of \`other\``,
    }));
    const table: MicrodataTable = {
      name: 'ties',
      snapshots: within(ties.weeks).flatMap(week => networks.map(({ name }) => ({ week, of: name }))),
      ids: 2,
      columns: [...columns, ...others],
    };
    refuseTwins(table, ties.at);
    plans.push({ table, extracts: extractsOf(table.name, ties.where, values), answers: [] });
  }
  return plans;
}

interface Value extends MicrodataColumn {
  node: Node;
}

const columnsOf = (values: readonly Value[]): MicrodataColumn[] =>
  values.map(({ node: _, ...column }) => column);

function whoseOf(model: Model, where: Text | undefined): Node {
  const { graph, lives } = model;
  const whose = where ? compileExpression(contextOf(model, where), FLAG) : graph.flag(true);
  return lives ? graph.and(lives.nodes.alive, whose) : whose;
}

/** What a column holds, as f32: a condition as 0 or 1, a label by its number. */
function cellsOf(model: Model, { name, text }: { name: string; text: Text }): Value {
  const { graph } = model;
  const group = model.groups.find(one => one.name === text.text);
  const own = model.columns.find(one => one.name === text.text);
  if (group && !own)
    return { name, type: 'label', labels: group.labels, text: 'a group', node: graph.float(group.code) };
  const { type, node } = compileAny(contextOf(model, text));
  const about = own?.text || text.text.replace(/\s+/g, ' ').trim();
  switch (type.kind) {
    case 'number':
      return { name, type: 'number', text: about, node };
    case 'flag':
      return { name, type: 'flag', text: `${about}; 1: yes, 0: no`, node };
    case 'label':
      return { name, type: 'label', labels: type.labels, text: about, node: graph.float(node) };
    case 'day':
    case 'week':
    case 'month':
    case 'year':
      return {
        name,
        type: 'date',
        unit: type.kind,
        text: `${about}; ${type.kind === 'week' ? 'Monday' : 'first day'} of the ${type.kind}`,
        node: graph.float(node),
      };
    case 'integer':
      return { name, type: 'integer', text: about, node: graph.float(node) };
  }
}

/** Those that are named, in their own order; all where none is. */
function choose<T>(
  what: string,
  named: readonly Named[] | undefined,
  known: readonly T[],
  nameOf: (one: T) => string,
): readonly T[] {
  const names = known.map(nameOf);
  for (const { name, at } of named ?? [])
    if (!names.includes(name))
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown ${what} \`${name}\``,
        at,
        expected: someOf(names) || 'none at all',
        hint: didYouMean(name, names),
      });
  const wanted = named?.map(({ name }) => name);
  return wanted ? known.filter(one => wanted.includes(nameOf(one))) : known;
}

function refuseTwins({ name, columns }: MicrodataTable, at: Named['at']): void {
  const names = columns.map(column => column.name);
  const twin = names.find((one, k) => names.indexOf(one) < k);
  if (twin)
    throwDiagnostic({
      kind: 'conflict',
      message: `two columns of ${name} are called \`${twin}\``,
      at,
      hint: 'give one of them another name: `columns: { NAME: expression }`',
    });
}
