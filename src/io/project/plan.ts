import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { MAKER } from '../../core/maker.ts';
import type { RunKey } from '../../engine/program/run-types.ts';
import { MAX } from '../../scenario/counts.ts';
import { runId } from '../checkpoint/run-record.ts';
import { MANIFEST } from '../folder/folder.ts';
import { writeJson } from '../folder/manifest.ts';
import { OutputFolder } from '../folder/output-folder.ts';
import { leaveRuns } from '../folder/runs-folder.ts';
import { writeTable } from '../folder/small-tables.ts';
import type { Table } from '../folder/tables.ts';
import { packageVersion } from '../package-root.ts';
import { readRegular } from '../text/regular.ts';
import { codeOf, displayName, posix } from '../text/text.ts';
import { engineIdentity } from './engine-identity.ts';

const PLAN = 'plan.json';

/** Limits are those of options and files. */
const count = (most: number) => z.int().min(1).max(most).optional();

const planSchema = z.strictObject({
  made_by: z.literal(MAKER),
  version: z.string(),
  engine: z.string().default('none'),
  shards: z.int().min(1).max(MAX.shards),
  /** The folder from which the scenario files are named, relative to the plan's. */
  base: z.string(),
  /** What the command line said in place of the scenario files. */
  options: z.strictObject({
    seed: z.string().optional(),
    replicates: count(MAX.runs),
    weeks: count(MAX.weeks),
    personsPerAgent: z.number().positive().max(MAX.personsPerAgent).optional(),
    parameters: z.enum(['posterior', 'defaults']).optional(),
    set: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
    draws: count(MAX.runs),
    seeds: count(MAX.runs),
  }),
  scenarios: z.array(
    z.strictObject({
      name: z.string(),
      file: z.string(),
      seed: z.string(),
      runs: z.int().min(0).max(MAX.runs),
      /** SHA-256 of every file that is read, by name. */
      inputs: z.record(z.string(), z.string()),
    }),
  ),
});

/** Runs of some scenarios dealt out to machines: what each will do, and from which inputs. */
export type Plan = z.infer<typeof planSchema>;

export type PlannedScenario = Plan['scenarios'][number];

const RUNS_OF_PLAN: Table = {
  name: 'runs',
  title: 'Every run of the plan',
  fields: [
    { name: 'run', type: 'string', description: 'its id in the logs' },
    { name: 'scenario', type: 'string', description: 'name of the scenario file' },
    { name: 'replicate', type: 'integer', description: 'number of the run' },
    { name: 'draw', type: 'integer', description: 'number of the draw of parameters; empty: defaults' },
    { name: 'shard', type: 'integer', description: 'which of the shards does it' },
  ],
  key: ['run'],
};

/** Write the folder of a plan, whole or not at all. Problems: `conflict` (the place is taken), `failed`. */
export async function writePlan(
  folder: string,
  content: Pick<Plan, 'shards' | 'options' | 'scenarios'>,
  runs: readonly { key: RunKey; shard: number }[],
): Promise<void> {
  const stands = [PLAN, MANIFEST].find(name => existsSync(join(folder, name)));
  // What a process left that was killed as it had put the plan in its place.
  if (stands) leaveRuns(folder);
  if (stands)
    throwDiagnostic({
      kind: 'conflict',
      message: `${displayName(folder)} already holds ${stands === PLAN ? 'a plan' : 'results'}`,
      hint: 'name another folder with --out, or remove this one',
    });
  const output = new OutputFolder(folder);
  try {
    const base = posix(relative(output.path, process.cwd()));
    const plan: Plan = {
      made_by: MAKER,
      version: packageVersion(),
      engine: engineIdentity(),
      base,
      ...content,
    };
    const rows = runs.map(({ key, shard }) => [runId(key), key.scenario, key.replicate, key.draw, shard]);
    await writeTable(output.file('runs.csv'), RUNS_OF_PLAN, rows);
    writeJson(output.file(PLAN), plan);
    await output.commit();
  } catch (error) {
    output.discard();
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    throwDiagnostic({
      kind: 'failed',
      message: `writing ${displayName(folder)} failed`,
      found: codeOf(error),
    });
  }
}

/** Read a plan whose runs are to be done or merged. Problems: as `readAnyPlan`, `conflict` (another engine planned it). */
export function readPlan(folder: string): Plan {
  const plan = readAnyPlan(folder);
  if (plan.engine === engineIdentity()) return plan;
  return throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(folder)} was planned by another engine`,
    found: `engine ${engineIdentity()} (version ${packageVersion()}) here`,
    expected: `engine ${plan.engine} (version ${plan.version})`,
    hint: 'the code of Rhizome or a package that it computes with differs: use the code that planned, or plan again',
  });
}

/** What a plan asks for, whoever made it. Problems: `missing`, `shape`. */
export function readAnyPlan(folder: string): Plan {
  const path = join(folder, PLAN);
  if (!existsSync(path))
    throwDiagnostic({
      kind: 'missing',
      message: `there is no plan in ${displayName(folder)}`,
      hint: 'make one with `rhizome plan FILE... --shards N --out DIR`',
    });
  const parsed = planSchema.safeParse(jsonOf(path));
  if (!parsed.success)
    return throwDiagnostic({
      kind: 'shape',
      message: `${displayName(path)} is no plan`,
      found: parsed.error.issues[0] && issueText(parsed.error.issues[0]),
    });
  return parsed.data;
}

/** `options.weeks: ...`, or the keys that no plan has. */
function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  return `unknown ${issue.keys.map(key => `\`${[where, key].filter(Boolean).join('.')}\``).join(', ')}`;
}

/** Refuse inputs that are not those of the plan, byte for byte. */
export function refuseOthers(
  { name, inputs }: PlannedScenario,
  found: Readonly<Record<string, string>>,
): void {
  const names = [...new Set([...Object.keys(inputs), ...Object.keys(found)])];
  const changed = names.filter(file => inputs[file] !== found[file]).sort();
  if (changed.length === 0) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `${name} is not as planned`,
    found: changed
      .map(file => `${file} ${inputs[file] ? (found[file] ? 'changed' : 'gone') : 'new'}`)
      .join(', '),
    hint: 'put the planned files back, or plan again',
  });
}

/** The folder of a shard, in which each attempt writes logs of its own. */
export const shardFolder = (plan: string, shard: number) =>
  join(resolve(plan), 'shards', String(shard).padStart(4, '0'));

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readRegular(path).toString());
  } catch {
    return undefined;
  }
}
