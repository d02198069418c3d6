import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInputs } from '../../src/io/project/inputs.ts';
import { validate } from '../../src/workflows/validate/validate.ts';
import { planValidation } from '../../src/workflows/validate/validation-plan.ts';
import { makeProject, type Project } from '../cli/process.ts';

const HEADER =
  'rel_id,cause,effect,sign,evidence,testable_statistic,source_id,operator,mechanism,tolerance,note';
const DROUGHT = 'weeks(2001-02-19, 2001-03-18)';
const LEAVING = `"persons(${DROUGHT}, moves(village, any)) - without(dry_spring, persons(${DROUGHT}, moves(village, any)))"`;
const BRAVE = '"mean(2001-04-23 where away, courage) - mean(2001-04-23 where not away, courage)"';
const RAIN =
  '"with(event(drought, 2001-04-02, 2001-04-15, 9), persons(2001-04-23, away)) - persons(2001-04-23, away)"';

const RELATIONS = [
  HEADER,
  `R1,drought,leaving,+,chronicle,more leave than without,B01,${LEAVING},leaving,,`,
  `R2,courage,leaving,+,chronicle,those away are braver,B01,${BRAVE},pull = 0,,`,
  `R3,courage,leaving,+,chronicle,those away are braver,B01,${BRAVE},courage = 0.5,,from equal courage nothing shows`,
  `R4,another drought,leaving,+,chronicle,more leave,B01,${RAIN},,,`,
  'R5,trade,courage,0,chronicle,smiths are as brave,B01,"correlation(2001-02-12, trade == smith, courage)",,0.2,',
  'R6,weddings,leaving,-,chronicle,fewer leave,B01,,,,nobody marries here yet',
  'R7,time,leaving,+,chronicle,more are away in May,B01,"persons(2001-05-14, away)",,,',
  'R8,courage,being asked,+,chronicle,the brave are asked,B01,"share(V1, courage > 0.5) - 0.5",,,',
].join('\n');

const FLOWS = [
  'row_id,country,period_start,period_end,measure,unit,operator,value,value_low,value_high,se,source_id,use,note',
  'F1,town,2000-12-01,2001-03-04,entries,persons,"moves(village, town)",100,,,20,B01,calibrate,from the register',
  'F2,all,2001-01-01,2001-02-04,left,persons,count(gone),,1,,,B01,context,',
].join('\n');

const VALIDATE = ['validate', 'scenarios/plain.yaml', '--scale', '10', '--replicates', '4'];

