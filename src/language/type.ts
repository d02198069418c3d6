import { STEPS, type Step } from '../core/calendar.ts';

/**
 * Types of the language. A `label` type is a finite set of named values (a one-of column, or the places); `set` names
 * the set, so that two columns compare when they share it. `literal` is a number without a point, which adapts to
 * integers and numbers alike.
 */
export type Type =
  | { kind: 'number' } // f32
  | { kind: 'integer' } // 0..65535 when stored, 32 bits while computing
  | { kind: Step } // a time: how many of them begin after the model's first; a date is one too
  | { kind: 'flag' }
  | {
      kind: 'label';
      set: string;
      labels: readonly string[];
      /** Of an index of a table that runs over integers or weeks: the first. */
      from?: number;
    };

export const NUMBER: Type = { kind: 'number' };
export const INTEGER: Type = { kind: 'integer' };
export const FLAG: Type = { kind: 'flag' };

/** A time is an integer in a unit of its own, of which no two are mixed. */
export const isTime = (type: Type): type is { kind: Step } => STEPS.includes(type.kind as Step);

/** Two times of different units. */
export const areMixed = (a: Type, b: Type): boolean => isTime(a) && isTime(b) && a.kind !== b.kind;

/** The set name of place columns; the label set of a one-of column bears the column's own name. */
export const PLACE_SET = 'place';

export function describeType(type: Type): string {
  return type.kind === 'label' ? (type.set === PLACE_SET ? 'place' : `one of ${type.set}`) : type.kind;
}

export function sameType(a: Type, b: Type): boolean {
  return a.kind === b.kind && (a.kind !== 'label' || a.set === (b as typeof a).set);
}
