import { describe, expect, it } from 'vitest';
import type { Project } from '../cli/process.ts';
import {
  errorsOf,
  MARGINS,
  MODEL,
  NETWORKS,
  PARAMETERS,
  PLACES,
  RULES,
  said,
  studyFile,
  warningsOf,
} from '../support/inputs.ts';

const EVENTS = studyFile('events');
const FIGURES = studyFile('marginals');
const TABLES = 'models/village/tables.csv';

type Case = [what: string, edit: (project: Project) => void, ...lines: RegExp[]];

/** A table of trades that the rule of leaving reads. */
function addTable(project: Project, ...rows: string[]): void {
  project.write(TABLES, ['table,index,label,value,unit,source_id,text', ...rows, ''].join('\n'));
  project.edit(MODEL, 'networks: networks.yaml', 'networks: networks.yaml\ntables: tables.csv');
  project.edit(RULES, 'rate * courage', 'rate * reach[trade] * courage');
}

const addFigures = (project: Project, ...rows: string[]) =>
  project.write(FIGURES, `${project.read(FIGURES)}${rows.join('\n')}\n`);

/** Half feel brave; of these so many are merry, of the others so many, and of all so many. */
const merry = (project: Project, ofBrave: number, ofOthers: number, ofAll: number) =>
  addFigures(
    project,
    `V02,V1,merry,brave=yes,yes,${ofBrave},share,exact,,,100,reported,B01,calibrate`,
    `V03,V1,merry,brave=no,yes,${ofOthers},share,exact,,,100,reported,B01,calibrate`,
    `V04,V1,merry,all,yes,${ofAll},share,exact,,,200,reported,B01,calibrate`,
  );

it('gives no warning where all is read', () => {
  expect(said(() => {})).toEqual({ errors: [], warnings: [] });
});

describe('refuses', () => {
  const cases: Case[] = [
    [
      'an unknown column of events.csv',
      p => p.edit(EVENTS, 'half_life_weeks', 'half_life_week'),
      /^events.csv:1:1: unknown column `half_life_week`.*did you mean `half_life_weeks`/,
    ],
    [
      'another unknown column of events.csv',
      p => p.edit(EVENTS, ',size,', ',sise,'),
      /^events.csv:1:1: unknown column `sise`.*did you mean `size`/,
    ],
    [
      'an unknown column of parameters.csv',
      p =>
        p.write(
          PARAMETERS,
          p
            .read(PARAMETERS)
            .replace('text,fit', 'text,fit,comment')
            .replace(/,(no|yes)$/gm, ',$1,'),
        ),
      /^parameters.csv:1:1: unknown column `comment`/,
    ],
    [
      'an unknown column of tables.csv',
      p => {
        addTable(p, 'reach,trade,smith,1,1,A00,', 'reach,trade,baker,1,1,A00,');
        p.write(TABLES, p.read(TABLES).replace('text\n', 'text,note\n').replace(/A00,$/gm, 'A00,,'));
      },
      /^tables.csv:1:1: unknown column `note`/,
    ],
    [
      'a source beside no number of places.csv',
      p => p.write(PLACES, p.read(PLACES).replace(',ease_source', ',eas_source')),
      /^places.csv:1:1: unknown column `eas_source`.*did you mean `ease_source`/,
    ],
    [
      'an unknown source of events.csv',
      p => p.edit(EVENTS, 'away,B01', 'away,ZZ9'),
      /^events.csv:2:\d+: unknown source: found ZZ9/,
    ],
    [
      'a prior that is none',
      p => p.edit(PARAMETERS, '0.02,"uniform(0, 1)"', '0.02,banana'),
      /^parameters.csv:3:1: not a prior: found `banana`/,
    ],
    [
      'priors of which each is impossible',
      p => {
        p.edit(PARAMETERS, '0.02,"uniform(0, 1)"', '0.02,"uniform(0.1, 0)"');
        p.edit(PARAMETERS, '0.1,"uniform(0, 1)"', '0.1,"normal(0, 0)"');
      },
      /^parameters.csv:3:1: an impossible prior: found `uniform\(0.1, 0\)`, expected low below high/,
      /^parameters.csv:4:1: an impossible prior: found `normal\(0, 0\)`/,
    ],
    [
      'a prior outside its range',
      p => p.edit(PARAMETERS, '0.02,"uniform(0, 1)"', '0.02,"normal(50, 1)"'),
      /^parameters.csv:3:1: the prior of `rate` lies outside its range/,
    ],
    [
      'a parameter to be fitted without a prior',
      p => p.edit(PARAMETERS, '0.02,"uniform(0, 1)"', '0.02,fixed'),
      /^parameters.csv:3:1: `rate` has `fit` yes and no prior/,
    ],
    [
      'a hexadecimal number of parameters.csv',
      p => p.edit(PARAMETERS, 'villagers,4000', 'villagers,0x10'),
      /^parameters.csv:2:\d+: `value` needs a number: found `0x10`/,
    ],
    [
      'a hexadecimal number of events.csv',
      p => p.edit(EVENTS, ',on,1,', ',on,0x1,'),
      /^events.csv:2:\d+: `size` can't be 0x1/,
    ],
    [
      'a hexadecimal number of margins.csv',
      p => p.edit(MARGINS, ',400,', ',0x190,'),
      /^margins.csv:2:\d+: margin trade needs a number of persons above 0: found 0x190/,
    ],
    [
      '`else` twice',
      p =>
        addTable(p, 'reach,trade,smith,1,1,A00,', 'reach,trade,else,1,1,A00,', 'reach,trade,else,2,1,A00,'),
      /^tables.csv:4:\d+: `reach` gives `else` twice/,
    ],
    [
      'a community of nobody',
      p => p.edit(NETWORKS, 'networks:', 'communities: { size: 0 }\nnetworks:'),
      /^networks.yaml:1:\d+: a community has at least one agent: found 0/,
    ],
    [
      'a community of fewer than nobody, by a parameter',
      p => {
        p.edit(NETWORKS, 'networks:', 'communities: { size: circle }\nnetworks:');
        p.write(PARAMETERS, `${p.read(PARAMETERS)}circle,-5,fixed,agents,,,A00,size of a circle,no\n`);
      },
      /^networks.yaml:1:\d+: a community has at least one agent: found -5/,
    ],
    [
      'figures that contradict each other',
      p => merry(p, 0.6, 0.4, 0.2),
      /^marginals.csv:5:1: margins V01, V02, V03, V04 contradict each other: found 0.2 for 0.5 x 0.6 \+ 0.5 x 0.4 = 0.5/,
    ],
  ];
  it.each(cases)('%s', (_, edit, ...lines) => {
    expect(errorsOf(edit)).toEqual(lines.map(line => expect.stringMatching(line)));
  });
});

