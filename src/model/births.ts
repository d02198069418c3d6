import { didYouMean, someOf, type Text, textAt, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf, textOf, valuePosition } from '../core/located-document.ts';
import { LIFE } from '../language/life.ts';
import { INTEGER } from '../language/type.ts';
import { arrival } from './lives.ts';
import type { Column, Rule } from './model.ts';
import type { Births } from './newcomers.ts';
import type { BirthsShape } from './schema.ts';
import type { Workshop } from './workshop.ts';

/** The children of a rule: what the run needs to make them, and the rules that give them their first values. */
export function readBirths(
  workshop: Workshop,
  document: Document,
  { id, title, mechanism }: Pick<Rule, 'id' | 'title' | 'mechanism'>,
  given: BirthsShape,
): { births: Births; born: Rule[]; equations: Rule['equations'] } {
  const at = positionOf(document, ['births']);
  const { columns } = workshop;
  const own = columns.filter(({ hidden }) => !hidden);
  const named = (key: string, k: number | string, name: string): Column =>
    own.find(column => column.name === name) ??
    throwDiagnostic({
      kind: 'unknown',
      message: `unknown column \`${name}\``,
      at:
        typeof k === 'number'
          ? valuePosition(document, ['births', key, k])
          : positionOf(document, ['births', key, k]),
      expected: someOf(own.map(column => column.name)),
      hint: didYouMean(
        name,
        own.map(column => column.name),
      ),
    });
  const inherit = (given.inherit ?? []).map((name, k) => named('inherit', k, name));
  const set = Object.keys(given.set ?? {}).map(name => named('set', name, name));
  const networks = (given.ties ?? []).map((name, k) => {
    const found = workshop.slotNetworks.get(name);
    if (found !== undefined) return found;
    return throwDiagnostic({
      kind: 'unknown',
      message: `\`${name}\` is no network of changing ties`,
      at: valuePosition(document, ['births', 'ties', k]),
      expected: someOf([...workshop.slotNetworks.keys()]) || 'a network of `shape: slots` in networks.yaml',
      hint: didYouMean(name, workshop.slotNetworks.keys()),
    });
  });
  const number = workshop.addColumn({
    ...{ name: `${id}/births`, type: INTEGER, width: 2, at, hidden: true, steps: undefined },
    ...{ published: false, range: undefined, fromPopulation: false, text: 'children of a rule' },
  });
  const textFor = (column: Column): Text | undefined => {
    if (set.includes(column)) return textOf(document, 'births', 'set', column.name);
    if (inherit.includes(column)) return undefined;
    if (columns.indexOf(column) === workshop.household?.head) return textAt('false');
    return workshop.initialText(column);
  };
  const lacking = own.filter(column => !inherit.includes(column) && !textFor(column));
  if (lacking.length) {
    const names = lacking.map(column => `\`${column.name}\``).join(', ');
    throwDiagnostic({
      kind: 'shape',
      message: `a child has no ${names}, which others have from the survey`,
      at,
      expected: `${names} in \`inherit\` or \`set\``,
    });
  }
  const equations = [
    ...(inherit.length
      ? [{ label: 'births inherit', text: textAt(inherit.map(c => c.name).join(', ')) }]
      : []),
    ...set.map(({ name }) => ({
      label: `births set ${name}`,
      text: textOf(document, 'births', 'set', name),
    })),
    ...(given.ties ? [{ label: 'births ties', text: textAt(given.ties.join(', ')) }] : []),
  ];
  const born = arrival(
    workshop,
    { id: `${id}/born`, title: `${title}: the newborn`, mechanism, at, equations },
    LIFE.newborn,
    textFor,
  );
  const { household } = workshop;
  if (household && !household.grows)
    throwDiagnostic({
      kind: 'shape',
      message: `a child joins the household of its parent: \`${household.name}\` says for how many there is room`,
      at,
      expected: `\`most:\` in networks.yaml: the most living members of a household`,
    });
  const births = { rule: id, number, inherit: inherit.map(c => columns.indexOf(c)), networks, at };
  return { births, born, equations };
}
