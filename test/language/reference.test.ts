import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textAt } from '../../src/core/diagnostics.ts';
import { BUILTINS, SPECIAL, type Value } from '../../src/language/builtins.ts';
import { compileAny } from '../../src/language/lower.ts';
import { describeType } from '../../src/language/type.ts';
import { inlineModel } from '../support/model.ts';

const page = ['language', 'rules'].map(name => readFileSync(`docs/reference/${name}.md`, 'utf8')).join('\n');

/** All fenced blocks of a kind. */
function blocks(kind: string): string[] {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    match => match[1],
  );
  expect(found.length).toBeGreaterThan(0);
  return found;
}
const lines = (kind: string) =>
  blocks(kind)
    .flatMap(block => block.trim().split('\n'))
    .map(line => line.split(' # ') as [string, string]);

const columns = blocks('yaml model')[0]
  .split('parameters:')[0]
  .replace('columns:\n', '')
  .replace(/^ {2}/gm, '');
const rules = blocks('yaml rule').join('---\n');
const model = inlineModel({
  columns,
  rules,
  parameters: { gain: 1, pull: 0.1, learn_rate: 0.2, go_base: -3 },
  places:
    'place,title,visa_free,visa_free_source,size,size_source\nhome,H,0,A00,9,A00\ngeorgia,G,1,A00,2,A00\nserbia,S,1,A00,3,A00',
  tables: 'table,index,label,value,unit,source_id,text\ndistance,place*place,else,1,1,A00,',
  networks: `${blocks('yaml network')[0]}  friends:\n    shape: random\n    degree: 4`,
  metrics: blocks('yaml metric').join('\n'),
  more: 'fields: [war, "border[place]"]\nfilters:\n  abroad: place != home\n  way_in: (1 - border[there]) * visa_free[there]\ncapacity: 100',
});
const compile = (text: string) =>
  compileAny({
    graph: model.graph,
    scope: model.scope,
    text: textAt(text),
    lets: new Map(),
    whose: 'own',
    declareTotal: () => 0,
  });

describe('docs/reference/language.md and rules.md', () => {
  it.each(lines('expression'))('%s has type %s', (text, type) => {
    expect(describeType(compile(text).type)).toBe(type);
  });

  it.each(lines('operator'))('%s has type %s', (text, type) => {
    const recall = (_how: string, _weeks: number, { node }: Value) => node;
    const context = {
      graph: model.graph,
      scope: model.scope,
      text: textAt(text),
      lets: new Map(),
      whose: 'own' as const,
      recall,
    };
    expect(describeType(compileAny(context).type)).toBe(type);
  });

  it.each(lines('refused'))('%s is refused: %s', (text, message) => {
    expect(() => compile(text)).toThrow(message);
  });

  it('shows rules, networks and metrics that compile', () => {
    expect(model.slotNetworks).toHaveLength(1);
    expect(model.plan.flatMap(rule => (rule.hidden ? [] : rule.id))).toEqual([
      'crowding',
      'trust',
      'start-learning',
      'next-step',
      'settle-in',
      'register/asks',
      'register',
      'death',
      'have-a-child',
      'have-a-child/born',
      'change-job',
      'plan-a-stay',
      'shock',
    ]);
    expect(model.metrics.map(metric => metric.measure)).toEqual(['persons', 'share', 'mean']);
  });

  it.each(Object.keys({ ...BUILTINS, ...SPECIAL }))('mentions %s', name => {
    expect(page).toMatch(new RegExp(`\\b${name}\\(`));
  });
});
