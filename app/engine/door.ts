/**
 * The explorer's only door to the engine: pure folders of src/, which run in a browser as they do in Node. Everything else of
 * app/ imports them from here.
 */
export { type Clock, dayAt, firstDay, isoDay, lastDay, parseDay, stepOf } from '../../src/core/calendar.ts';
export { DiagnosticError, describe } from '../../src/core/diagnostics.ts';
export type { Document } from '../../src/core/located-document.ts';
export { bandOf } from '../../src/core/math/statistics.ts';
export { holm } from '../../src/core/math/tests-of-means.ts';
export type { Inputs, RunKey } from '../../src/engine/program/run-types.ts';
export { workbook } from '../../src/io/text/xlsx.ts';
export { readSteps } from '../../src/model/levers.ts';
export { type Difference, differenceOf } from '../../src/observe/series/paired-differences.ts';
export { placeCourse } from '../../src/observe/series/place-differences.ts';
export { denseFlows, type SparseFlows } from '../../src/observe/series/sparse-flows.ts';
export type { Population } from '../../src/population/population.ts';
export { readInputs } from '../../src/project/read-inputs.ts';
export { spaceless, type Translations } from '../../src/project/read-texts.ts';
export { textFiles } from '../../src/project/text-files.ts';
export { actsAt, tell } from '../../src/quote/lead.ts';
export { type Estimate, type Resolution, unitOf } from '../../src/quote/quantity.ts';
export {
  differenceSentences,
  ENGLISH,
  filled,
  levelSentences,
  REMARK_KEYS,
  type SentenceKey,
  type Speech,
  type Stretch,
} from '../../src/quote/sentence.ts';
export { type Verdict, verdictOf } from '../../src/quote/verdict.ts';
export { identityOf } from '../../src/scenario/identity.ts';
export { readScenario } from '../../src/scenario/read.ts';
export { validateScenario } from '../../src/scenario/validate.ts';
export {
  type Instance,
  instantiate,
  type ResolvedScenario,
  resolveScenario,
} from '../../src/simulate/resolve.ts';
export { openTask, type Runner } from '../../src/simulate/simulate.ts';
export { zOf } from '../../src/survey/targets.ts';
export { parseYaml } from '../../src/text/yaml.ts';
export type {
  Catalogue,
  LeverWords,
  MetricWords,
  Preset,
} from '../../src/workflows/explore/catalogue.ts';
export type { Project, Run } from '../../src/workflows/explore/page-project.ts';
export type { SurveyFigure } from '../../src/workflows/explore/survey-words.ts';
export { atScale } from '../../src/workflows/run/scale.ts';
