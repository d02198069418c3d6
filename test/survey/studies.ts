import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../src/core/diagnostics.ts';
import { readCsv } from '../../src/io/text/csv.ts';
import { parseStudy } from '../../src/survey/parse.ts';
import type { Study, StudyFiles } from '../../src/survey/study.ts';
import { parseCsv } from '../../src/text/csv.ts';

/** The tables of a study, as text. */
type Tables = Record<'sources' | 'waves' | 'items' | 'marginals' | 'profile' | 'flows' | 'relations', string>;

/** One wave of 2 176 and a panel wave; a state that splits a mood, the worked case of reconciliation. */
export const TABLES: Tables = {
  sources:
    'source_id,title,published,address,kind,note\nS1,First,2022-12,example.org,press,\nA00,Assumed,,,assumption,',
  waves: `wave_id,label,field_start,field_end,mode,sampling,eligibility,n_total,n_total_status,n_panel_from_previous,deff,source_id,note,eligible,inclusion,stays
A,first,2022-03-28,2022-04-04,online,,,2176,reported,,1,S1,,left,1 + ties,
B,second,2022-08-15,2022-09-10,online,,,3000,planned,900,1.5,S1,,left,1 + ties,"if(back, 0.5, 1)"`,
  items: `item_id,construct,kind,scale,responses,base,horizon_months,reference_months,comparable_group,operator_hint,operator,cut
tied,has ties,state,binary,yes,left,,,,fixed,ties,
low,felt low,state,4-point,top2|bottom2,left,,3,mood,,"mean_over(13, mood)",low_cut
later,not modelled,attitude,binary,yes,,,,,,,`,
  marginals: `row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,quote,use,note
R1,A,tied,all,yes,0.60,share,exact,,,2176,reported,S1,,calibrate,
R2,A,low,all,top2,0.39,share,exact,,,2176,reported,S1,"39%, or so",calibrate,
R3,A,low,tied=yes,top2,0.44,share,exact,,,1306,inferred,S1,,calibrate,
R4,A,low,tied=no,top2,0.34,share,derived,,,870,inferred,S1,,calibrate,
R5,A,later,all,yes,,bound,majority,0.50,1,2176,reported,S1,,calibrate,
R6,A,later,all,yes,0.667,share,about,,,348,inferred,S1,,context,
R7,A,low,worker=yes,top2,0.2,share,exact,,,800,assumed,A00,,holdout,`,
  profile:
    'row_id,variable,category,share,qualifier,population,source_id,note,wave_id,operator,n_base\nP1,age_mean,years,32,exact,those asked,S1,,A,age,\nP2,married,yes,0.39,exact,those asked,S1,,A,partner,1700\nP3,flat,yes,0.6,about,,S1,,,,',
  flows: `row_id,country,period_start,period_end,measure,unit,operator,value,value_low,value_high,se,source_id,use,note
F1,all,2022-02-24,2022-12-31,left,persons,count(left),650000,,,65000,S1,calibrate,
F2,all,2022-02-24,2023-01-11,left,persons,count(left),,500000,,,S1,context,
F3,all,2022-02-24,2023-01-11,net,persons,,-9,-10,10,5,S1,context,`,
  relations:
    'rel_id,cause,effect,sign,evidence,testable_statistic,source_id\nM1,ties,low,+,data,more are low,S1',
};

export function study(changes: Partial<Tables> = {}): Study {
  return parseStudy(files(changes));
}

function files(changes: Partial<Tables>): StudyFiles {
  const tables = { ...TABLES, ...changes };
  const read = Object.entries(tables).map(([name, text]) => [name, parseCsv(`${text}\n`, `${name}.csv`)]);
  return { folder: 'surveys/small', events: undefined, ...Object.fromEntries(read) };
}

/** The problems of a study in which `from` is written as `to` in one table. */
export function problemsOf(table: keyof Tables, from: string, to: string): readonly Diagnostic[] {
  if (!TABLES[table].includes(from)) throw new Error(`no ${from} in ${table}`);
  return problemsWhen(() => study({ [table]: TABLES[table].replace(from, to) }));
}

export function problemsWhen(action: () => unknown): readonly Diagnostic[] {
  try {
    action();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems;
    throw error;
  }
  return [];
}

/** A study of the project, from its folder. */
export function readStudy(name: string): Study {
  const folder = join(import.meta.dirname, '../../surveys', name);
  const table = (file: string) => readCsv(join(folder, `${file}.csv`));
  const optional = (file: string) => (existsSync(join(folder, `${file}.csv`)) ? table(file) : undefined);
  return parseStudy({
    folder,
    sources: table('sources'),
    waves: table('waves'),
    items: table('items'),
    marginals: table('marginals'),
    profile: table('profile'),
    flows: optional('flows'),
    relations: optional('relations'),
    events: optional('events'),
  });
}
