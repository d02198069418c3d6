import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { abroadModel } from '../support/abroad.ts';
import { inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const WAVES =
  'wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible\nW1,first,2022-03-14,2022-03-20,500,reported,1,A00,abroad\n';
const ITEMS = [
  'item_id,construct,kind,responses,base,operator,cut',
  'in_north,lives in the north,state,yes|no,,place == north,',
  'glad,is glad,state,top2|bottom2,,mood,glad_cut',
  'unasked,nothing yet,state,yes,,,',
].join('\n');
const MARGINALS = [
  'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,use',
  ...['in_north=yes', 'in_north=no', 'unasked=yes', 'unasked=no'].map(
    (subgroup, k) => `R${k},W1,glad,${subgroup},top2,0.4,share,exact,,,100,reported,A00,context`,
  ),
].join('\n');

describe('answers of a wave', () => {
  const model = { ...abroadModel, parameters: { ...abroadModel.parameters, glad_cut: 0.5 } };
  const inputs = inlineInputs(model, {
    weeks: 6,
    study: { waves: WAVES, items: `${ITEMS}\n`, marginals: `${MARGINALS}\n` },
  });
  const { result } = runInline(inputs);
  const { frame } = resolveScenario(inputs);
  const share = (item: string, response: string, subgroup = 'all', mode = 'drawn') =>
    result.surveyValues[
      frame.survey.findIndex(
        row =>
          row.item === item && row.response === response && row.subgroup === subgroup && row.mode === mode,
      )
    ];

  it.each([
    ['in_north', 'yes', 'no'],
    ['glad', 'top2', 'bottom2'],
  ])('to %s: %s and %s make up all', (item, one, other) => {
    expect(share(item, one)).toBeGreaterThan(0.2);
    expect(share(item, one)).toBeLessThan(0.8);
    for (const mode of ['drawn', 'expected'])
      expect(share(item, one, 'all', mode) + share(item, other, 'all', mode)).toBeCloseTo(1, 12);
  });

  it('split all between those who answer another item by yes and those who answer it by no', () => {
    const north = share('in_north', 'yes', 'all', 'expected');
    const [yes, no] = ['in_north=yes', 'in_north=no'].map(group => share('glad', 'top2', group, 'expected'));
    expect(yes).not.toBe(no);
    expect(north * yes + (1 - north) * no).toBeCloseTo(share('glad', 'top2', 'all', 'expected'), 9);
  });

  it('are none in a subgroup by an item that no model answers', () => {
    for (const group of ['unasked=yes', 'unasked=no'])
      for (const mode of ['drawn', 'expected']) expect(share('glad', 'top2', group, mode)).toBeNaN();
  });
});
