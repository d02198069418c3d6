import { z } from 'zod';
import { type Diagnostic, DiagnosticError, didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import {
  type Csv,
  type CsvRow,
  cellPosition,
  checkShape,
  type Document,
  decimal,
  positionOf,
  requireColumns,
  valuePosition,
} from '../core/located-document.ts';
import { MAKER } from '../core/maker.ts';
import { notANumber } from '../core/number-cell.ts';
import type { Inputs, PosteriorDraws } from '../engine/program/run-types.ts';
import { FIXED, parsePrior } from '../inference/problem/prior.ts';
import { priorTransformOf } from '../inference/problem/prior-transform.ts';
import { readParameters } from '../model/data.ts';
import type { Parameter } from '../model/model.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { shellWord } from '../text/shell-word.ts';
import { fitConditions } from './fit-conditions.ts';
import { fitIdentity } from './fit-identity.ts';
import { findProject, refuseLinkOut } from './locate.ts';
import { posteriorName } from './posterior-name.ts';
import { type PosteriorFiles, tableOf } from './posterior-pair.ts';
import { withPriorDraws } from './prior-draws.ts';
import { failMissing, type ProjectFiles, readCsv, readOneYaml } from './project-files.ts';

/** The columns of a posterior's table before its parameters. */
const DRAW_COLUMNS = ['chain', 'draw', 'weight', 'log_lik'] as const;

/** What readers need of the note beside the table; whatever else it says is for people. */
const noteSchema = z.looseObject({
  made_by: z.literal(MAKER),
  model: z.string().describe('identity of what was fitted'),
  study: z.string(),
  parameters: z.array(z.string()).min(1),
  table: z.string().optional().describe('SHA-256 of the table beside it'),
  scenario: z.string().optional().describe('name of the scenario that was fitted'),
  conditions: z.string().optional().describe('of that scenario, `fitConditions`'),
  judgement: z
    .looseObject({ faults: z.array(z.string()) })
    .optional()
    .describe('what is wrong with the fit'),
});

/**
 * Where a project keeps a posterior of a model: a table of draws, and beside it what they are (JSON).
 * @param name as of `posteriorName`
 */
export function posteriorFiles(files: ProjectFiles, modelFolder: string, name: string): PosteriorFiles {
  const at = (ending: string) => files.resolve(modelFolder, `posteriors/${name}.${ending}`);
  return { table: at('csv'), note: at('json') };
}

/**
 * The posterior that a project has for a model and a study: where the scenario chooses another theory than usual and that has one
 * of its own, that one. As `readPosteriorNamed`.
 */
export function readPosterior(
  files: ProjectFiles,
  modelFolder: string,
  study: string,
  inputs: Pick<Inputs, 'model' | 'study' | 'scenario'>,
  scenarioCalled?: (name: string) => Scenario | undefined,
): PosteriorDraws | undefined {
  const own = posteriorName(study, inputs.model, inputs.scenario);
  const read = (name: string) => readPosteriorNamed(files, modelFolder, study, name, inputs, scenarioCalled);
  return own === study ? read(study) : (read(own) ?? read(study));
}

/**
 * The posterior of a name; undefined when there is none. Problems, each with its place: a
 * file missing or broken; draws of another version of the model or study (`conflict`, with what to do); unknown or missing
 * parameters; values that are no numbers or out of the parameter's range.
 * @param inputs the model and the study as they are now
 * @param scenarioCalled of the files behind the scenario, the one with a name, as it is now: where that was fitted and is
 * another now, the draws come with a warning
 */
export function readPosteriorNamed(
  files: ProjectFiles,
  modelFolder: string,
  study: string,
  name: string,
  inputs: Pick<Inputs, 'model' | 'study' | 'scenario'>,
  scenarioCalled: (name: string) => Scenario | undefined = () => undefined,
): PosteriorDraws | undefined {
  const pair = posteriorFiles(files, modelFolder, name);
  if (!files.exists(pair.table) && !files.exists(pair.note)) return undefined;
  const root = findProject(files, modelFolder);
  if (!files.exists(pair.note)) failMissing(files, pair.note);
  refuseLinkOut(files, root, pair.note);
  const note = readOneYaml(files, pair.note);
  const said = checkShape(note, noteSchema);
  const { study: named, model: identity, parameters: names, table } = said;
  const path = tableOf(files, pair, table, valuePosition(note, ['table']));
  refuseLinkOut(files, root, path);
  const csv = readCsv(files, path, undefined, files.displayName(pair.table));
  if (named !== study)
    throwDiagnostic({
      kind: 'conflict',
      message: 'the posterior belongs to another study',
      at: valuePosition(note, ['study']),
      found: named,
      expected: study,
    });
  refuseOld(identity, fitIdentity(inputs, names), note, inputs);
  requireColumns(csv, [...DRAW_COLUMNS, ...names], []);
  const known = new Map(readParameters(inputs.model.parameters).map(one => [one.name, one]));
  refuseUnknown(names, [...known.keys()], note);
  const parameters = names.map(name => known.get(name)!);
  const problems: Diagnostic[] = [];
  const values = csv.rows.map(row => parameters.map(one => readValue(csv, row, one, problems)));
  const weights = csv.rows.map(row => readWeight(csv, row, problems));
  if (!problems.length && !weights.some(weight => weight > 0))
    problems.push({
      kind: 'value',
      message: csv.rows.length ? 'no draw has a weight above 0' : 'the posterior has no draws',
      at: { file: csv.file, line: 1, column: 1 },
    });
  if (problems.length) throw new DiagnosticError(problems);
  const sources = new Map([csv, note].flatMap(({ file, sha256 }) => (sha256 ? [[file, sha256]] : [])));
  const column = (j: number) => values.map(row => row[j]);
  const fitted = said.scenario === undefined ? undefined : scenarioCalled(said.scenario);
  const isOther =
    fitted && said.conditions && said.conditions !== fitConditions({ ...inputs, scenario: fitted }, names);
  const faults = said.judgement?.faults ?? [];
  const warnings = [
    ...(isOther ? [otherConditions(fitted, note)] : []),
    ...(faults.length ? [adoptedAnyway(faults, note)] : []),
  ];
  const under = said.conditions === undefined ? undefined : { names, conditions: said.conditions };
  const posterior: PosteriorDraws = {
    file: csv.file,
    sources,
    names,
    values,
    get priorSd() {
      return parameters.map((one, j) => unitOf(one, column(j)));
    },
    weights,
    ...(under && { under }),
    warnings,
  };
  return withPriorDraws(posterior, inputs.model.parameters);
}

/** Standard deviation of the prior; of a parameter without one, as someone may have put draws of into the table, of the draws. */
function unitOf({ prior, at, ...parameter }: Parameter, draws: readonly number[]): number {
  if (prior.trim() !== FIXED) return priorTransformOf({ ...parameter, prior: parsePrior(prior, at) }).sd;
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / draws.length;
  return Math.sqrt(variance) || 1;
}

function adoptedAnyway(faults: readonly string[], note: Document): Diagnostic {
  return {
    kind: 'conflict',
    message: 'the posterior was adopted although its fit has faults',
    at: valuePosition(note, ['judgement', 'faults']),
    found: faults.join('; '),
    hint: 'what runs on it say of the parameters is doubtful: mend the fit, or say --parameters defaults',
  };
}

function otherConditions({ name, files }: Scenario, note: Document): Diagnostic {
  return {
    kind: 'conflict',
    message: `the posterior was fitted when \`${name}\` had other events, choices or mechanisms until its last figure`,
    at: valuePosition(note, ['conditions']),
    hint: `run \`rhizome calibrate ${files[0]}\` again; a what-if of the past belongs in a scenario that extends it`,
  };
}

/** A scenario asks for a posterior that isn't there. */
export function failWithoutPosterior(
  files: ProjectFiles,
  modelFolder: string,
  study: string,
  { scenario }: Pick<Inputs, 'scenario'>,
): never {
  return throwDiagnostic({
    kind: 'missing',
    message: `there is no posterior of ${modelFolder.split(/[\\/]/).at(-1)} on ${study}`,
    at: scenario.positions.get('parameters'),
    expected: files.displayName(posteriorFiles(files, modelFolder, study).table),
    hint: advice(scenario),
  });
}

function refuseOld(
  found: string,
  expected: string,
  note: Document,
  { scenario }: Pick<Inputs, 'scenario'>,
): void {
  if (found === expected) return;
  throwDiagnostic({
    kind: 'conflict',
    message: 'the posterior was fitted with another version of the model or of the figures',
    at: valuePosition(note, ['model']),
    found,
    expected,
    hint: advice(scenario),
  });
}

const advice = ({ files }: Inputs['scenario']) =>
  `run \`rhizome calibrate ${shellWord(files.at(-1) ?? 'FILE')}\`, or say \`parameters: defaults\` in the scenario or --parameters defaults`;

function refuseUnknown(names: readonly string[], known: readonly string[], note: Document): void {
  const problems = names.flatMap((name, k): Diagnostic[] =>
    known.includes(name)
      ? []
      : [
          {
            kind: 'unknown',
            message: `unknown parameter \`${name}\``,
            at: positionOf(note, ['parameters', k]),
            hint: didYouMean(name, known),
          },
        ],
  );
  if (problems.length) throw new DiagnosticError(problems);
}

function readValue(csv: Csv, row: CsvRow, parameter: Parameter, problems: Diagnostic[]): number {
  const { name, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = parameter;
  const value = readNumber(csv, row, name, problems);
  if (value < low || value > high)
    problems.push({
      kind: 'value',
      message: `\`${name}\` lies outside its range`,
      at: cellPosition(csv, row, name),
      found: row.cells[name],
      expected: `${low} to ${high}`,
    });
  return value;
}

function readWeight(csv: Csv, row: CsvRow, problems: Diagnostic[]): number {
  const weight = readNumber(csv, row, 'weight', problems);
  if (weight < 0)
    problems.push({
      kind: 'value',
      message: '`weight` is below 0',
      at: cellPosition(csv, row, 'weight'),
      found: row.cells.weight,
    });
  return weight;
}

function readNumber(csv: Csv, row: CsvRow, column: string, problems: Diagnostic[]): number {
  const value = decimal(row.cells[column]);
  if (!Number.isFinite(value)) problems.push(notANumber(csv, row, column));
  return value;
}
