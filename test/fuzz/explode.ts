import { readdirSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate, resolveScenario } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { makeProject } from '../cli/process.ts';
import { attempt } from './attempt.ts';
import { BOMBS, type Bomb } from './bombs.ts';
import { village, type World } from './world.ts';

export const SCENARIO = 'scenarios/plain.yaml';

/** Characters from which a bomb takes a second of a busy machine. */
const HEAVY = 100_000;

/** A test for each bomb of the small world: it is refused in the words that it names, or is understood and runs. */
export function bombsOf(weight: 'light' | 'heavy'): void {
  const world = village();
  afterAll(() => world.remove());
  const files = world.listing();
  const made = Object.entries(BOMBS).map(([name, bomb]) => ({
    name,
    bomb,
    text: bomb.text(world.text(bomb.file)),
  }));
  it.each(made.filter(({ text }) => text.length > HEAVY === (weight === 'heavy')))(
    '$name',
    ({ name, bomb, text }) => {
      world.spoil(bomb.file, text, () => {
        const said = attempt(name, () => resolveScenario(readInputs(world.path(SCENARIO)))).problems?.join(
          '\n',
        );
        if (bomb.refused) expect(said).toMatch(bomb.refused);
        else expect(said ?? attempt(`${name}, run`, () => runBriefly(world)).problems).toBeUndefined();
      });
      expect(world.listing()).toEqual(files);
    },
  );
}

/** Three weeks of few people, by both backends. */
function runBriefly(world: World): void {
  const inputs = readInputs(world.path(SCENARIO));
  const untilDay = inputs.scenario.startDay + 20;
  const scenario = { ...inputs.scenario, weeks: 3, untilDay, personsPerAgent: 100 };
  for (const backend of ['js', 'wasm'] as const) {
    const { task } = instantiate({ ...inputs, scenario }, { backend, slots: 1 });
    openTask(task).run({ scenario: scenario.name, replicate: 1 }, 0);
  }
}

/** As a user meets it: a few lines on stderr with the place, nothing on stdout, exit code 2, no file or folder made. */
export async function refuseByCommand({ file, text, refused }: Bomb): Promise<void> {
  const project = makeProject();
  project.write(file, text(project.read(file)));
  const before = readdirSync(project.folder, { recursive: true });
  const { code, stdout, stderr } = await project.rhizome('run', SCENARIO);
  expect(stderr).toMatch(refused!);
  expect(stderr.split('\n').length).toBeLessThan(110);
  expect(stderr).toMatch(/^error: \S+:\d+:\d+: /);
  expect(stderr).not.toMatch(/^\s+at |bug in Rhizome/m);
  expect([code, stdout]).toEqual([2, '']);
  expect(readdirSync(project.folder, { recursive: true })).toEqual(before);
  project.remove();
}
