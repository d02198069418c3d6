import type { Catalogue } from '../engine/door.ts';

/** By column, the value that people must have: of a flag `yes` or `no`. */
type Chosen = Readonly<Record<string, string>>;

/** The condition as a scenario file has it; undefined: everybody. */
export function conditionOf(chosen: Chosen, people: Catalogue['people']): string | undefined {
  const parts = people.flatMap(({ name, values }) => {
    const value = chosen[name];
    if (!value) return [];
    if (!values.length) return [value === 'yes' ? name : `not ${name}`];
    return [`${name} == ${/^[A-Za-z_]\w*$/.test(value) ? value : `'${value}'`}`];
  });
  return parts.length ? parts.join(' and ') : undefined;
}

/** What a condition chooses; undefined: it says something that a choice of values can't. */
export function conditions(who: string | undefined, people: Catalogue['people']): Chosen | undefined {
  const chosen: Record<string, string> = {};
  for (const part of who?.trim().split(/\s+and\s+/) ?? []) {
    const found = /^(not\s+)?(\w+)(?:\s*==\s*'?([\w-]+)'?)?$/.exec(part);
    const column = people.find(({ name }) => name === found?.[2]);
    if (!found || !column || found[2] in chosen) return undefined;
    const [, negated, name, value] = found;
    const isOneOf = column.values.length > 0;
    if (isOneOf ? negated || !column.values.includes(value) : value !== undefined) return undefined;
    chosen[name] = isOneOf ? value : negated ? 'no' : 'yes';
  }
  return chosen;
}
