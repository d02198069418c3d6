import { createEngine } from './asking.ts';
import type { Answer, Request } from './messages.ts';

/** What a web worker runs: it has the engine, and the page has none. */
const engine = createEngine();

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  const answer = engine(data);
  postMessage(answer, { transfer: buffersOf(answer) });
});

/** The long columns of a run: handed over, not copied. */
function buffersOf(answer: Answer): Transferable[] {
  if (answer.kind !== 'ran') return [];
  const { trajectories, living, entered, moves, survey } = answer.course;
  return [trajectories, living, entered, moves, survey].map(column => column.buffer);
}
