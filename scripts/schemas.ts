import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { metricsSchema } from '../src/model/metrics-schema.ts';
import { networksSchema } from '../src/model/networks-schema.ts';
import { leversSchema, modelSchema, ruleSchema } from '../src/model/schema.ts';
import { scenarioSchema } from '../src/scenario/schema.ts';
import { sweepSchema } from '../src/scenario/sweep.ts';
import { discrepancySchema } from '../src/survey/discrepancy.ts';

/**
 * JSON Schemas for editors, generated from the schemas that the program itself checks files with.
 * `node scripts/schemas.ts` writes them; with `--check` it only tells which are stale and ends with 1.
 */
export const SCHEMAS: readonly { file: string; title: string; schema: z.ZodType }[] = [
  { file: 'scenarios/scenario.schema.json', title: 'Scenario', schema: scenarioSchema },
  { file: 'scenarios/sweeps/sweep.schema.json', title: 'Sweep', schema: sweepSchema },
  { file: 'models/model.schema.json', title: 'Model', schema: modelSchema },
  { file: 'models/rule.schema.json', title: 'Rule', schema: ruleSchema },
  { file: 'models/networks.schema.json', title: 'Networks', schema: networksSchema },
  { file: 'models/levers.schema.json', title: 'Levers', schema: leversSchema },
  { file: 'models/metrics.schema.json', title: 'Metrics', schema: metricsSchema },
  { file: 'surveys/discrepancy.schema.json', title: 'Discrepancy', schema: discrepancySchema },
];

const ROOT = resolve(import.meta.dirname, '..');

/** The text of one schema file: what may be written (`input`), in the draft that editors know best. */
export function render({ title, schema }: (typeof SCHEMAS)[number]): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`;
}

/** Schema files whose text isn't what it should be. */
export function staleSchemas(): string[] {
  return SCHEMAS.filter(entry => current(entry.file) !== render(entry)).map(entry => entry.file);
}

function current(file: string): string | undefined {
  try {
    return readFileSync(resolve(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  const stale = staleSchemas();
  if (process.argv.includes('--check')) process.exitCode = stale.length ? 1 : 0;
  else for (const entry of SCHEMAS) writeFileSync(resolve(ROOT, entry.file), render(entry));
  for (const file of stale)
    console.log(process.argv.includes('--check') ? `stale: ${file}` : `written: ${file}`);
}
