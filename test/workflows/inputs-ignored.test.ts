import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joinWarnings } from '../../src/core/diagnostics.ts';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { compareInputs } from '../../src/workflows/compare/compare-inputs.ts';
import { runSweep } from '../../src/workflows/sweep/sweep.ts';
import { makeProject, type Project } from '../cli/process.ts';
import {
  errorsOf,
  MARGINS,
  MODEL,
  NETWORKS,
  PARAMETERS,
  PLACES,
  RULES,
  SCENARIO,
  said,
  studyFile,
  warningsOf,
} from '../support/inputs.ts';

const EVENTS = studyFile('events');
const WAVES = studyFile('waves');
const ITEMS = studyFile('items');
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
      'an event and a mechanism of one name, of which a scenario switches one off',
      p => {
        p.edit(EVENTS, 'dry_spring', 'leaving');
        p.write(SCENARIO, `${p.read(SCENARIO)}without: [leaving]\n`);
      },
      /^plain.yaml:10:11: `leaving` is both an event and a mechanism/,
    ],
    [
      'figures that contradict each other',
      p => merry(p, 0.6, 0.4, 0.2),
      /^marginals.csv:6:1: margins V01, V02, V03, V04 contradict each other: found 0.2 for 0.5 x 0.6 \+ 0.5 x 0.4 = 0.5/,
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
      /^marginals.csv:6:1: margins V01, V02, V03, V04 don't agree by rounding alone/,
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
      'a column that nothing reads',
      p => p.edit(MODEL, 'fields:', '  mood: { type: number }\nfields:'),
      /^model.yaml:18:3: nothing reads the column `mood`/,
    ],
    [
      'a column that only reads itself',
      p => p.edit(MODEL, 'fields:', "  mood: { type: number, initial: uniform('mood') }\nfields:"),
      /^model.yaml:18:3: nothing reads the column `mood`/,
    ],
    [
      'a parameter that nothing reads',
      p => p.write(PARAMETERS, `${p.read(PARAMETERS)}idle,1,fixed,1,,,A00,no use,no\n`),
      /^parameters.csv:5:1: nothing reads the parameter `idle`/,
    ],
    [
      'a table, and numbers by place, that nothing reads',
      p => {
        addTable(p, 'reach,trade,smith,1,1,A00,', 'reach,trade,baker,1,1,A00,', 'idle,trade,else,1,1,A00,');
        p.write(
          PLACES,
          p
            .read(PLACES)
            .replace('ease_source', 'ease_source,cold,cold_source')
            .replace(/A00$/gm, 'A00,1,A00'),
        );
      },
      /^places.csv:1:1: nothing reads the table `cold`/,
      /^tables.csv:4:1: nothing reads the table `idle`/,
    ],
    [
      'a filter and a field that nothing reads',
      p => {
        p.edit(MODEL, 'fields: [drought]', 'fields: [drought, flood]');
        p.edit(MODEL, '  away: place', '  bold: courage > 0.9\n  away: place');
      },
      /^model.yaml:20:3: nothing reads the filter `bold`/,
      /^model.yaml:18:19: nothing reads the field `flood`/,
    ],
    [
      'events of a field that nothing reads',
      p => p.edit(RULES, ' * (1 + drought)', ''),
      /^model.yaml:18:10: nothing reads the field `drought`, so 1 event of this kind has no effect/,
    ],
    [
      'a network that nobody asks',
      p => p.edit(NETWORKS, '  friends:', '  kin: { shape: clique, degree: 3 }\n  friends:'),
      /^networks.yaml:2:3: nothing reads the network `kin`/,
    ],
    [
      'a `let` that its rule does not read',
      p => p.edit(RULES, 'who: not away', 'who: not away\nlet: { doubt: 1 - courage }'),
      /^leaving.yaml:8:8: nothing reads `let doubt`/,
    ],
    [
      'a variable of the population that nothing reads',
      p => {
        p.edit('models/village/population.yaml', '[smith, baker]', '[smith, baker]\n  skill: [low, high]');
        p.write(MARGINS, `${p.read(MARGINS)}skill,skill,high,,0.5,,100,1,A00,skilled\n`);
      },
      /^population.yaml:5:3: nothing reads the variable of the population `skill`/,
    ],
    [
      'a wave without figures that is not planned',
      p => p.write(WAVES, `${p.read(WAVES)}V2,second round,2001-04-02,2001-04-08,200,reported,1,B01,away\n`),
      /^waves.csv:3:1: no figure is printed of wave `V2`/,
    ],
    [
      'an item with neither a figure nor an operator',
      p => p.write(ITEMS, `${p.read(ITEMS)}glad,feels glad,attitude,yes,away,\n`),
      /^items.csv:4:1: item `glad` has neither a figure nor an operator/,
    ],
    [
      'a run that ends before a fitted wave',
      p => p.edit(SCENARIO, 'until: 2001-04-29', 'until: 2001-01-28'),
      /^plain.yaml:5:8: the run ends before figures that a fit aims at: wave V1: found 2001-01-28, expected 2001-02-08 or later/,
    ],
    [
      'a new place that falls to `else`',
      p => {
        addTable(p, 'reach,place,town,1,1,A00,', 'reach,place,city,2,1,A00,', 'reach,place,else,0,1,A00,');
        p.edit(RULES, 'reach[trade]', 'reach[place]');
        p.write(PLACES, `${p.read(PLACES)}port,the port,1,A00,1,A00\n`);
      },
      /^tables.csv:4:13: table `reach` forgets `port`: found `else`, 0, where most places have numbers/,
    ],
    [
      'a new place that half of a table of pairs forgets',
      p => {
        const pairs = ['town*city', 'city*town', 'village*town', 'village*city', 'village*port'];
        addTable(
          p,
          ...pairs.map(pair => `reach,place*place,${pair},1,1,A00,`),
          'reach,place*place,else,0,1,A00,',
        );
        p.edit(RULES, 'reach[trade]', 'reach[place, place]');
        p.write(PLACES, `${p.read(PLACES)}port,the port,1,A00,1,A00\n`);
      },
      /^tables.csv:7:19: table `reach` forgets `port`/,
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

describe('a comparison', () => {
  /** Warnings of `plain` and of another scenario that says this besides. */
  function compared(lines: string, options = {}): string[] {
    const project = makeProject();
    try {
      project.write('scenarios/other.yaml', `extends: plain.yaml\ntitle: other\nassumes: x\n${lines}\n`);
      const files = ['plain', 'other'].map(name => join(project.folder, `scenarios/${name}.yaml`));
      return joinWarnings(
        ...compareInputs(files, options).map(({ inputs }) => resolveScenario(inputs).warnings),
      ).map(({ message, found }) => `${message}: ${found}`);
    } finally {
      project.remove();
    }
  }

  it('warns of a scenario that goes on longer than another', () => {
    expect(compared('until: 2001-05-27')).toEqual([
      '`other` is compared until 2001-04-29 only, where another scenario ends: 2001-05-27',
    ]);
    expect(compared('until: 2001-04-01')).toEqual([
      '`plain` is compared until 2001-04-01 only, where another scenario ends: 2001-04-29',
    ]);
    // Another day of the same week, and weeks that are asked for, shorten nothing in silence.
    expect(compared('until: 2001-04-27')).toEqual([]);
    expect(compared('until: 2001-05-27', { weeks: 9 })).toEqual([]);
  });

  it('warns of a seed and sizes that it does not follow', () => {
    expect(compared('seed: mine\npersons_per_agent: 20\nreplicates: 5')).toEqual([
      '`other` runs with `seed` and `persons_per_agent` and `replicates` of `plain`: undefined',
    ]);
    expect(compared('seed: mine', { seed: 'ours' })).toEqual([]);
  });
});

it('warns of the points of a grid whose levers have values', async () => {
  const project = makeProject();
  try {
    const sweep =
      'title: s\nscenario: plain.yaml\npoints: 3\nlevers:\n  pull: { parameter: pull, values: [0, 0.1] }\nseeds: 1\n';
    project.write('scenarios/pull.yaml', sweep);
    const folder = join(project.folder, 'swept');
    const { warnings } = await runSweep(join(project.folder, 'scenarios/pull.yaml'), {
      threads: 0,
      weeks: 3,
      folder,
    });
    expect(warnings.map(({ message, at }) => [message, at?.line])).toEqual([
      ['`points` has no effect: every lever of the grid has `values`', 3],
    ]);
  } finally {
    project.remove();
  }
});

it('cites a source by its name in words, too', () => {
  const cited = warningsOf(p => {
    p.write(studyFile('sources'), `${p.read(studyFile('sources'))}B02,a diary,2001,,press,\n`);
    p.edit(PARAMETERS, 'rate of leaving of the bravest', 'rate of leaving of the bravest (B02)');
  });
  expect(cited).toEqual([]);
});
