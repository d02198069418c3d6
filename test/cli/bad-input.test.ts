import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, makeProject, type Project, start } from './process.ts';

const SCENARIO = 'scenarios/plain.yaml';
const MODEL = 'models/village/model.yaml';
const RULES = 'models/village/rules/leaving.yaml';
const MARGINS = 'models/village/margins.csv';
const STUDY = 'surveys/village-2001';

/** What is broken; the edit; what the message must hold. */
const BROKEN: [string, (project: Project) => void, RegExp][] = [
  [
    'a misspelt key of the scenario',
    p => p.edit(SCENARIO, 'replicates:', 'replicats:'),
    /^error: scenarios\/plain\.yaml:6:1: .*replicats.*did you mean `replicates`\?/,
  ],
  [
    'a misspelt key of the model',
    p => p.edit(MODEL, 'networks:', 'netwerks:'),
    /^error: models\/village\/model\.yaml:7:1: .*netwerks.*did you mean `networks`\?/,
  ],
  [
    'a misspelt key of a rule',
    p => p.edit(RULES, 'chance:', 'chanse:'),
    /^error: models\/village\/rules\/leaving\.yaml:8:1: .*chanse.*did you mean `chance`\?/,
  ],
  [
    'a wrong type',
    p => p.edit(SCENARIO, 'replicates: 2', 'replicates: many'),
    /^error: scenarios\/plain\.yaml:6:\d+: .*replicates.*many/,
  ],
  [
    'an unknown column in an expression',
    p => p.edit(RULES, 'rate * courage', 'rate * curage'),
    /^error: models\/village\/rules\/leaving\.yaml:8:25: .*curage.*did you mean `courage`\?/,
  ],
  [
    'an unclosed bracket',
    p => p.edit(RULES, '(1 + drought))', '(1 + drought)'),
    /^error: models\/village\/rules\/leaving\.yaml:8:\d+: /,
  ],
  [
    'an expression inside { }',
    p =>
      p.edit(
        RULES,
        'then:\n  place: choose(far where there != place, ease[there])',
        'then: { place: choose(far where there != place, ease[there]) }',
      ),
    /^error: models\/village\/rules\/leaving\.yaml:9:\d+: .*(line of its own|lines? of their own)/,
  ],
  [
    'a day that no calendar has',
    p => p.edit(SCENARIO, 'until: 2001-04-29', 'until: 2001-02-30'),
    /^error: scenarios\/plain\.yaml:5:\d+: .*2001-02-30/,
  ],
  [
    'a date out of range',
    p => p.edit(SCENARIO, 'until: 2001-04-29', 'until: 1999-04-29'),
    /^error: scenarios\/plain\.yaml:5:\d+: .*1999-04-29/,
  ],
  [
    'a missing survey file',
    p => rmSync(join(p.folder, STUDY, 'items.csv')),
    /^error: .*surveys\/village-2001.*items\.csv/,
  ],
  [
    'a missing study',
    p => p.edit(SCENARIO, 'study: village-2001', 'study: village-2010'),
    /^error: .*village-2010.*did you mean `village-2001`\?/,
  ],
  [
    'a malformed CSV row',
    p =>
      p.edit(
        `${STUDY}/items.csv`,
        'brave,feels brave,attitude,yes,away,courage > 0.5',
        'brave,"feels brave,attitude',
      ),
    /^error: surveys\/village-2001\/items\.csv:2/,
  ],
  [
    'a row with too few cells',
    p => p.edit('models/village/parameters.csv', ',how fast courage spreads,yes', ''),
    /^error: models\/village\/parameters\.csv:4/,
  ],
  [
    'contradictory margins',
    p => p.write(MARGINS, `${p.read(MARGINS)}trade2,trade,smith,,0.75,,400,1,A00,smiths again\n`),
    /^error: .*trade2?/,
  ],
  [
    'an impossible margin',
    p => p.edit(MARGINS, 'smith,,0.25', 'smith,,1.25'),
    /^error: models\/village\/margins\.csv:2:\d+: .*1\.25/,
  ],
  [
    'an unknown event to leave out',
    p => p.write(SCENARIO, `${p.read(SCENARIO)}without: [dry_sprig]\n`),
    /^error: scenarios\/plain\.yaml:10:\d+: .*dry_sprig.*did you mean `dry_spring`\?/,
  ],
];

