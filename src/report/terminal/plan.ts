import type { Model, Rule } from '../../model/model.ts';
import { shownRules } from '../../model/planned.ts';
import { type Dependencies, dependenciesOf } from '../model-page/dependencies.ts';
import type { Paint } from './style.ts';
import { pad, table, wrap } from './table.ts';

/** The week as the model runs it, rule by rule: filter, what is read and written, streams of draws. */
export function planText(model: Model, paint: Paint, width: number): string[] {
  return shownRules(model).flatMap((rule, k) => [...planEntry(rule, k + 1, model, paint, width), '']);
}

export function planEntry(rule: Rule, number: number, model: Model, paint: Paint, width: number): string[] {
  const depends = dependenciesOf(rule, model);
  const who = rule.equations.find(equation => equation.label === 'who')?.text.text ?? 'everybody';
  const { file, line } = rule.at;
  const title = rule.title === rule.id ? '' : `  ${rule.title}`;
  return [
    `${pad(String(number), 3, true)}  ${paint('strong', rule.id)}${title}  ${paint('dim', `${file}:${line}`)}`,
    ...entry('who', who.replace(/\s+/g, ' '), width),
    ...readsOf(depends).flatMap(([label, names]) => entry(label, names.join(', '), width)),
    ...entry('writes', depends.writes.join(', '), width),
    ...entry('draws', depends.draws.join(', '), width),
  ];
}

function readsOf(depends: Dependencies): [string, string[]][] {
  const seen = depends.networks.length ? `${depends.networks.join(', ')} see` : '';
  const entries: [string, string[]][] = [
    ['reads', depends.own],
    ['last week', depends.before],
    ['others', depends.neighbours.length ? [`${seen} ${depends.neighbours.join(', ')}`] : depends.networks],
    ['totals', depends.totals],
    ['events', depends.fields],
    ['tables', depends.tables],
    ['parameters', depends.parameters],
  ];
  return entries.filter(([, names]) => names.length > 0);
}

function entry(label: string, text: string, width: number): string[] {
  if (!text) return [];
  const lines = wrap(text, Math.max(40, width - 18));
  return lines.map((line, k) => `     ${pad(k ? '' : label, 11)}  ${line}`);
}

/** Which rules write each column, in plan order: the last one decides what the week leaves. */
export function writersText(model: Model): string[] {
  const rows = model.columns.flatMap((column, k) => {
    if (column.hidden) return [];
    const writers = model.plan.filter(rule => rule.branches.some(b => b.writes.some(w => w.column === k)));
    const how = column.fromPopulation ? 'from the survey population' : 'initial value only';
    return [
      [column.name, column.published ? 'published' : '', writers.map(rule => rule.id).join(' > ') || how],
    ];
  });
  return table(rows, 'lll');
}
