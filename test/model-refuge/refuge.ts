import { small } from '../support/scenario.ts';
import { type Change, live, type World } from '../support/world.ts';

const NAME = 'germany-2022';

/** The second model's scenario on few agents, with changes. */
export const refuge = (change: Omit<Change, 'name'> = {}): World => live({ name: NAME, ...change });

/** What happened, but for the events named. */
export const historyWithout = (...ids: string[]) =>
  small(NAME).scenario.events.filter(event => !ids.includes(event.id ?? ''));

type State = ReturnType<World['at']>;

/** Storage indices of those who meet a condition at the end of a week. */
export function those(world: World, week: number, meets: (state: State, i: number) => boolean): number[] {
  const state = world.at(week);
  return Array.from({ length: world.agents }, (_, i) => i).filter(i => meets(state, i));
}

/** Share of some agents who meet a condition at the end of a week. */
export function shareOf(
  world: World,
  week: number,
  base: (state: State, i: number) => boolean,
  meets: (state: State, i: number) => boolean,
): number {
  const found = those(world, week, base);
  const state = world.at(week);
  return found.filter(i => meets(state, i)).length / found.length;
}
