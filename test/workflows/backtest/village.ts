import { makeProject, type Project } from '../../cli/process.ts';

/** The small world of the command line's tests with more waves and questions, so that there is something to foresee. */

const STUDY = 'surveys/village-2001';

const ITEMS = `item_id,construct,kind,responses,base,operator
brave,feels brave,attitude,yes,away,courage > 0.5
bold,feels bold,attitude,yes,away,courage > 0.7
merry,feels merry,attitude,yes,away,
gone,lives elsewhere,state,yes,,away
in_town,lives in the town,state,yes,away,place == town
`;

const WAVES = `wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible
V1,first round,2001-02-05,2001-02-11,400,reported,1,B01,
V2,second round,2001-03-05,2001-03-11,400,reported,1,B01,
V3,third round,2001-04-02,2001-04-08,400,reported,1,B01,
`;

const HEADER =
  'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,use';

export const printed = (id: string, wave: string, item: string, value: number | string, use = 'calibrate') =>
  `${id},${wave},${item},all,yes,${value},share,exact,,,200,reported,B01,${use}`;

const FLOWS = `row_id,country,period_start,period_end,measure,unit,operator,value,value_low,value_high,se,source_id,use
F1,all,2001-01-01,2001-02-04,left,persons,count(gone),300,,,30,B01,calibrate
F2,all,2001-01-01,2001-04-01,left,persons,count(gone),900,,,90,B01,holdout
F3,town,2001-04-01,2001-04-01,stock_share,share,stock(town) / count(gone),0.6,,,0.05,B01,holdout
`;

export function villageProject(margins: readonly string[], flows = FLOWS): Project {
  const project = makeProject();
  project.write(`${STUDY}/items.csv`, ITEMS);
  project.write(`${STUDY}/waves.csv`, WAVES);
  printMargins(project, margins);
  if (flows) project.write(`${STUDY}/flows.csv`, flows);
  return project;
}

export const printMargins = (project: Project, margins: readonly string[]) =>
  project.write(`${STUDY}/marginals.csv`, `${[HEADER, ...margins].join('\n')}\n`);
