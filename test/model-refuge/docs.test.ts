import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/cli/calibrate.ts';
import { FIT_CHECK, FIT_PARAMETERS } from '../../src/io/fit/fit-tables.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { readParameters } from '../../src/model/data.ts';
import { metricsSchema } from '../../src/model/metrics-schema.ts';
import { networksSchema } from '../../src/model/networks-schema.ts';
import { columnSchema, leversSchema, modelSchema } from '../../src/model/schema.ts';

const read = (file: string) => readFileSync(file, 'utf8');

describe('docs/tutorial/your-own-survey.md and fit-and-judge.md', () => {
  const page = ['your-own-survey', 'fit-and-judge'].map(name => read(`docs/tutorial/${name}.md`)).join('\n');
  const quoted = [...page.matchAll(/^```\w+ (\S+\/\S+)\n([\s\S]*?)^```/gm)];

  it('quotes the study, the model and the scenario as they are', () => {
    expect(quoted.length).toBeGreaterThan(6);
    for (const [, file, text] of quoted) {
      const lines = read(file).split('\n');
      for (const line of text.trimEnd().split('\n')) expect(lines, file).toContain(line);
    }
  });

  it('names every free parameter with its prior', () => {
    const free = readParameters(readInputs('scenarios/germany-2022.yaml').model.parameters).filter(
      p => p.fit,
    );
    const rows = [...page.matchAll(/^\| `(\w+)` +\| `(\w+\([^`]*\))` +\|/gm)].map(([, name, prior]) => [
      name,
      prior,
    ]);
    expect(rows.sort()).toEqual(free.map(({ name, prior }) => [name, prior]).sort());
  });

  it('tells every option of the command that is its subject, and columns of what it writes', () => {
    const options = [...page.matchAll(/^\| `--([a-z]+)/gm)].map(([, name]) => name);
    for (const option of options) expect(Object.keys(calibrate.options ?? {})).toContain(option);
    expect(options).toEqual(
      expect.arrayContaining(['method', 'parameters', 'budget', 'threads', 'out', 'resume']),
    );
    const columns = [FIT_PARAMETERS, FIT_CHECK].flatMap(({ fields }) => fields.map(({ name }) => name));
    for (const name of ['prior_sd', 'ess', 'r_hat', 'shrinkage', 'p', 'z']) {
      expect(columns).toContain(name);
      expect(page).toContain(`\`${name}\``);
    }
  });
});

describe('docs/reference/model-folder.md', () => {
  const page = read('docs/reference/model-folder.md');

  it('explains every key of model.yaml, columns, networks, metrics and levers', () => {
    const networks = networksSchema.shape.networks.valueType.options.flatMap(one => Object.keys(one.shape));
    const metrics = metricsSchema.valueType.options.flatMap(one => Object.keys(one.shape));
    const keys = [
      ...Object.keys(modelSchema.shape),
      ...Object.keys(columnSchema.shape),
      ...networks,
      ...metrics,
      ...Object.keys(leversSchema.valueType.shape),
    ];
    expect(keys.length).toBeGreaterThan(40);
    for (const key of new Set(keys)) expect(page, key).toMatch(new RegExp(`\`${key}[\`:]`));
  });

  it.each(['models/refuge/parameters.csv', 'models/refuge/tables.csv', 'models/refuge/margins.csv'])(
    'explains every column of %s',
    file => {
      for (const column of read(file).split('\n')[0].split(',')) expect(page).toContain(`\`${column}\``);
    },
  );
});

describe.each(['docs/tutorial/your-own-survey.md', 'docs/reference/model-folder.md'])('links of %s', file => {
  it('lead somewhere', () => {
    for (const [, target] of read(file).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(join(dirname(file), target)), target).toBe(true);
  });
});
