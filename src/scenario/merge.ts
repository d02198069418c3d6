import {
  type Diagnostic,
  DiagnosticError,
  type Position,
  type Text,
  throwDiagnostic,
} from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf, textOf, valuePosition } from '../core/located-document.ts';
import { type EventEntry, type ScenarioFile, scenarioSchema } from './schema.ts';

/** A scenario file and those it extends as one: events, switches and assumptions add up, all else is replaced. */
export interface Merged {
  value: Omit<ScenarioFile, 'extends' | 'events' | 'with' | 'without' | Required> &
    Pick<NeededFile, Required>;
  /** The events of all files, the most extended file's first. */
  entries: readonly { entry: EventEntry; document: Document; path: readonly (string | number)[] }[];
  /** What the files switch on or off, by event id or mechanism; the nearest file that names it decides. */
  switches: ReadonlyMap<string, { on: boolean; at: Position }>;
  /** Where a path (`until`, `parameters.x`) of the merged value is. */
  at(...path: PropertyKey[]): Position;
  /** The text of a scalar of the merged value, with its place. */
  text(...path: PropertyKey[]): Text;
}

type NeededFile = { [K in keyof ScenarioFile]-?: NonNullable<ScenarioFile[K]> };
type Required = (typeof REQUIRED)[number];
const REQUIRED = ['model', 'study', 'until', 'replicates', 'persons_per_agent', 'seed'] as const;

/** @param chain the scenario's document, then those it extends, nearest first */
export function mergeChain(chain: readonly Document[]): Merged {
  const files = chain.map(document => checkShape(document, scenarioSchema));
  const value: Partial<ScenarioFile> = {};
  const entries: Merged['entries'][number][] = [];
  const switches = new Map<string, { on: boolean; at: Position }>();
  for (let k = chain.length - 1; k >= 0; k--) {
    const { events = [], with: on = [], without: off = [], ...rest } = files[k];
    const document = chain[k];
    // What a file takes for granted is taken for granted by those who build on it; the nearest file's comes first.
    const assumes = [rest.assumes, value.assumes].filter(text => text !== undefined);
    Object.assign(value, rest, { assumes: [...new Set(assumes.map(text => text.trim()))].join(' ') });
    entries.push(...events.map((entry, index) => ({ entry, document, path: ['events', index] })));
    on.forEach((name, index) => {
      switches.set(name, { on: true, at: positionOf(document, ['with', index]) });
    });
    off.forEach((name, index) => {
      const at = positionOf(document, ['without', index]);
      if (on.includes(name))
        throwDiagnostic({
          kind: 'conflict',
          message: `\`${name}\` is both in \`with\` and in \`without\``,
          at,
        });
      switches.set(name, { on: false, at });
    });
  }
  const missing = REQUIRED.filter(key => value[key] === undefined);
  if (missing.length) throw new DiagnosticError(missing.map(key => missingKey(chain, key)));
  const owner = (key: PropertyKey) => chain.find((_, k) => Object.hasOwn(files[k], key)) ?? chain[0];
  const at = (...path: PropertyKey[]) => valuePosition(owner(path[0]), path);
  const text = (...path: PropertyKey[]) => textOf(owner(path[0]), ...path);
  return { value: value as Merged['value'], entries, switches, at, text };
}

function missingKey(chain: readonly Document[], key: string): Diagnostic {
  const hint =
    chain.length > 1
      ? 'neither here nor in a file it extends'
      : 'write it here, or `extends:` a file that has it';
  return { kind: 'shape', message: `\`${key}\` is missing`, at: positionOf(chain[0], []), hint };
}
