import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnBytes, columnValues } from '../src/engine/state/columns.ts';
import { readInputs } from '../src/io/project/inputs.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { openTask } from '../src/simulate/simulate.ts';
import { adjust } from '../src/workflows/run/load-inputs.ts';

/** The blocks of docs/tutorial/adding-a-mechanism.md that name a file, as a reader would type them into the project. */
const blocks = [
  ...readFileSync('docs/tutorial/adding-a-mechanism.md', 'utf8').matchAll(
    /^```(\w+) (\S+)\n([\s\S]*?)^```$/gm,
  ),
].map(([, kind, file, text]) => ({ kind, file, text }));

/** Put one block into its file: a changed place, further rows, or a new file. */
function apply(folder: string, { kind, file, text }: (typeof blocks)[number]): void {
  const path = join(folder, file);
  if (kind === 'csv') {
    appendFileSync(path, text);
  } else if (kind === 'yaml') {
    expect(existsSync(path), `${file} is new`).toBe(false);
    writeFileSync(path, text);
  } else {
    const [before, after] = ['+', '-'].map(sign => `\n${side(text, sign)}`);
    const whole = readFileSync(path, 'utf8');
    expect(whole.split(before), `the page's place in ${file} is there just once`).toHaveLength(2);
    writeFileSync(path, whole.split(before).join(after));
  }
}

/** A diff without the lines of one sign: what stands there before or after. */
const side = (text: string, sign: string) =>
  text
    .trimEnd()
    .split('\n')
    .filter(line => line[0] !== sign)
    .map(line => `${line.slice(1)}\n`)
    .join('');

const WEEKS = 110;
const SIZE = { personsPerAgent: 300, weeks: WEEKS };

/** Weeks at which people are looked at, and what is seen: by week, the value of each column by permanent id. */
function look(scenarioFile: string, weeks: readonly number[], names: readonly string[]) {
  const { task, resolved } = instantiate(adjust(readInputs(scenarioFile, 'defaults'), SIZE), {
    backend: 'wasm',
    slots: 1,
  });
  const { memory, layout } = task;
  const ids = new Uint32Array(memory.buffer, layout.ids, layout.agents);
  const seen = new Map<number, Map<string, number[]>>();
  const onWeek = (week: number) => {
    if (!weeks.includes(week)) return;
    const columns = names.map(name => {
      const k = resolved.model.columns.findIndex(column => column.name === name);
      const stored = columnValues(layout.columns[k], columnBytes(memory, layout, 0, k, week).slice());
      const values = new Array<number>(layout.agents);
      ids.forEach((id, at) => {
        values[id] = stored[at];
      });
      return [name, values] as const;
    });
    seen.set(week, new Map(columns));
  };
  const result = openTask(task).run({ scenario: 'x', replicate: 1 }, 0, { onWeek })!;
  return { result, seen };
}

describe('docs/tutorial/adding-a-mechanism.md', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rhizome-mechanism-'));
    for (const name of ['models', 'surveys', 'scenarios'])
      cpSync(name, join(folder, name), { recursive: true });
    for (const block of blocks) apply(folder, block);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes under 20 lines of YAML and two numbers', () => {
    const own = blocks.filter(({ file }) => file.startsWith('models/'));
    const yaml = own
      .filter(({ kind }) => kind !== 'csv')
      .flatMap(({ kind, text }) =>
        text
          .trimEnd()
          .split('\n')
          .filter(line => kind === 'yaml' || line.startsWith('+')),
      );
    expect(yaml.length).toBeGreaterThan(5);
    expect(yaml.length).toBeLessThan(20);
    const rows = own.filter(({ kind }) => kind === 'csv').flatMap(({ text }) => text.trim().split('\n'));
    expect(rows).toHaveLength(2);
  });

  it('runs, and a savings cushion delays return', () => {
    const names = ['savings', 'place', 'first_host', 'returns_home', 'distress', 'cushion'];
    const [early, late] = [35, WEEKS - 1];
    const world = (scenario: string, own = names) =>
      look(join(folder, 'scenarios', scenario), [early, late], own);
    const with_ = world('baseline.yaml');
    const off = world('no-cushion.yaml');
    const shipped = look('scenarios/baseline.yaml', [early, late], names.slice(0, -1));

    // Without its effect the mechanism changes nothing else.
    for (const week of [early, late])
      for (const name of names.slice(0, -1))
        expect(off.seen.get(week)!.get(name)).toEqual(shipped.seen.get(week)!.get(name));
    expect(off.result.flows).toEqual(shipped.result.flows);

    // Savings are spent by those who left, and by nobody else.
    const [savings, first, cushion] = ['savings', 'first_host', 'cushion'].map(
      name => with_.seen.get(late)!.get(name)!,
    );
    const start = Math.max(...cushion);
    expect(start).toBe(26);
    cushion.forEach((weeks, id) => {
      if (savings[id] === 0) expect(weeks).toBe(0);
      else if (first[id] === 0) expect(weeks).toBe(start);
    });
    expect(
      cushion.filter((weeks, id) => savings[id] === 1 && first[id] !== 0 && weeks === 0).length,
    ).toBeGreaterThan(100);

    /** Returned savers with the cushion, relative to those without. */
    const ratio = (week: number) => {
      const [a, b] = [with_, off].map(({ seen }) => {
        const columns = seen.get(week)!;
        return columns.get('returns_home')!.filter((n, id) => n > 0 && columns.get('savings')![id] === 1)
          .length;
      });
      expect(b).toBeGreaterThan(20);
      return a / b;
    };
    expect(ratio(early)).toBeLessThan(0.7);
    expect(ratio(late)).toBeGreaterThan(ratio(early) + 0.1);
  });

  it('shows its rule in the plan and can be switched off as a mechanism', () => {
    const without = 'extends: baseline.yaml\ntitle: x\nassumes: x\nwithout: [cushion]\n';
    writeFileSync(join(folder, 'scenarios/without.yaml'), without);
    const plan = (scenario: string) => {
      const inputs = adjust(readInputs(join(folder, 'scenarios', scenario), 'defaults'), {
        ...SIZE,
        personsPerAgent: 5000,
      });
      return instantiate(inputs, { backend: 'js', slots: 1 }).resolved.model.plan.map(({ id }) => id);
    };
    expect(plan('baseline.yaml')).toContain('spend-savings');
    expect(plan('without.yaml')).not.toContain('spend-savings');
  });
});
