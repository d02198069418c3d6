import { isoDay } from '../../core/calendar.ts';
import type { Rule } from '../../model/model.ts';
import { shownRules } from '../../model/planned.ts';
import { plain } from '../quote/numbers.ts';
import type { Dependencies } from './dependencies.ts';
import { code, codes, equationLines, fenced, markdownTable } from './markdown.ts';
import { evidenceIn, type World } from './world.ts';

/** What happens in a step: the plan, and every rule with its reason, its evidence and its equations. */

export function scheduleTable({ model, rules }: World): string {
  const rows = shownRules(model).map((rule, k) => {
    const { depends } = rules.get(rule.id)!;
    return [
      String(k + 1),
      code(rule.id),
      rule.title === rule.id ? '' : rule.title,
      code(rule.equations.find(({ label }) => label === 'who')?.text.text ?? '') || 'everybody',
      codes(depends.own),
      othersText(depends),
      codes(depends.fields),
      codes(depends.draws),
      codes(depends.writes),
    ];
  });
  const { step, lives } = model;
  const time =
    step === 'week' ? '' : `A step is a ${step}; the first begins on ${isoDay(model.startDay)}.\n\n`;
  const { persons: most } = lives?.capacity ?? {};
  const room =
    most === undefined
      ? ''
      : `At most ${typeof most === 'number' ? plain(most) : code(most)} persons are born, or enter by an expression, in a run.\n\n`;
  const table = markdownTable(
    ['', 'rule', 'what', 'who', 'reads of itself', 'sees of others', 'events', 'draws', 'writes'],
    rows,
  );
  return time + room + table;
}

function othersText({ neighbours, networks, before, totals }: Dependencies): string {
  const seen = networks.length
    ? [`${codes(networks)}${neighbours.length ? `: ${codes(neighbours)}` : ''}`]
    : [];
  return [
    ...seen,
    ...(before.length ? [`itself last week: ${codes(before)}`] : []),
    ...(totals.length ? [`all agents: ${codes(totals)}`] : []),
  ].join('; ');
}

export function variantsTable({ variants, model }: World): string {
  const usual = new Set(model.plan.map(({ id }) => id));
  const rows = variants.map(({ variant, option, rules }) => [
    code(variant),
    code(option) + (rules.every(({ id }) => usual.has(id)) ? ' (usual)' : ''),
    codes(rules.map(({ id }) => id)),
    rules.map(({ title }) => title).join('; '),
  ]);
  return markdownTable(['variant', 'option', 'rules', 'what'], rows);
}

/** The mechanisms that have rules in any plan, in the order of the usual plan. */
export function mechanismsOf({ rules }: World): string[] {
  return [...new Set([...rules.values()].map(({ rule }) => rule.mechanism))];
}

/** The rules of one mechanism: reason, evidence, equations as written, numbers. */
export function rulesOf(mechanism: string, world: World): string {
  const own = [...world.rules.values()].filter(
    ({ rule }) => rule.mechanism === mechanism && !rule.quota && !rule.hidden,
  );
  return own.map(({ rule, depends }) => ruleText(rule, depends, world)).join('\n\n');
}

function ruleText(rule: Rule, depends: Dependencies, { model, evidence, files }: World): string {
  const planned = shownRules(model).indexOf(rule);
  const place = planned < 0 ? 'in the plan of a variant' : `step ${planned + 1}`;
  const rests = evidenceIn(rule.why, evidence).map(id => {
    const { text, sourceId } = evidence.get(id)!;
    return `- ${id}: ${text} [${sourceId}]`;
  });
  const sources = new Set(
    model.parameters.filter(({ name }) => depends.parameters.includes(name)).map(({ sourceId }) => sourceId),
  );
  for (const { name, sourceId } of model.tables)
    if (depends.tables.includes(name)) for (const id of sourceId.split(' ')) sources.add(id);
  const numbers = [...depends.parameters, ...depends.tables];
  const title = rule.title === rule.id ? '' : `: ${rule.title}`;
  return [
    `**${code(rule.id)}**${title} (${place}, \`${rule.at.file.slice(files.folder.length + 1)}\`)`,
    rule.why.replace(/\s+/g, ' ').trim(),
    rests.join('\n'),
    rule.equations.length ? fenced(equationLines(rule.equations)) : '',
    numbers.length ? `Numbers: ${codes(numbers)}, from ${[...sources].join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}
