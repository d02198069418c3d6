import { type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { type Context, placeOf } from '../language/context.ts';
import { compileExpression } from '../language/lower.ts';
import { FLAG, PLACE_SET, type Type } from '../language/type.ts';
import type { Field, Table, Target } from './model.ts';

/** A kind of events that act on some agents only, and on whom. */
export interface Aimed {
  kind: string;
  who: Text;
}

/** The fields that model.yaml names, those by place behind the others, and the tables of these. */
export function readFields(
  names: readonly string[],
  firstScalar: number,
  firstTable: number,
  sets: ReadonlyMap<string, readonly string[]>,
) {
  const labels = sets.get(PLACE_SET)!;
  const byPlace = names
    .filter(name => name.endsWith('[place]'))
    .map(name => name.slice(0, name.indexOf('[')));
  const plain = names.filter(name => !name.includes('['));
  const fields: Field[] = [
    ...plain.map((name, k) => ({ name, byPlace: false, index: firstScalar + k })),
    ...byPlace.map((name, k) => ({ name, byPlace: true, index: firstTable + k })),
  ];
  const index: Type[] = [{ kind: 'label', set: PLACE_SET, labels }];
  const fieldTables = byPlace.map(name => ({
    name,
    index,
    values: undefined,
    sourceId: '',
    text: 'events of this week by place',
  }));
  return { fields, fieldTables };
}

/**
 * A field for what events do to some agents only, of each kind and condition: behind the model's own fields, so that a model
 * without has the same numbers in the same places. Kinds that the model lacks are left to whoever checks the scenario.
 */
export function openTargets(
  asked: readonly Aimed[],
  fields: readonly Field[],
  firstScalar: number,
  firstTable: number,
  sets: ReadonlyMap<string, readonly string[]>,
): { targets: Target[]; targetTables: Omit<Table, 'size'>[] } {
  const known = (byPlace: boolean) => fields.filter(field => field.byPlace === byPlace);
  const next = [firstScalar + known(false).length, firstTable + known(true).length];
  const targets = asked.flatMap(({ kind, who }): Target[] => {
    const field = fields.find(({ name }) => name === kind);
    return field ? [{ ...field, who, index: next[+field.byPlace]++ }] : [];
  });
  const index: Type[] = [{ kind: 'label', set: PLACE_SET, labels: sets.get(PLACE_SET)! }];
  const targetTables = targets
    .filter(({ byPlace }) => byPlace)
    .map(({ name, who }) => ({
      // No expression can name it.
      ...{ name: `${name} for ${who.text}`, index, values: undefined, sourceId: '' },
      text: 'events of this week by place, for some',
    }));
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