describe('bad input', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  it.each(BROKEN)('%s is one clear message', async (_, spoil, message) => {
    spoil(project);
    const { code, stdout, stderr } = await project.rhizome('run', SCENARIO);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(join(project.folder, 'output'))).toBe(false);
  });

  it('a scenario that is not there is named, with the nearest one', async () => {
    const { code, stderr } = await project.rhizome('run', 'scenarios/plane.yaml');
    expect(stderr).toMatch(/^error: .*scenarios\/plane\.yaml.*did you mean `.*plain\.yaml`\?/);
    expect(code).toBe(2);
  });

  it.each(['plain', 'plan', 'plain.yml'])(
    'a bare name `%s` is answered with the file that is meant',
    async name => {
      const { code, stderr } = await project.rhizome('run', name);
      expect(stderr).toMatch(/^error: there is no .*\(did you mean `scenarios\/plain\.yaml`\?\)/);
      expect(code).toBe(2);
    },
  );

  it('`check` finds the same mistakes, in a process of its own as in this one', async () => {
    project.edit(RULES, 'rate * courage', 'rate * curage');
    const here = await project.rhizome('check', SCENARIO);
    expect([here.code, here.stderr.includes('curage')]).toEqual([2, true]);
    expect(await project.spawn('check', SCENARIO)).toEqual(here);
  });

  it('a value that is no number fails the run and names rule, column and week', async () => {
    project.edit(RULES, 'courage + pull *', 'courage + log(0 - 1) / 0 + pull *');
    const { code, stdout, stderr } = await project.rhizome('run', SCENARIO);
    expect(stderr).toMatch(
      /^error: models\/village\/rules\/leaving\.yaml:4:\d+: .*pluck-up.*courage.*2001-01-01/,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(join(project.folder, 'output'))).toBe(false);
  });

  it("an output folder that isn't ours stays as it is", async () => {
    mkdirSync(join(project.folder, 'precious'));
    project.write('precious/thesis.txt', 'ten years');
    const { code, stderr } = await project.rhizome('run', SCENARIO, '--out', 'precious');
    expect(stderr).toMatch(/^error: .*precious/);
    expect(code).toBe(2);
    expect(readdirSync(join(project.folder, 'precious'))).toEqual(['thesis.txt']);
    expect(readdirSync(project.folder).sort()).toEqual(['models', 'precious', 'scenarios', 'surveys']);
  });

  it("an output folder that can't be written is told", async () => {
    project.write('file', 'not a folder');
    const { code, stderr } = await project.rhizome('run', SCENARIO, '--out', 'file/out');
    expect(stderr).toMatch(/^error: .*file/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it.skipIf(process.getuid?.() === 0)('a folder without permission is told', async () => {
    mkdirSync(join(project.folder, 'locked'));
    chmodSync(join(project.folder, 'locked'), 0o500);
    const { code, stderr } = await project.rhizome('run', SCENARIO, '--out', 'locked/out');
    expect([code, /^error: .*locked/.test(stderr)]).toEqual([2, true]);
  });

  it('a worker that dies fails the run', async () => {
    // A preloaded module is loaded by workers, too: there it ends the thread soon after it began.
    project.write(
      'murder.mjs',
      "import { isMainThread } from 'node:worker_threads';\nif (!isMainThread) process.exit(7);\n",
    );
    const options = ['--import', join(project.folder, 'murder.mjs')];
    const { code, stderr, stdout } = await ended(start(project.folder, ['run', SCENARIO], options));
    expect(stderr).toMatch(/^error: .*died.*code 7/);
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(join(project.folder, 'output'))).toBe(false);
  });

  it('a fault of ours is one line without a stack, unless asked for', async () => {
    project.write(
      'fault.mjs',
      "import { isMainThread } from 'node:worker_threads';\nif (!isMainThread) Atomics.store = () => { throw new Error('a bug'); };\n",
    );
    const options = ['--import', join(project.folder, 'fault.mjs')];
    const { code, stderr } = await ended(start(project.folder, ['run', SCENARIO], options));
    expect(stderr).toBe('this is a bug in Rhizome: a bug (set RHIZOME_DEBUG=1 to see where)\n');
    expect(code).toBe(1);
  });
});

describe('stopping', () => {
  it('Ctrl-C ends with 130, says so and leaves no tables', async () => {
    const project = makeProject();
    const child = start(project.folder, ['run', SCENARIO, '--replicates', '100000', '--threads', '2']);
    const end = ended(child);
    const begun = () => existsSync(join(project.folder, 'output/plain.runs'));
    while (!begun()) await new Promise(resolve => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const { code, stderr, stdout } = await end;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/^stopped: /);
    expect(existsSync(join(project.folder, 'output/plain'))).toBe(false);
    project.remove();
  });

  it('a reader that has seen enough is no error', async () => {
    const project = makeProject();
    const child = start(project.folder, ['list', 'parameters', '--scenario', SCENARIO]);
    child.stdout.destroy();
    const { code, stderr } = await ended(child);
    expect([code, stderr]).toEqual([0, '']);
    project.remove();
  });
});
