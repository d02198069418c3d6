import type { Text } from '../core/diagnostics.ts';
import type { Csv, Document } from '../core/located-document.ts';
import type { Inputs } from '../engine/program/run-types.ts';
import { readParameters } from '../model/data.ts';
import { readSteps } from '../model/levers.ts';
import type { ModelFiles } from '../model/model.ts';
import { usualParts } from '../model/only.ts';
import { unreadParts } from '../model/unread.ts';
import { weeksWatched } from '../observe/series/flow-targets.ts';
import { studyExpressions } from '../observe/unread.ts';
import { readStudyEvents } from '../scenario/events.ts';
import { fnv1a64 } from '../scenario/identity.ts';
import { parseStudy } from '../survey/parse.ts';
import type { Study, StudyFiles, Wave } from '../survey/study.ts';
import { parseSubgroup } from '../survey/subgroups.ts';

/** Columns of CSV files that explain and change nothing. */
const WORDS = /^(title|iso|text|note|quote|unit|qualifier|population|source_id)$|_source$/;

/**
 * What a fit depends on, as 16 hexadecimal digits: a posterior belongs to inputs with its own identity and to no others. Counted
 * are the model (columns, rules, tables, places, networks, people, values of parameters that weren't fitted, priors of those
 * that were, less what nothing reads) and, of the study, the rows with `use = calibrate`, how they are asked, and the events until the last of them.
 * Left out: words, what exists for another option of a variant only, metrics that no fitted flow counts, everything later, context and holdout rows, and the scenario, since one posterior serves them all.
 * @param fitted names of the parameters that were fitted; by default all with `fit` yes
 */
export function fitIdentity(
  { model, study }: Pick<Inputs, 'model' | 'study'>,
  fitted: readonly string[] = freeParameters(model),
): string {
  const used = usedParts(usualParts(model), study);
  const parsed = parseStudy(study);
  const parts = { model: modelPart(used, new Set(fitted)), study: studyPart(parsed, study, model) };
  return fnv1a64(
    JSON.stringify({ ...parts, people: peoplePart(model, study), counted: countedPart(model, parsed) }),
  );
}

/** Names of the parameters that a fit may move. */
function freeParameters({ parameters }: Pick<ModelFiles, 'parameters'>): string[] {
  return readParameters(parameters).flatMap(({ name, fit }) => (fit ? name : []));
}

/** The model without the columns, filters, fields, parameters and tables that nothing reads: they can't move a figure. */
function usedParts(files: ModelFiles, study: StudyFiles): ModelFiles {
  const unread = new Set(
    unreadParts(files, studyExpressions(study)).map(({ what, name }) => `${what} ${name}`),
  );
  const isUsed = (what: string) => (name: string) => !unread.has(`${what} ${name}`);
  const { model, parameters, tables, places } = files;
  const { columns, filters, fields } = model.value as Record<string, object | undefined>;
  const kept = (what: string, declared: object | undefined) =>
    declared && Object.fromEntries(Object.entries(declared).filter(([name]) => isUsed(what)(name)));
  const rows = (what: string, csv: Csv, column: string): Csv => ({
    ...csv,
    rows: csv.rows.filter(({ cells }) => isUsed(what)(cells[column])),
  });
  const isField = (field: unknown) => isUsed('field')(String(field).replace(/\[\w*\]$/, ''));
  const value = {
    ...(model.value as object),
    ...(columns && { columns: kept('column', columns) }),
    ...(filters && { filters: kept('filter', filters) }),
    ...(fields && { fields: (fields as unknown[]).filter(isField) }),
  };
  return {
    ...files,
    model: { ...model, value },
    places: { ...places, columns: places.columns.filter(isUsed('table')) },
    tables: tables && rows('table', tables, 'table'),
    parameters: rows('parameter', parameters, 'name'),
  };
}

function modelPart(files: ModelFiles, fitted: ReadonlySet<string>): object {
  const whole = files.model.value as Record<string, unknown>;
  const {
    title: _,
    metrics: _metrics,
    charts: _charts,
    levers: _levers,
    limits: _limits,
    columns,
    ...model
  } = whole;
  const { networks, ...circles } = (files.networks?.value ?? {}) as Record<string, unknown>;
  const rules = files.rules.map(({ value }) => {
    const { title: _title, why: _why, ...rule } = value as Record<string, unknown>;
    return JSON.stringify(rule);
  });
  return {
    ...model,
    columns: withoutTexts(columns),
    rules: rules.sort(),
    places: cellsOf(files.places),
    tables: cellsOf(files.tables),
    ...(files.entrants && { entrants: cellsOf(files.entrants) }),
    ...(files.tieLists && { ties: files.tieLists.map(list => [list.network, cellsOf(list)]) }),
    parameters: readParameters(files.parameters)
      .map(({ name, value, prior, low, high }) =>
        fitted.has(name) ? [name, prior, low, high] : [name, value],
      )
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    networks: [circles, withoutTexts(networks)],
  };
}

