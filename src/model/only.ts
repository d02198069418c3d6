import { didYouMean, type Position, someOf, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf, valuePosition } from '../core/located-document.ts';
import { HEAD } from './household.ts';
import type { ModelFiles } from './model.ts';
import { networksSchema } from './networks-schema.ts';
import { planOf } from './planned.ts';
import { modelSchema } from './schema.ts';
import { expressionsOf, namesIn } from './unread.ts';

type Choose = Readonly<Record<string, string>>;

interface Absent {
  name: string;
  /** `families: together`. */
  only: string;
  isHousehold: boolean;
}

/**
 * The files of a model as a scenario chooses among its variants: without networks that are `only` for other options, and without the
 * filters, the metrics and the rules outside the plan that name one of these. They cost nothing and change no number.
 * Problems: `unknown`, a variant or option; `conflict`, a rule of the plan that names a network which isn't there.
 */
export function chosenParts(files: ModelFiles, choose: Choose): ModelFiles {
  const { networks, metrics, model } = files;
  const missing = networks ? absentNetworks(networks, model, choose) : [];
  if (!networks || !missing.length) return files;
  const shape = checkShape(model, modelSchema);
  const filters = filtersOf(model, missing);
  const absent = [...missing, ...filters];
  const planned = new Map(planOf(shape, model, choose).map(({ id, at }) => [id, at]));
  return {
    ...files,
    model: without(model, filters, 'filters'),
    networks: without(networks, missing, 'networks'),
    rules: files.rules.filter(rule => {
      const needed = neededBy(rule, absent);
      const at = planned.get(String((rule.value as { rule?: unknown } | undefined)?.rule));
      if (needed && at) refusePlanned(rule, needed, at);
      return !needed;
    }),
    ...(metrics && {
      metrics: without(
        metrics,
        Object.keys((metrics.value ?? {}) as object)
          .filter(name => neededBy(metrics, absent, name))
          .map(name => ({ name })),
      ),
    }),
  };
}

/** The same, and of variants only what the usual plan has to do with: what a fit to that plan rests on. */
export function usualParts(files: ModelFiles): ModelFiles {
  const usual = chosenParts(files, {});
  if (usual === files) return files;
  const ids = new Set(usual.rules.map(({ value }) => (value as { rule: string }).rule));
  const whole = usual.model.value as { variants?: Record<string, Record<string, string[]>> };
  const variants = Object.entries(whole.variants ?? {}).flatMap(([variant, options]) => {
    const left = Object.entries(options).filter(([, rules]) => rules.every(id => ids.has(id)));
    return left.length > 1 ? [[variant, Object.fromEntries(left)] as const] : [];
  });
  return {
    ...usual,
    model: { ...usual.model, value: { ...whole, variants: Object.fromEntries(variants) } },
  };
}

function absentNetworks(networks: Document, model: Document, choose: Choose): Absent[] {
  const { variants = {} } = checkShape(model, modelSchema);
  return Object.entries(checkShape(networks, networksSchema).networks).flatMap(([name, { shape, only }]) =>
    Object.entries(only ?? {}).flatMap(([variant, option]): Absent[] => {
      const at = ['networks', name, 'only', variant];
      const options = Object.keys(variants[variant] ?? {});
      if (!options.length) refuseUnknown('variant', variant, Object.keys(variants), positionOf(networks, at));
      if (!options.includes(option))
        refuseUnknown(`option of variant \`${variant}\``, option, options, valuePosition(networks, at));
      const isChosen = (choose[variant] ?? options[0]) === option;
      return isChosen ? [] : [{ name, only: `${variant}: ${option}`, isHousehold: shape === 'household' }];
    }),
  );
}

/** Filters that name what isn't there, or such a filter. */
function filtersOf(model: Document, missing: readonly Absent[]): Absent[] {
  const { filters = {} } = model.value as { filters?: object };
  const found: Absent[] = [];
  for (let known = -1; known < found.length; ) {
    known = found.length;
    for (const name of Object.keys(filters)) {
      const needed = neededBy(model, [...missing, ...found], `filters.${name}`);
      if (needed && found.every(one => one.name !== name))
        found.push({ name, only: needed.only, isHousehold: false });
    }
  }
  return found;
}

/** The first of what isn't there that a document, or what lies below a path in it, names. */
function neededBy(document: Document, absent: readonly Absent[], below = ''): Absent | undefined {
  const names = new Set(expressionsOf(document, below).flatMap(namesIn));
  const hasMembers = document.positions.has('members');
  return absent.find(
    ({ name, isHousehold }) => names.has(name) || (isHousehold && (hasMembers || names.has(HEAD))),
  );
}

function without(document: Document, gone: readonly { name: string }[], key?: string): Document {
  const whole = document.value as Record<string, unknown>;
  const names = new Set(gone.map(({ name }) => name));
  const kept = (all: object) => Object.fromEntries(Object.entries(all).filter(([name]) => !names.has(name)));
  if (key === undefined) return { ...document, value: kept(whole) };
  return whole[key] ? { ...document, value: { ...whole, [key]: kept(whole[key]) } } : document;
}

function refusePlanned(rule: Document, { name, only }: Absent, planned: Position): never {
  return throwDiagnostic({
    kind: 'conflict',
    message: `rule \`${(rule.value as { rule: string }).rule}\` is in the plan and needs \`${name}\``,
    at: planned,
    found: `it is there with \`${only}\` only`,
    hint: `name the rule under \`${only}\` of \`variants\``,
  });
}

function refuseUnknown(what: string, name: string, known: readonly string[], at: Position): never {
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown ${what} \`${name}\``,
    at,
    expected: someOf(known) || 'a model with `variants`',
    hint: didYouMean(name, known),
  });
}
