import { z } from 'zod';

/** A key of a YAML file, from the file's top: `quota.most`, `columns.NAME.type`; names that an author gives are `NAME`. */
export interface Key {
  path: readonly string[];
  /** What it says; empty where its shape has no description. */
  text: string;
  /** The words that may be written there, where only some may. */
  values: readonly string[];
}

/** A JSON schema, as far as it is walked here. */
interface Shape {
  description?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
}

const wordsIn = (shape: Shape): string[] =>
  [shape.const, ...(shape.enum ?? [])].filter(value => typeof value === 'string');

/** All keys of a file's shape, each once for each of its texts, in the order of the schema. */
export function keysOf(schema: z.ZodType): Key[] {
  const found = new Map<string, Key>();
  const walk = (shape: Shape, path: readonly string[]) => {
    for (const [name, value] of Object.entries(shape.properties ?? {})) {
      const key = { path: [...path, name], text: value.description ?? '', values: wordsIn(value) };
      found.set(JSON.stringify(key), key);
      walk(value, key.path);
    }
    const named = shape.additionalProperties;
    if (typeof named === 'object') walk(named, [...path, 'NAME']);
    for (const other of [shape.items ?? [], shape.anyOf ?? [], shape.oneOf ?? []].flat()) walk(other, path);
  };
  walk(z.toJSONSchema(schema, { io: 'input' }) as Shape, []);
  return [...found.values()];
}
