import { clockOf, lastDay, parseDay, type Step } from '../../src/core/calendar.ts';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { buildModel } from '../../src/model/build.ts';
import type { Model, ModelFiles } from '../../src/model/model.ts';
import type { Event, Scenario } from '../../src/scenario/scenario.ts';
import type { StudyFiles } from '../../src/survey/study.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { parseYaml } from '../../src/text/yaml.ts';

/** A model written inside a test. */
export interface InlineModel {
  columns: string;
  rules?: string;
  plan?: string[];
  /** name: value */
  parameters?: Record<string, number>;
  /** Lines of places.csv below its header `place,title`. */
  places?: string;
  tables?: string;
  networks?: string;
  /** Files of ties, by network. */
  ties?: Record<string, string>;
  metrics?: string;
  entrants?: string;
  /** population.yaml and margins.csv. */
  population?: string;
  margins?: string;
  /** Another step than a week, and the first day. */
  clock?: { step: Step; starts: string };
  /** parameter: unit, where it isn't 1 */
  units?: Record<string, string>;
  /** Further top-level keys of model.yaml. */
  more?: string;
}

const START = '2022-02-21';

export function modelFiles(given: InlineModel): ModelFiles {
  const {
    columns,
    rules = '',
    parameters = {},
    places = 'place,title\nhome,Home\nabroad,Abroad',
    networks,
    metrics,
    tables,
    more = '',
  } = given;
  const ids = given.plan ?? [...rules.matchAll(/^rule: (\S+)/gm)].map(found => found[1]);
  const indented = columns
    .trim()
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
  const text = [
    'model: inline',
    ...(given.clock
      ? [`step: ${given.clock.step}`, `starts: ${given.clock.starts}`]
      : [`week_starts: ${START}`]),
    'places: places.csv',
    'parameters: parameters.csv',
    `plan: [${ids.join(', ')}]`,
    'columns:',
    ...(/^place:/m.test(columns) ? [] : ['  place: { type: place, initial: home }']),
    indented,
    more,
  ].join('\n');
  const all: Record<string, number> = { persons: 1000, ...parameters };
  const rows = Object.entries(all).map(
    ([name, value]) => `${name},${value},fixed,${given.units?.[name] ?? 1},,,A00,a parameter of a test,no`,
  );
  const header = 'name,value,prior,unit,low,high,source_id,text,fit';
  return {
    folder: 'models/inline',
    model: parseYaml(text, 'model.yaml')[0],
    rules: rules.trim() ? parseYaml(rules, 'rules/inline.yaml') : [],
    places: parseCsv(`${places}\n`, 'places.csv'),
    tables: tables ? parseCsv(tables, 'tables.csv') : undefined,
    parameters: parseCsv(`${[header, ...rows].join('\n')}\n`, 'parameters.csv'),
    networks: networks ? parseYaml(networks, 'networks.yaml')[0] : undefined,
    ...(given.ties && {
      tieLists: Object.entries(given.ties).map(([network, text]) => ({
        ...parseCsv(`${text}\n`, `${network}.csv`),
        network,
      })),
    }),
    metrics: metrics ? parseYaml(metrics, 'metrics.yaml')[0] : undefined,
    population: given.population ? parseYaml(given.population, 'population.yaml')[0] : undefined,
    margins: given.margins ? parseCsv(`${given.margins}\n`, 'margins.csv') : undefined,
    ...(given.entrants && { entrants: parseCsv(`${given.entrants}\n`, 'entrants.csv') }),
  };
}

export const inlineModel = (given: InlineModel): Model => buildModel(modelFiles({ rules: IDLE, ...given }));

/** A plan has at least one rule; this one does nothing to anybody. */
export const IDLE = `
rule: idle
who: week < 0
set:
  place: home
`;

export interface InlineScenario {
  weeks?: number;
  seed?: string;
  events?: Partial<Event>[];
  groups?: string[];
  study?: Partial<Record<'waves' | 'items' | 'marginals' | 'flows', string>>;
  personsPerAgent?: number;
  parameters?: Record<string, number>;
}

/** Inputs of a run of an inline model; one agent stands for one person unless another number is given. */
export function inlineInputs(model: InlineModel, given: InlineScenario = {}): Inputs {
  const { weeks = 10, seed = 'a seed', events = [], groups = [], study = {}, parameters = {} } = given;
  const { personsPerAgent = 1 } = given;
  const clock = clockOf({ startDay: parseDay(model.clock?.starts ?? START)!, step: model.clock?.step });
  const { startDay } = clock;
  const at = { file: 'scenario.yaml', line: 1, column: 1 };
  const scenario: Scenario = {
    name: 'inline',
    title: 'inline',
    assumes: '',
    files: [],
    model: 'models/inline',
    study: 'surveys/none',
    ...clock,
    untilDay: lastDay(clock, weeks - 1),
    weeks,
    replicates: 1,
    personsPerAgent,
    seed,
    events: events.map(event => ({
      id: undefined,
      kind: 'war',
      fromDay: startDay,
      toDay: undefined,
      size: 1,
      halfLifeWeeks: undefined,
      leadWeeks: 0,
      places: [],
      at,
      ...event,
    })),
    withoutMechanisms: [],
    withMechanisms: [],
    eventIds: [],
    positions: new Map(),
    choose: {},
    parameters,
    groups,
    document: parseYaml('title: inline', 'scenario.yaml')[0],
  };
  return { scenario, model: modelFiles({ rules: IDLE, ...model }), study: studyFiles(study) };
}

const HEADERS = {
  sources: 'source_id,title,published,address,kind,note\nA00,ours,2026-11-23,,assumption,\n',
  waves:
    'wave_id,label,field_start,field_end,mode,sampling,eligibility,n_total,n_total_status,n_panel_from_previous,deff,source_id,note\n',
  items:
    'item_id,construct,kind,scale,responses,base,horizon_months,reference_months,comparable_group,operator_hint,operator,cut\n',
  marginals:
    'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,quote,use,note\n',
  profile: 'row_id,variable,category,share,qualifier,population,source_id,note\n',
};

function studyFiles(given: Partial<Record<keyof typeof HEADERS | 'flows', string>>): StudyFiles {
  const table = (name: keyof typeof HEADERS) => parseCsv(given[name] ?? HEADERS[name], `${name}.csv`);
  return {
    folder: 'surveys/none',
    sources: table('sources'),
    waves: table('waves'),
    items: table('items'),
    marginals: table('marginals'),
    profile: table('profile'),
    flows: given.flows === undefined ? undefined : parseCsv(given.flows, 'flows.csv'),
    relations: undefined,
    events: undefined,
  };
}