/** population.yaml, and its margins with the printed figures that they name. */
function peoplePart({ population, margins, people }: ModelFiles, study: StudyFiles): object {
  const named = new Set(margins?.rows.map(row => row.cells.survey_row));
  const printed = [study.profile, study.marginals].flatMap(({ rows }) =>
    rows
      .filter(({ cells }) => cells.row_id && named.has(cells.row_id))
      .map(({ cells }) => [cells.row_id, cells.share ?? cells.value, cells.n ?? cells.n_base]),
  );
  return {
    population: (population as Document | undefined)?.value,
    margins: cellsOf(margins),
    ...(people && { people: cellsOf(people) }),
    printed,
  };
}

/** Metrics that the operator of a fitted flow counts, as they are defined. */
function countedPart({ metrics }: ModelFiles, { flows }: Study): object {
  const operators = flows
    .filter(({ use }) => use === 'calibrate')
    .flatMap(({ operator }) => operator?.text ?? []);
  const words = new Set(operators.flatMap(text => text.match(/\w+/g) ?? []));
  const entries = Object.entries((metrics?.value ?? {}) as Record<string, object>);
  return entries
    .filter(([name]) => words.has(name))
    .map(([name, metric]) => [name, { ...metric, text: undefined, title: undefined, headline: undefined }]);
}

/** The last day that a figure to be fitted looks at; what happens later changes none. */
export function lastFittedDay(study: Study): number {
  const margins = study.margins.filter(({ use }) => use === 'calibrate');
  const flows = study.flows.filter(({ use }) => use === 'calibrate');
  return Math.max(
    ...wavesOf(study, margins).map(wave => wave.endDay),
    ...flows.map(flow => flow.endDay + 7 * weeksWatched(flow)),
  );
}

function studyPart(study: Study, files: StudyFiles, model: ModelFiles): object {
  const margins = study.margins.filter(({ use }) => use === 'calibrate');
  const flows = study.flows.filter(({ use }) => use === 'calibrate');
  const lastDay = lastFittedDay(study);
  const splits = margins.flatMap(({ subgroup }) => parseSubgroup(subgroup)?.map(({ name }) => name) ?? []);
  const events = files.events ? readStudyEvents(files.events, readSteps(model)) : [];
  return {
    margins: margins
      .map(({ wave, item, subgroup, response, value, low, high, n }) =>
        JSON.stringify([wave, item, subgroup, response, value, low, high, n]),
      )
      .sort(),
    flows: flows
      .map(({ place, startDay, endDay, measure, operator, value, low, high, se }) =>
        JSON.stringify([place, startDay, endDay, measure, operator?.text, value, low, high, se]),
      )
      .sort(),
    items: study.items
      .filter(({ id }) => splits.includes(id) || margins.some(({ item }) => item === id))
      .map(({ id, base, operator, cut }) => [id, base, operator, cut].map(plain)),
    waves: withPanels(study.waves, wavesOf(study, margins)).map(waveParts),
    events: events
      .filter(({ fromDay, leadWeeks }) => fromDay - 7 * leadWeeks <= lastDay)
      .map(({ at: _, toDay, ...event }) => JSON.stringify({ ...event, toDay: clipped(toDay, lastDay) }))
      .sort(),
  };
}

const wavesOf = ({ waves }: Study, margins: Study['margins']): Wave[] =>
  waves.filter(({ id }) => margins.some(({ wave }) => wave === id));

/** Waves that print fitted figures, and those above them whose respondents they ask again. */
function withPanels(all: readonly Wave[], asked: readonly Wave[]): Wave[] {
  const isNeeded = (k: number): boolean =>
    asked.includes(all[k]) || (all[k + 1]?.panel > 0 && isNeeded(k + 1));
  return all.filter((_, k) => isNeeded(k));
}

function waveParts({ id, startDay, endDay, respondents, panel, deff, eligible, inclusion, stays }: Wave) {
  return [id, startDay, endDay, respondents, panel, deff, plain(eligible), plain(inclusion), plain(stays)];
}

/** An end after the last figure is as good as none. */
export const clipped = (day: number | undefined, last: number) =>
  day === undefined || day > last ? undefined : day;

const plain = (value: string | Text | undefined) => (typeof value === 'object' ? value.text : value);

/** A mapping of declarations without the words that explain each. */
function withoutTexts(declared: unknown): object {
  const entries = Object.entries((declared ?? {}) as Record<string, object>);
  return entries.map(([name, parts]) => [name, { ...parts, text: undefined }]);
}

function cellsOf(csv: Csv | undefined): unknown {
  const columns = csv?.columns.filter(name => !WORDS.test(name)) ?? [];
  return csv?.rows.map(({ cells }) => columns.map(name => cells[name]));
}
