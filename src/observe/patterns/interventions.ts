import { dayNumber, isoDay } from '../../core/calendar.ts';
import { type Position, positionIn, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Expression } from '../../language/parse.ts';
import { parse } from '../../language/parse.ts';

/**
 * What differs in another run with the same seed: an event or a mechanism (rule file) is off, an event of the study that
 * is usually off is on, something happens that the scenario doesn't have, a parameter has another value, a column begins
 * otherwise.
 */
export type Intervention = { at: Position } & (
  | { kind: 'off'; name: string }
  | { kind: 'on'; name: string }
  | { kind: 'event'; field: string; label: string | undefined; fromDay: number; toDay: number; size: number }
  /** `value`: a number for a parameter; any expression that a column may begin with. */
  | { kind: 'set'; name: string; value: string }
);

/** `name`, `parameter = 0`, `column = expression`, or (in `with`) `event(field, from, to, size)`; a field by labels as `field[label]`. */
export function readIntervention(
  text: Text,
  expression: Expression,
  where: 'with' | 'without',
): Intervention {
  const at = positionIn(text, expression.at);
  if (expression.kind === 'name') return { kind: where === 'with' ? 'on' : 'off', name: expression.name, at };
  if (expression.kind === 'assign') {
    const value = text.text.slice(expression.value.at, expression.value.end);
    return { kind: 'set', name: expression.name, value, at };
  }
  if (expression.kind === 'call' && expression.name === 'event' && where === 'with') {
    const found = readEvent(expression.args);
    if (found) return { ...found, at };
  }
  return throwDiagnostic({
    kind: 'syntax',
    message: 'nothing that can be switched',
    at,
    found: `\`${text.text.slice(expression.at, expression.end)}\``,
    expected:
      where === 'with'
        ? 'an event, `parameter = 1`, `column = initial value`, event(field, from, to, size)'
        : 'an event, a mechanism, `parameter = 0`, `column = initial value`',
  });
}

function readEvent(
  args: readonly Expression[],
): Omit<Extract<Intervention, { kind: 'event' }>, 'at'> | undefined {
  const [field, from, to, size] = args;
  const [fromDay, toDay] = [from, to].map(dayOf);
  const amount = size === undefined ? 1 : constant(size);
  if (fromDay === undefined || toDay === undefined || toDay < fromDay || amount === undefined)
    return undefined;
  const days = { kind: 'event', fromDay, toDay, size: amount } as const;
  if (field.kind === 'name') return { ...days, field: field.name, label: undefined };
  const [label] = field.kind === 'index' ? field.args : [];
  return field.kind === 'index' && label?.kind === 'name'
    ? { ...days, field: field.table, label: label.name }
    : undefined;
}

function constant(expression: Expression): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'unary' || expression.operator !== '-') return undefined;
  const value = constant(expression.operand);
  return value === undefined ? undefined : -value;
}

export function dayOf(expression: Expression | undefined): number | undefined {
  return expression?.kind === 'date'
    ? dayNumber(expression.year, expression.month, expression.day)
    : undefined;
}

const CALL = 'without(';

/** A cell that lists what is switched off, with commas or `;` between: `contagion; pull = 0`. */
export function parseInterventions({ text, file, lines }: Text): Intervention[] {
  const [{ line, column }] = lines;
  const call: Text = {
    text: `${CALL}${text.replaceAll(';', ',')})`,
    file,
    lines: [{ offset: CALL.length, line, column }],
  };
  const expression = parse(call);
  return expression.kind === 'call' ? expression.args.map(arg => readIntervention(call, arg, 'without')) : [];
}

/** The switches without those that a later one overrides: of two that speak of one thing, the last counts. */
export function effective(switches: readonly Intervention[]): Intervention[] {
  const byThing = new Map<string, Intervention>();
  for (const one of switches) {
    const thing =
      one.kind === 'event' ? wordsOf(one) : one.kind === 'set' ? `= ${one.name}` : `switch ${one.name}`;
    byThing.delete(thing);
    byThing.set(thing, one);
  }
  return [...byThing.values()];
}

/** One text for each set of switches, in whatever order: runs that differ in nothing are done once. */
export function interventionsKey(switches: readonly Intervention[]): string {
  return effective(switches).map(wordsOf).sort().join(', ');
}

function wordsOf(one: Intervention): string {
  switch (one.kind) {
    case 'set':
      return `${one.name} = ${one.value}`;
    case 'event': {
      const field = one.label === undefined ? one.field : `${one.field}[${one.label}]`;
      return `event(${field}, ${isoDay(one.fromDay)}, ${isoDay(one.toDay)}, ${one.size})`;
    }
    default:
      return `${one.kind === 'on' ? 'with' : 'without'} ${one.name}`;
  }
}
