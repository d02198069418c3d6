import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { render, SCHEMAS, staleSchemas } from '../../scripts/schemas.ts';

describe('JSON Schemas', () => {
  it('are fresh (`node scripts/schemas.ts` writes them)', () => {
    expect(staleSchemas()).toEqual([]);
  });

  it('describe what may be written, keys closed', () => {
    const schema = JSON.parse(render(SCHEMAS[0]));
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['title', 'assumes'],
    });
    expect(schema.properties.events.items.required).toEqual(['kind', 'from', 'size']);
    expect(schema.properties.seed.anyOf).toMatchObject([{ type: 'string' }, { type: 'integer' }]);
  });

  it('are named by every shipped scenario', () => {
    for (const name of readdirSync('scenarios').filter(file => file.endsWith('.yaml')))
      expect(readFileSync(`scenarios/${name}`, 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=scenario\.schema\.json\n/,
      );
  });
});