describe('warns of', () => {
  const cases: Case[] = [
    [
      'figures that agree by chance alone',
      p => merry(p, 0.6, 0.4, 0.55),
      /^marginals.csv:5:1: margins V01, V02, V03, V04 don't agree by rounding alone/,
    ],
    [
      'a source of the model that the study lacks',
      p => p.edit(PARAMETERS, '0,1,A00,rate', '0,1,Q77,rate'),
      /^parameters.csv:3:\d+: .*sources.csv has no source `Q77`/,
    ],
    [
      'sources of places that the study lacks',
      p => p.write(PLACES, p.read(PLACES).replace('1,A00,1,A00', '1,Q1,1,Q2')),
      /^places.csv:3:\d+: .*sources.csv has no source `Q1`, `Q2`/,
    ],
    [
      'a source that no table cites',
      p => p.write(studyFile('sources'), `${p.read(studyFile('sources'))}B02,a diary,2001,,press,\n`),
      /^sources.csv:4:1: no table cites source `B02`/,
    ],
    [
      'a default that its prior cannot give',
      p => p.edit(PARAMETERS, '0.02,"uniform(0, 1)"', '0.02,"uniform(0.1, 0.5)"'),
      /^parameters.csv:3:1: the prior of `rate` can't give its default: found 0.02, with uniform\(0.1, 0.5\)/,
    ],
    [
      'a rule that no plan names',
      p => p.write(RULES, `${p.read(RULES)}---\nrule: idle\nset: { courage: 0 }\n`),
      /^leaving.yaml:\d+:1: rule `idle` never acts: no plan names it/,
    ],
    [
      'rules of a file that no plan names',
      p =>
        p.write(
          'models/village/rules/unused.yaml',
          'rule: idle\nset: { courage: 0 }\n---\nrule: lazy\nset: { courage: 0 }\n',
        ),
      /^unused.yaml:1:1: rule `idle` never acts/,
      /^unused.yaml:4:1: rule `lazy` never acts/,
    ],
  ];
  it.each(cases)('%s', (_, edit, ...lines) => {
    expect(warningsOf(edit)).toEqual(lines.map(line => expect.stringMatching(line)));
  });
});

it('cites a source by its name in words, too', () => {
  const cited = warningsOf(p => {
    p.write(studyFile('sources'), `${p.read(studyFile('sources'))}B02,a diary,2001,,press,\n`);
    p.edit(PARAMETERS, 'rate of leaving of the bravest', 'rate of leaving of the bravest (B02)');
  });
  expect(cited).toEqual([]);
});
