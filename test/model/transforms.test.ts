import { describe, expect, it } from 'vitest';
import { buildModel, NO_CHOICES } from '../../src/model/build.ts';
import type { Model } from '../../src/model/model.ts';
import { checkInitial, ownCopy, withParameters } from '../../src/model/transforms.ts';
import { type InlineModel, modelFiles } from '../support/model.ts';

const given: InlineModel = {
  columns: "x: { type: number, range: 0..1 }\ny: { type: number, range: 0..1, initial: uniform('y') }",
  parameters: { rate: 0.5 },
  rules: 'rule: r\nset:\n  x: exp(rate - 1) * y\n',
};

const textOf = (text: string) => ({ text, file: 'x.csv', lines: [{ offset: 0, line: 7, column: 3 }] });

const rateOf = ({ parameters }: Model) => parameters.find(({ name }) => name === 'rate')?.value;

describe('a model that is built twice', () => {
  it('is the one that files of the same content give, node by node', () => {
    const files = modelFiles(given);
    buildModel(files).graph.number(7);
    const again = buildModel(files);
    const fresh = buildModel(modelFiles(given));
    const told = ({ graph }: typeof fresh) =>
      graph.nodes.map(({ args, ...node }) => [node, args.map(a => a.id)]);
    expect(told(again)).toEqual(told(fresh));
    expect(again.scope.rangeOf(again.plan[0].branches[0].writes[0].value)).toEqual(
      fresh.scope.rangeOf(fresh.plan[0].branches[0].writes[0].value),
    );
  });

  it('has the values of its own choices', () => {
    const files = modelFiles(given);
    const valueIn = (values: Record<string, number>) =>
      rateOf(buildModel(files, { ...NO_CHOICES, parameters: values }));
    expect([valueIn({ rate: 0.25 }), valueIn({}), valueIn({ rate: 0.75 })]).toEqual([0.25, 0.5, 0.75]);
    expect(rateOf(withParameters(buildModel(files), files, { rate: 0.1 }))).toBe(0.1);
  });

  it('leaves a rule out when its mechanism is left out, and only then', () => {
    const files = modelFiles(given);
    const [{ mechanism }] = buildModel(files).plan;
    const lengthOf = (without: string[]) => buildModel(files, { ...NO_CHOICES, without }).plan.length;
    expect([lengthOf([mechanism]), lengthOf([]), lengthOf([mechanism])]).toEqual([0, 1, 0]);
  });
});

describe('a copy of a model', () => {
  it('keeps what is asked of it from the model', () => {
    const model = buildModel(modelFiles(given));
    const count = model.graph.nodes.length;
    const copy = ownCopy(model);
    copy.graph.number(1234.5);
    expect([model.graph.nodes.length, copy.graph.nodes.length]).toEqual([count, count + 1]);
  });

  it('keeps totals that are asked for from outside from the model, and knows those of the model', () => {
    const files = modelFiles({ ...given, rules: 'rule: r\nset:\n  x: total(y > 0.5) / 1000\n' });
    const [model, copy] = [buildModel(files), buildModel(files)];
    const { table, ...known } = model.totals[0];
    expect(copy.declareTotal(known), 'the same one').toBe(table);
    const base = copy.graph.flag(false);
    expect(copy.declareTotal({ ...known, base, text: 'another' })).toBe(table + 1);
    expect([model.totals.length, copy.totals.length]).toEqual([1, 2]);
    expect([model.tables.length, copy.tables.length]).toEqual([table + 1, table + 2]);
    expect(buildModel(files).totals).toHaveLength(1);
  });
});

describe('another initial value', () => {
  it('is accepted when the column can begin with it', () => {
    const model = buildModel(modelFiles(given));
    const count = model.graph.nodes.length;
    checkInitial(model, 'y', textOf("rate * uniform('y')"));
    expect(model.graph.nodes.length).toBe(count);
  });

  it('is refused at its own place when an expression is wrong', () => {
    const model = buildModel(modelFiles(given));
    expect(() => checkInitial(model, 'y', textOf("rat * uniform('y')"))).toThrow(/unknown name `rat`/);
    expect(() => checkInitial(model, 'y', textOf('place'))).toThrow();
  });
});
