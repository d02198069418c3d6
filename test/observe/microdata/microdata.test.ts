import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/core/diagnostics.ts';
import { columnsIn, doublesOf, type SnapshotRows } from '../../../src/observe/microdata/rows.ts';
import type { Microdata } from '../../../src/scenario/microdata.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { GENERATIONS } from '../../simulate/generations.ts';
import { type InlineModel, inlineInputs } from '../../support/model.ts';
import { runInline } from '../../support/run.ts';

const AT = { file: 'scenario.yaml', line: 1, column: 1 };
const column = (name: string, expression = name) => ({ name, text: textAt(expression) });
const wanted = (columns: string[], where?: string) => ({
  columns: columns.map(one => column(one)),
  where: where === undefined ? undefined : textAt(where),
  at: AT,
});

const TOWN: InlineModel = {
  columns: `
place: { type: place, initial: home }
wealth: { type: number, published: true, initial: uniform('w') }
children: { type: integer }
calm: { type: flag, initial: uniform('c') > 0.5 }
since: { type: week }`,
  parameters: { persons: 300 },
  networks: 'networks:\n  friends: { shape: random, degree: 3 }\n  kin: { shape: ring, degree: 2 }',
  more: 'groups:\n  host: place',
  rules: `
rule: go
who: place == home
chance: 0.1
then:
  place: abroad
  since: week
---
rule: earn
set:
  wealth: wealth + uniform('luck')
  children: children + if(calm, 1, 0)`,
};

/** The rows of every snapshot of a run. */
function rowsOf(outputs: Microdata, model: InlineModel = TOWN) {
  const inputs = inlineInputs(model, { weeks: 6 });
  const given = { ...inputs, scenario: { ...inputs.scenario, outputs } };
  const run = runInline(given);
  const { microdata: tables = [] } = resolveScenario(given).frame;
  const snapshots: SnapshotRows[] = [];
  let rest = run.result.microdata!;
  for (const table of tables)
    for (const _ of table.snapshots) {
      const length = doublesOf(table, rest[0]);
      snapshots.push(columnsIn(table, rest.slice(0, length)));
      rest = rest.slice(length);
    }
  expect(rest).toHaveLength(0);
  return { run, snapshots, tables };
}

describe('rows of single agents', () => {
  it('hold the columns of each agent by permanent id at the end of the run', () => {
    const { run, snapshots } = rowsOf({
      agents: { ...wanted(['wealth', 'children', 'calm', 'place', 'host', 'since']), weeks: undefined },
    });
    const [{ rows, ids, values }] = snapshots;
    expect(rows).toBe(300);
    expect([...ids[0]]).toEqual(Array.from({ length: 300 }, (_, id) => id));
    for (const [k, name] of ['wealth', 'children', 'calm', 'place', 'place', 'since'].entries())
      expect([...values[k]]).toEqual(run.column(name).map(Number));
  });

  it('are of those for whom `where` holds, at each date', () => {
    const { run, snapshots } = rowsOf({
      agents: { ...wanted(['wealth'], 'place == abroad'), weeks: [1, 5] },
    });
    const abroad = run.column('place').flatMap((place, id) => (place === 1 ? [id] : []));
    expect([...snapshots[1].ids[0]]).toEqual(abroad);
    expect([...snapshots[1].values[0]]).toEqual(abroad.map(id => run.column('wealth')[id]));
    expect(snapshots[0].rows).toBeGreaterThan(0);
    expect(abroad).toEqual(expect.arrayContaining([...snapshots[0].ids[0]]));
    expect(snapshots[0].rows).toBeLessThan(abroad.length);
  });

  it('are of the living in a model in which people come and die', () => {
    const { run, snapshots } = rowsOf({ agents: { ...wanted(['place']), weeks: undefined } }, GENERATIONS);
    const [{ rows, ids, values }] = snapshots;
    expect(rows).toBe(run.series('people').at(-1));
    expect(new Set(ids[0]).size).toBe(rows);
    // Some of those who came since.
    expect(Math.max(...ids[0])).toBeGreaterThanOrEqual(run.result.agents);
    expect(run.series('deaths')[0]).toBeGreaterThan(0);
    expect([...values[0]]).toEqual([...ids[0]].map(id => run.column('place')[id]));
  });
});

describe('rows of ties', () => {
  it('hold every tie of a ring once, with the values of both ends', () => {
    const ties = { ...wanted(['wealth']), weeks: undefined, networks: [{ name: 'kin', at: AT }] };
    const { run, snapshots, tables } = rowsOf({ ties });
    const [{ rows, ids, values }] = snapshots;
    expect(rows).toBe(300);
    expect(tables[0].columns.map(({ name }) => name)).toEqual(['wealth', 'wealth_other']);
    const wealth = run.column('wealth');
    const degrees = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      expect(ids[0][row]).toBeLessThan(ids[1][row]);
      expect([values[0][row], values[1][row]]).toEqual([wealth[ids[0][row]], wealth[ids[1][row]]]);
      for (const end of ids) degrees.set(end[row], (degrees.get(end[row]) ?? 0) + 1);
    }
    expect([...degrees.values()]).toEqual(new Array(300).fill(2));
  });

  it('are of those of whom `where` holds at both ends, network by network', () => {
    const { run, snapshots, tables } = rowsOf({
      ties: { ...wanted([], 'calm'), weeks: [0], networks: undefined },
    });
    expect(tables[0].snapshots.map(({ of }) => of)).toEqual(['friends', 'kin']);
    const calm = run.column('calm');
    for (const { rows, ids } of snapshots) {
      expect(rows).toBeGreaterThan(20);
      for (const end of ids) expect([...end].every(id => calm[id])).toBe(true);
    }
  });

  it('hold every tie of a directed network from the end that follows', () => {
    const networks = 'networks:\n  idols: { shape: random, degree: 3, directed: true }';
    const { snapshots } = rowsOf(
      { ties: { ...wanted([]), weeks: [0], networks: undefined } },
      { ...TOWN, networks },
    );
    const [{ rows, ids }] = snapshots;
    expect(rows).toBe(900);
    expect([...ids[0]].some((id, row) => id > ids[1][row])).toBe(true);
  });
});