describe('validate', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    project.write('surveys/village-2001/relations.csv', `${RELATIONS}\n`);
    project.write('surveys/village-2001/flows.csv', `${FLOWS}\n`);
  });
  afterAll(() => project.remove());

  const scenario = () => join(project.folder, 'scenarios/plain.yaml');

  /** Cells of relations.csv by relation. */
  function found(folder: string) {
    const [, ...lines] = project.read(`${folder}/relations.csv`).trim().split('\n');
    return Object.fromEntries(lines.map(line => [line.slice(0, 2), line.split(',')]));
  }

  it('judges every relation, none left out', async () => {
    const { code, stdout, stderr } = await project.rhizome(...VALIDATE, '--out', 'judged');
    expect([code, stderr]).toEqual([0, '']);
    const rows = found('judged');
    expect(Object.keys(rows)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8']);
    const [header] = project.read('judged/relations.csv').split('\n');
    expect(header).toMatch(/^rel_id,cause,effect,expected,found,value,low,high,without_mechanism,/);

    // More leave in the drought than without; without anybody leaving the drought does nothing.
    const [, , , , sign, value, low, high, without, caused] = rows.R1;
    expect([sign, without, caused]).toEqual(['+', '0', 'yes']);
    expect(Number(low)).toBeGreaterThan(0);
    expect(Number(low)).toBeLessThanOrEqual(Number(value));
    expect(Number(value)).toBeLessThanOrEqual(Number(high));
    // The brave leave whether courage spreads or not; when all are equally brave, nothing shows.
    expect([rows.R2[4], rows.R2[9]]).toEqual(['+', 'no']);
    expect([rows.R3[4], Math.abs(Number(rows.R3[8])) < 1e-6, rows.R3[9]]).toEqual(['+', true, 'yes']);
    expect(rows.R4[4]).toBe('+');
    expect([rows.R5[3], rows.R5[4]]).toEqual(['0', '0']);
    expect([rows.R6[4], rows.R6[11]]).toEqual(['not reached', 'nobody marries here yet']);
    expect([rows.R7[4], rows.R7[11]]).toEqual(['not reached', 'the run ends before']);

    expect(stdout).toMatch(/✓ {2}R1 {2}drought → leaving +\+ +\+ /);
    expect(stdout).toMatch(/R2 .* stays\n/);
    expect(stdout).toContain('1 not reached, nobody marries here yet: R6.');
    expect(stdout).toContain('1 of them not caused by their mechanism: R2.');
    expect(stdout).toContain('1 not reached, the run ends before: R7.');
  });

  it('writes the usual files and the flows against the printed ones', async () => {
    for (const name of ['summary', 'survey', 'flows', 'figures'])
      expect(existsSync(join(project.folder, `judged/${name}.csv`))).toBe(true);
    const [header, first, second] = project.read('judged/figures.csv').split('\n');
    expect(header).toBe(
      'row,place,from,to,measure,operator,mean,q05,q50,q95,value,value_low,value_high,se,z,use,note',
    );
    expect(first).toMatch(/^F1,town,2000-12-01,2001-03-04,entries,"moves\(village, town\)",[\d.]+,/);
    expect(first).toMatch(
      /,100,,,20,-?[\d.]+,calibrate,"?the window is cut at the model's start, 2001-01-01; from/,
    );
    expect(second).toMatch(/,1,,,0,context,$/);
    const { resources } = JSON.parse(project.read('judged/datapackage.json'));
    expect(resources.map(({ name }: { name: string }) => name)).toContain('relations');
  });

  it('gives the same bytes for any number of threads', async () => {
    for (const threads of [0, 3]) {
      const folder = join(project.folder, `threads-${threads}`);
      await validate(scenario(), { personsPerAgent: 10, replicates: 4, threads, folder });
      for (const name of ['relations', 'figures', 'summary'])
        expect(project.read(`threads-${threads}/${name}.csv`) === project.read(`judged/${name}.csv`)).toBe(
          true,
        );
    }
  });

  it('ends with 1 under --strict when a sign is wrong, and only then', async () => {
    const right = await project.rhizome(...VALIDATE, '--out', 'strict', '--strict');
    expect([right.code, right.stderr]).toEqual([0, '']);
    project.edit('surveys/village-2001/relations.csv', 'R1,drought,leaving,+', 'R1,drought,leaving,-');
    const wrong = await project.rhizome(...VALIDATE, '--out', 'strict', '--strict');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(
      /relations\.csv:2:1: relation R1 \(drought → leaving\) has the wrong sign: found \+, /,
    );
    expect(wrong.stdout).toContain('1 with the wrong sign: R1.');
    expect(found('strict').R1[4], 'the files are there all the same').toBe('+');
    project.edit('surveys/village-2001/relations.csv', 'R1,drought,leaving,-', 'R1,drought,leaving,+');
  });

  it('tells where a relation is not understood, before anything is run', async () => {
    const faults: [from: string, to: string, message: RegExp][] = [
      [
        'without(dry_spring',
        'without(dry_spirng',
        /relations\.csv:2:\d+: unknown event or mechanism `dry_spirng`.*`dry_spring`/,
      ],
      ['pull = 0,', 'pul = 0,', /relations\.csv:3:\d+: unknown parameter or column `pul`.*`pull`/],
      ['pull = 0,', 'pull = courage,', /relations\.csv:3:\d+: the parameter `pull` is a number/],
      ['courage = 0.5,', 'courage = 0.5 +,', /relations\.csv:4:\d+: /],
      [
        'event(drought,',
        'event(draught,',
        /relations\.csv:5:\d+: unknown kind of event `draught`.*`drought`/,
      ],
      ['share(V1, courage', 'share(V1, curage', /relations\.csv:9:\d+: unknown name `curage`.*`courage`/],
    ];
    for (const [from, to, message] of faults) {
      project.edit('surveys/village-2001/relations.csv', from, to);
      const run = validate(scenario(), { threads: 0, folder: join(project.folder, 'never') });
      await expect(run).rejects.toThrow(message);
      expect(() => planValidation(readInputs(scenario())), 'what `check` does').toThrow(message);
      project.edit('surveys/village-2001/relations.csv', to, from);
    }
    expect(existsSync(join(project.folder, 'never'))).toBe(false);
  });
});
