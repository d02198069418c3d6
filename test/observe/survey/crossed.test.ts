import { describe, expect, it } from 'vitest';
import { DiagnosticError, describe as words } from '../../../src/core/diagnostics.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { type InlineModel, inlineInputs } from '../../support/model.ts';
import { runInline } from '../../support/run.ts';

const MODEL: InlineModel = {
  columns: `
edu: { type: one-of, values: [low, mid, high], initial: pick(edu) }
old: { type: flag, initial: uniform('o') < 0.4 }
calm: { type: flag, initial: uniform('c') < 0.3 or uniform('d') < 0.2 and old }`,
  parameters: { persons: 900 },
  more: 'groups:\n  age: old\n  edu_age: [edu, age]',
  metrics: 'calm_share: { share: calm, of: week >= 0 }\npeople: { persons: week >= 0 }',
};
const STUDY = {
  waves: `wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id
W1,first,2022-02-28,2022-03-06,600,reported,1,A00
`,
  items: `item_id,construct,kind,responses,base,operator
calm,is calm,state,yes|no,,calm
learned,has been to school long,state,yes|no,,edu == high
`,
  marginals: (subgroups: readonly string[]) =>
    [
      'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,use',
      ...subgroups.map((one, k) => `C${k},W1,calm,${one},yes,0.5,share,exact,,,100,reported,A00,context`),
      '',
    ].join('\n'),
};
const inputs = (...subgroups: string[]) =>
  inlineInputs(MODEL, {
    weeks: 3,
    groups: ['edu_age'],
    study: { ...STUDY, marginals: STUDY.marginals(subgroups) },
  });
const problemOf = (...subgroups: string[]) => {
  try {
    resolveScenario(inputs(...subgroups));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems.map(words).join('\n');
    throw error;
  }
  return '';
};

describe('crossed subgroups', () => {
  it('are of those who belong to every part: labels of the model, answers, or both', () => {
    const given = inputs(
      'edu=mid and old=yes',
      'edu=mid   and age=no',
      'learned=yes and old=no',
      'learned=no and old=yes',
    );
    const { result, column } = runInline(given);
    const { survey } = resolveScenario(given).frame;
    const [edu, old, calm] = ['edu', 'old', 'calm'].map(name => column(name));
    const shareOf = (belongs: (id: number) => boolean) => {
      const own = edu.flatMap((_, id) => (belongs(id) ? [id] : []));
      return { share: own.filter(id => calm[id]).length / own.length, agents: own.length };
    };
    const wanted = {
      'edu=mid and old=yes': shareOf(id => edu[id] === 1 && !!old[id]),
      'edu=mid and age=no': shareOf(id => edu[id] === 1 && !old[id]),
      'learned=yes and old=no': shareOf(id => edu[id] === 2 && !old[id]),
      'learned=no and old=yes': shareOf(id => edu[id] !== 2 && !!old[id]),
    };
    for (const [subgroup, { share, agents }] of Object.entries(wanted)) {
      const at = (mode: string) =>
        survey.findIndex(
          row =>
            row.item === 'calm' && row.subgroup === subgroup && row.response === 'yes' && row.mode === mode,
        );
      expect(result.surveyValues[at('expected')]).toBeCloseTo(share, 12);
      expect(result.surveyAgents[at('expected')]).toBe(agents);
      // The drawn share is one of as many respondents as have such agents.
      const drawn = result.surveyRespondents[at('drawn')];
      expect(Math.abs(drawn - (600 * agents) / 900)).toBeLessThan(4 * Math.sqrt(600 / 4));
      expect(Math.abs(result.surveyValues[at('drawn')] - share)).toBeLessThan(4 * Math.sqrt(0.25 / drawn));
    }
  });

  it('are refused when a part is unknown, there twice, or no part at all', () => {
    expect(problemOf('edu=mid and olt=yes')).toContain(
      'neither an item nor a name of the model: found olt (did you mean `old`?)',
    );
    expect(problemOf('edu=mid and old=maybe')).toContain('`old` has no label `maybe`');
    expect(problemOf('edu=mid and edu=low')).toContain('`edu` is in the subgroup twice');
    expect(problemOf('edu=mid and old')).toContain('several with `and` between');
    expect(problemOf('learned=perhaps and old=yes')).toContain('`learned` has no answer `perhaps`');
  });
});

describe('crossed groups', () => {
  it('split metrics by all combinations of labels', () => {
    const { series, column } = runInline(inputs());
    const [edu, old, calm] = ['edu', 'old', 'calm'].map(name => column(name));
    for (const [e, label] of ['low', 'mid', 'high'].entries())
      for (const [o, age] of ['no', 'yes'].entries()) {
        const own = edu.flatMap((_, id) => (edu[id] === e && Number(old[id]) === o ? [id] : []));
        expect(series('people', `edu_age=${label}-${age}`).at(-1)).toBe(own.length);
        expect(series('calm_share', `edu_age=${label}-${age}`).at(-1)).toBeCloseTo(
          own.filter(id => calm[id]).length / own.length,
          12,
        );
      }
  });

  it('are refused when a part is unknown', () => {
    const model = { ...MODEL, more: 'groups:\n  edu_age: [edu, olt]' };
    expect(() => resolveScenario(inlineInputs(model))).toThrow('unknown name `olt`');
  });
});
