import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { explain } from '../../src/cli/explain.ts';
import { list } from '../../src/cli/list.ts';
import { makeProject, type Project } from './process.ts';

describe('levers of a model', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    project.edit(
      'models/village/model.yaml',
      'metrics: metrics.yaml',
      'metrics: metrics.yaml\nlevers: levers.yaml',
    );
    project.write(
      'models/village/levers.yaml',
      [
        'drought:',
        '  title: Drought',
        '  text: It drives people away.',
        '  unit: the spring of 2001',
        '  range: 0..3',
        '  seen: { size: 1, weeks: 4, text: in spring 2001 }',
        '  parameters: [rate]',
      ].join('\n'),
    );
  });
  afterAll(() => project.remove());

  /** What a command prints. */
  async function printed(command: Command, given: object): Promise<string> {
    const texts: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => texts.push(String(text)) > 0);
    try {
      await command.run({ scenario: join(project.folder, 'scenarios/plain.yaml'), ...given });
    } finally {
      spy.mockRestore();
    }
    return texts.join('');
  }

  it('are listed with their sizes and titles', async () => {
    const rows = (await printed(list, { what: 'levers' })).trim().split('\n');
    expect(rows.map(row => row.trim().split(/ {2,}/))).toEqual([
      ['lever', 'by place', 'sizes'],
      ['drought', 'no', '0 to 3', 'Drought'],
    ]);
  });

  it('are explained: what size 1 is, what was seen, who reads them, which events act', async () => {
    const text = await printed(explain, { name: 'drought' });
    expect(
      text
        .trim()
        .split('\n')
        .map(line => line.trim()),
    ).toEqual([
      'drought  lever',
      'Drought. It drives people away.',
      'Size 1: the spring of 2001',
      'Sizes: 0 to 3',
      'It acts on everybody: an event of this kind has no `places`.',
      'Seen: up to size 1 and 4 weeks (in spring 2001).',
      'How strong it is: rate',
      'Read by: leave',
      'Events: dry_spring',
    ]);
  });

  it('are fields without a meaning when the model has no levers.yaml', async () => {
    project.edit('models/village/model.yaml', '\nlevers: levers.yaml', '');
    rmSync(join(project.folder, 'models/village/levers.yaml'));
    expect(await printed(list, { what: 'levers' })).toMatch(/drought +no +any number/);
    expect(await printed(explain, { name: 'drought' })).toContain('it has no levers.yaml');
  });
});
