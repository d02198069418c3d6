import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inlineModel } from '../support/model.ts';

const page = readFileSync('docs/how-to/households.md', 'utf8');
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(found => found[1]);

describe('docs/how-to/households.md', () => {
  it('shows lines of the example as they are', () => {
    const example = ['rules/families.yaml', 'metrics.yaml', 'margins.csv']
      .map(file => readFileSync(`examples/models/families/${file}`, 'utf8'))
      .join('\n')
      .split('\n');
    const shown = [...blocks('yaml'), ...blocks('csv')].join('\n').split('\n').filter(Boolean);
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter(line => !example.includes(line))).toEqual([]);
  });

  it('shows networks that compile', () => {
    const columns =
      'age: { type: one-of, values: [adult, child], from: survey }\nhousehold_size: { type: one-of, values: [one, two, four], from: survey }';
    const networks = blocks('yaml network');
    expect(networks.length).toBe(4);
    const more = 'variants:\n  families:\n    together: [idle]\n    apart: [idle]';
    for (const one of networks) {
      const { household, scope } = inlineModel({ columns, networks: one, more });
      expect(household!.name).toBe('household');
      expect(scope.columns.has('head')).toBe(true);
    }
  });
});
