import { buildModel, NO_CHOICES } from '../../model/build.ts';
import type { Model, ModelFiles, Rule } from '../../model/model.ts';
import type { Event } from '../../scenario/scenario.ts';
import { parseStudy } from '../../survey/parse.ts';
import type { Study, StudyFiles } from '../../survey/study.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';

/** What a model's page is written from. */
export interface World {
  files: ModelFiles;
  model: Model;
  /** The rules of the usual plan and those that a variant puts in their place, by id, with what each depends on. */
  rules: ReadonlyMap<string, { rule: Rule; depends: Dependencies }>;
  /** Those of the usual plan, then those that exist for an option of a variant only. */
  networks: Model['networks'];
  metrics: Model['metrics'];
  variants: readonly { variant: string; option: string; rules: readonly Rule[] }[];
  study: Study | undefined;
  studyFiles: StudyFiles | undefined;
  /** The study's events that happen unless a scenario says otherwise. */
  events: readonly Event[];
  /** Every id of a printed figure or stated direction of the study. */
  evidence: ReadonlyMap<string, { text: string; sourceId: string }>;
}

/** Read a model for its page: with the values of its files, and every variant. */
export function openWorld(files: ModelFiles, studyFiles?: StudyFiles, events: readonly Event[] = []): World {
  const model = buildModel(files);
  const rules = new Map(model.plan.map(rule => [rule.id, { rule, depends: dependenciesOf(rule, model) }]));
  const declared =
    (files.model.value as { variants?: Record<string, Record<string, string[]>> }).variants ?? {};
  const [networks, metrics] = [[...model.networks], [...model.metrics]];
  const variants = Object.entries(declared).flatMap(([variant, options]) =>
    Object.entries(options).map(([option, ids]) => {
      const chosen = buildModel(files, { ...NO_CHOICES, choose: { [variant]: option } });
      const own = chosen.plan.filter(({ id }) => ids.includes(id));
      for (const rule of own)
        if (!rules.has(rule.id)) rules.set(rule.id, { rule, depends: dependenciesOf(rule, chosen) });
      networks.push(...chosen.networks.filter(({ name }) => networks.every(one => one.name !== name)));
      metrics.push(...chosen.metrics.filter(({ name }) => metrics.every(one => one.name !== name)));
      return { variant, option, rules: own };
    }),
  );
  const study = studyFiles && parseStudy(studyFiles);
  return {
    files,
    model,
    rules,
    networks,
    metrics,
    variants,
    study,
    studyFiles,
    events,
    evidence: evidenceOf(study),
  };
}

function evidenceOf(study: Study | undefined): World['evidence'] {
  if (!study) return new Map();
  const share = (value: number | undefined, low: number | undefined, high: number | undefined) =>
    value === undefined ? `${low ?? 0} to ${high ?? 1}` : String(value);
  return new Map([
    ...study.margins.map(m => {
      const among = m.subgroup === 'all' ? '' : ` among ${m.subgroup}`;
      const text = `${m.wave}, ${m.item} = ${m.response}${among}: ${share(m.value, m.low, m.high)}`;
      return [m.row, { text, sourceId: m.sourceId }] as const;
    }),
    ...study.profile.map(
      p => [p.row, { text: `${p.variable} = ${p.category}: ${p.value}`, sourceId: p.sourceId }] as const,
    ),
    ...study.flows.map(f => {
      const text = `${f.place} ${f.measure}: ${share(f.value, f.low, f.high)} ${f.unit}`;
      return [f.row, { text, sourceId: f.sourceId }] as const;
    }),
    ...study.relations.map(
      r => [r.id, { text: `${r.cause} → ${r.effect} (${r.sign})`, sourceId: r.sourceId }] as const,
    ),
  ]);
}

/** The ids of evidence that a text names, `M01-M03` and `C13 to C16` with all between, in the order of the study. */
export function evidenceIn(text: string, evidence: World['evidence']): string[] {
  const named = new Set<string>();
  for (const [, letter, from, to] of text.matchAll(/\b([A-Z])(\d+)(?:(?:-| to )\1(\d+))?\b/g))
    for (let k = Number(from); k <= Number(to ?? from); k++)
      named.add(`${letter}${String(k).padStart(from.length, '0')}`);
  return [...evidence.keys()].filter(id => named.has(id));
}
