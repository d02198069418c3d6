import { describe, expect, it } from 'vitest';
import { DiagnosticError, textAt } from '../../src/core/diagnostics.ts';
import { compileAny } from '../../src/language/lower.ts';
import { describeType } from '../../src/language/type.ts';
import { inlineModel } from '../support/model.ts';

const model = inlineModel({
  columns: `
job: { type: one-of, values: [none, local, remote], initial: none }
mood: { type: one-of, values: [none, good], initial: none }
trust: { type: number, range: 0..1, published: true }
secret: { type: number }
trips: { type: integer }
since: { type: week }
learning: { type: flag, published: true }`,
  parameters: { gain: 0.5 },
  places:
    'place,title,visa_free,visa_free_source,size,size_source\nhome,Home,0,A00,3.5,A00\nabroad,Abroad,1,A00,1,A00',
  tables:
    'table,index,label,value,unit,source_id,text\npay,job,else,1,1,A00,\ndistance,place*place,home*abroad,2,1,A00,\ndistance,place*place,else,0,1,A00,',
  networks: 'networks:\n  friends:\n    shape: random\n    degree: 4',
  more: 'fields: [war, "border[place]"]\nfilters:\n  away: place != home\n  loop_a: loop_b\n  loop_b: 1 < 2\n  seen: trust > 0.5',
});

const context = (text: string) => ({
  graph: model.graph,
  scope: model.scope,
  text: textAt(text, 'model.yaml', 7, 10),
  lets: new Map(),
  whose: 'own' as const,
});
const typeOf = (text: string) => describeType(compileAny(context(text)).type);

function problem(text: string) {
  try {
    compileAny(context(text));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('types', () => {
  it.each([
    ['1', 'integer'],
    ['1.0', 'number'],
    ['trips + 1', 'integer'],
    ['trips + 1.5', 'number'],
    ['trips / 2', 'number'],
    ['week - since', 'integer'],
    ['since + 26', 'week'],
    ['2022-09-21', 'week'],
    ['trust * gain + war', 'number'],
    ['trust > 1', 'flag'],
    ['place == home', 'flag'],
    ['home != place', 'flag'],
    ['job == remote and learning', 'flag'],
    ['learning == (trust > 0.5)', 'flag'],
    ['if(learning, job, job)', 'one of job'],
    ['if(learning, 1, 0)', 'integer'],
    ['if(learning, 1, gain)', 'number'],
    ['size[place] + border[abroad]', 'number'],
    ['pay[job] + distance[place, home]', 'number'],
    ['count(friends, seen)', 'integer'],
    ['share(friends where learning, trust > my.trust)', 'number'],
    ['mean(friends, trust, trust)', 'number'],
    ['floor(trust * 10)', 'integer'],
    ['min(trips, 3)', 'integer'],
    ['min(trips, 3.5)', 'number'],
    ['away', 'flag'],
    ['-trips', 'integer'],
  ])('%s is %s', (text, type) => expect(typeOf(text)).toBe(type));

  it('hash-conses: the same value is the same node, however written', () => {
    const a = compileAny(context('trust * gain + 2 * 3')).node;
    expect(compileAny(context('(trust*gain) + 6.0')).node).toBe(a);
  });

  it('folds constants with f32 rounding', () => {
    const { node } = compileAny(context('0.1 + 0.2'));
    expect(node).toMatchObject({ op: 'constant', value: Math.fround(Math.fround(0.1) + Math.fround(0.2)) });
  });
});

describe('problems', () => {
  it.each([
    ['trsut + 1', 10, 'unknown name `trsut`', 'did you mean `trust`?'],
    ['1 + clmap(trust, 0, 1)', 14, 'unknown function `clmap`', 'did you mean `clamp`?'],
    ['place == hoem', 19, 'unknown label of place `hoem`', 'did you mean `home`?'],
    ['count(freinds)', 16, 'unknown network `freinds`', 'did you mean `friends`?'],
    ['sizes[place]', 10, 'unknown table `sizes`', 'did you mean `size`?'],
    ['mean(friends, secret, 0)', 24, "neighbours can't see `secret`", 'declare the column `published: true`'],
    ['learning + 1', 10, 'wrong type', 'write `if(flag, 1, 0)`'],
    ['job < local', 10, '`<` needs numbers', 'labels and flags compare by == and !='],
    ['size', 10, '`size` is a table', 'write `size[place]`'],
    ['friends', 10, '`friends` is a network', 'write `count(friends)`'],
    ['distance[place]', 10, '`distance` takes 2 labels', undefined],
    ["normal('x')", 10, '`normal` draws: only rules and initial values may draw', undefined],
    ['moves(any, any)', 10, '`moves` looks back on a week: it belongs in metrics and totals', undefined],
    ['2022-02-30 > week', 10, 'no such day', undefined],
    ['exp(1, 2)', 10, '`exp` takes 1 arguments', undefined],
    ['abroad + 1', 10, 'the label `abroad` has nothing to be compared with here', undefined],
    ['job == mood', 17, 'wrong type', undefined],
  ])('%s', (text, column, message, hint) => {
    const found = problem(text);
    expect(found.message).toBe(message);
    expect(found.hint).toBe(hint);
    expect(found.at).toEqual({ file: 'model.yaml', line: 7, column });
  });

  it('puts in filters that name others twice without counting up', () => {
    const filters = Array.from(
      { length: 40 },
      (_, k) => `  f${k}: ${k < 39 ? `f${k + 1} or not f${k + 1}` : 'x > 0'}`,
    );
    const model = inlineModel({ columns: 'x: { type: number }', more: `filters:\n${filters.join('\n')}` });
    expect(model.graph.nodes.length).toBeLessThan(500);
    const nested = Array.from({ length: 60 }, (_, k) => `  f${k}: ${k < 59 ? `not f${k + 1}` : 'x > 0'}`);
    expect(() =>
      inlineModel({ columns: 'x: { type: number }', more: `filters:\n${nested.join('\n')}` }),
    ).toThrow('the filter `f1` is nested too deep: expected at most 50 filters inside each other');
  });

  it('names the circle of filters', () => {
    const circle = { columns: 'x: { type: number }', more: 'filters:\n  a: not b\n  b: not a' };
    expect(() => inlineModel(circle)).toThrow(/the filter `\w` is made of itself: found . -> . -> ./);
  });
});
