import { describe, expect, it } from 'vitest';
import { unreachedPart } from '../../src/observe/series/flow-targets.ts';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import type { FlowFigure } from '../../src/survey/study.ts';
import { fitTargets } from '../../src/workflows/calibrate/fit-targets.ts';
import { compareSurvey } from '../../src/workflows/run/survey-lines.ts';
import { abroadModel } from '../support/abroad.ts';
import { inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const wave = (id: string, day: string, n = '500') => `${id},${id},${day},${day},${n},reported,1,A00,abroad`;
const WAVES = [
  'wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible',
  wave('early', '2022-01-10'),
  wave('now', '2022-03-14'),
  wave('all', '2022-03-21', ''),
  wave('late', '2022-12-05'),
].join('\n');
const ITEMS = [
  'item_id,construct,kind,responses,base,operator,cut',
  'in_north,lives in the north,state,yes,,place == north,',
  'nobody,asks nobody,state,yes,not abroad,place == north,',
  'unasked,nothing yet,state,yes,,,',
  'before,was abroad,state,yes,"ago(20, abroad)",abroad,',
].join('\n');
const ROWS: [wave: string, item: string, subgroup: string][] = [
  ['now', 'in_north', 'all'],
  ['all', 'in_north', 'all'],
  ['early', 'in_north', 'all'],
  ['late', 'in_north', 'all'],
  ['now', 'nobody', 'all'],
  ['all', 'nobody', 'all'],
  ['now', 'unasked', 'all'],
  ['now', 'before', 'all'],
  ['now', 'in_north', 'unasked=yes'],
];
const MARGINALS = [
  'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,use',
  ...ROWS.map(
    ([id, item, subgroup], k) =>
      `R${k},${id},${item},${subgroup},yes,0.4,share,exact,,,100,reported,A00,calibrate`,
  ),
].join('\n');

const inputs = inlineInputs(abroadModel, {
  weeks: 6,
  study: { waves: `${WAVES}\n`, items: `${ITEMS}\n`, marginals: `${MARGINALS}\n` },
});
const { result } = runInline(inputs);
const resolved = resolveScenario(inputs);

describe('a figure that the runs do not reach', () => {
  const lines = compareSurvey(resolved.frame, [result], resolved.study);
  const line = (row: string, mode: string) =>
    lines.find(one => one.margin?.row === row && one.row.mode === mode)!;

  it.each([
    ['R0', undefined],
    ['R1', undefined],
    ['R2', 'asked before the model begins'],
    ['R3', 'the run ends before'],
    ['R4', 'nobody is in its base'],
    ['R5', 'nobody is in its base'],
    ['R6', 'no operator'],
    ['R7', 'it, or its subgroup, has no operator or looks back to before the model begins'],
    ['R8', 'it, or its subgroup, has no operator or looks back to before the model begins'],
  ])('%s says why', (row, reason) => {
    for (const mode of ['drawn', 'expected']) {
      expect(line(row, mode).unreached).toBe(reason);
      expect(Number.isNaN(line(row, mode).z)).toBe(reason !== undefined);
    }
  });

  it('is no target of a fit, with the reason, unless the fit can find out only by running', () => {
    const { targets, leftOut } = fitTargets(resolved, inputs.model, 1);
    expect(targets.map(({ id }) => id)).toEqual(['R0', 'R1', 'R3', 'R4', 'R5']);
    expect(leftOut).toEqual([
      { row: 'R2', reason: 'it was asked before the model begins' },
      { row: 'R6', reason: 'no operator says what the model answers' },
      { row: 'R7', reason: 'it looks back to before the model begins' },
      { row: 'R8', reason: 'it, or its subgroup, has no operator or looks back to before the model begins' },
    ]);
  });

  it('is told of flows, too', () => {
    const figure = (measure: string, startDay: number, endDay: number) =>
      ({ measure, startDay, endDay, operator: {} }) as FlowFigure;
    const start = resolved.frame.startDay;
    const day = '2022-02-21';
    expect(unreachedPart(figure('left', start - 9, start - 1), start, true)).toBe(
      `not reached: the model begins on ${day}`,
    );
    expect(unreachedPart(figure('stock', start - 1, start - 1), start, false)).toBe('');
    expect(unreachedPart(figure('stock', start - 2, start - 2), start, true)).toBe(
      `not reached: the model begins on ${day}`,
    );
    expect(unreachedPart(figure('left', start - 9, start), start, false)).toBe(
      `the window is cut at the model's start, ${day}`,
    );
    expect(unreachedPart(figure('left', start, start + 700), start, true)).toBe(
      'not reached: the run ends before',
    );
  });
});

describe('a register', () => {
  const at = (mode: string) =>
    resolved.frame.survey.findIndex(
      row => row.wave === 'all' && row.item === 'in_north' && row.mode === mode,
    );

  it('asks all, so that what it draws is what is', () => {
    const share = result.surveyValues[at('drawn')];
    expect(share).toBe(result.surveyValues[at('expected')]);
    expect(share).toBeGreaterThan(0.2);
    expect(result.surveyRespondents[at('drawn')]).toBe(result.surveyAgents[at('expected')]);
  });
});
