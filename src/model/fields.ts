import { isoDay } from '../core/calendar.ts';
import { didYouMean, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, valuePosition } from '../core/located-document.ts';
import { type Context, placeOf } from '../language/context.ts';
import { compileExpression } from '../language/lower.ts';
import { FLAG, type Type } from '../language/type.ts';
import type { Field, Table, Target } from './model.ts';

/** A kind of events that act on some agents only, and on whom; of a named step, the day on which it begins. */
export interface Aimed {
  kind: string;
  who: Text;
  step?: number;
}

/** The fields that model.yaml names, those by label behind the others, and the tables of these. */
export function readFields(
  model: Document,
  names: readonly string[],
  firstScalar: number,
  firstTable: number,
  sets: ReadonlyMap<string, readonly string[]>,
) {
  const all = names.map((text, k) => {
    const [name, by] = text.replace(']', '').split('[') as [string, string | undefined];
    if (by !== undefined && !sets.has(by))
      throwDiagnostic({
        kind: 'unknown',
        message: `a field is by place or by a one-of column, and \`${by}\` is neither`,
        at: valuePosition(model, ['fields', k]),
        found: text,
        expected: [...sets.keys()].join(', '),
        hint: didYouMean(by, sets.keys()),
      });
    return { name, by, labels: by === undefined ? [] : sets.get(by)! };
  });
  const plain = all.filter(({ by }) => by === undefined);
  const byLabel = all.filter(({ by }) => by !== undefined);
  const fields: Field[] = [
    ...plain.map((field, k) => ({ ...field, index: firstScalar + k })),
    ...byLabel.map((field, k) => ({ ...field, index: firstTable + k })),
  ];
  const fieldTables = byLabel.map(field => tableOf(field, field.name, `events of this week by ${field.by!}`));
  return { fields, fieldTables };
}

/** The table of a field by label, which the run fills each week. */
const tableOf = ({ by, labels }: Pick<Field, 'by' | 'labels'>, name: string, text: string) => ({
  ...{ name, values: undefined, sourceId: '', text },
  index: [{ kind: 'label', set: by!, labels } satisfies Type],
});

/**
 * A field for what events do to some agents only, of each kind and condition: behind the model's own fields, so that a model
 * without has the same numbers in the same places. Kinds that the model lacks are left to whoever checks the scenario.
 */
export function openTargets(
  asked: readonly Aimed[],
  fields: readonly Field[],
  firstScalar: number,
  firstTable: number,
): { targets: Target[]; targetTables: Omit<Table, 'size'>[] } {
  const isTable = ({ by }: Field) => by !== undefined;
  const tables = fields.filter(isTable).length;
  const next = { scalar: firstScalar + fields.length - tables, table: firstTable + tables };
  const targets = asked.flatMap(({ kind, who, step: fromDay }): Target[] => {
    const field = fields.find(({ name }) => name === kind);
    if (!field) return [];
    const take = () => next[isTable(field) ? 'table' : 'scalar']++;
    const index = take();
    if (fromDay === undefined) return [{ ...field, who, index }];
    const kept = take();
    const part = (part: 'size' | 'kept') => ({ ...field, who, step: { fromDay, part, kept } });
    return [
      { ...part('size'), index },
      { ...part('kept'), index: kept },
    ];
  });
  const targetTables = targets.filter(isTable).map(target => {
    const of = target.step ? `, step from ${isoDay(target.step.fromDay)}, ${target.step.part}` : '';
    // No expression can name it.
    const name = `${target.name} for ${target.who.text}${of}`;
    return tableOf(target, name, `events of this week by ${target.by!}, for some`);
  });
  return { targets, targetTables };
}

/** Refuse a `who` that is no condition of an agent, at its own place. */
export function checkWho(context: Context): void {
  const met = compileExpression({ ...context, observing: false }, FLAG);
  if (!met.depends)
    throwDiagnostic({
      kind: 'value',
      message: '`who` is the same for all: it says on which agents the event acts',
      at: placeOf(context, { at: 0 }),
      found: context.text.text.trim(),
      hint: 'name a column; when an event acts is said by `from`, `to` and `size`',
    });
}
