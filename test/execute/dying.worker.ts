import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Order } from '../../src/execute/protocol.ts';
import { serve } from '../../src/execute/serve.ts';

/** A worker whose thread ends when it is ordered a run that the scenario's title asks it to die of, so many times. */
const [file, replicate, times, how] = workerData.task.inputs.scenario.title.split('|');
parentPort!.on('message', ({ key }: Order) => {
  if (key.replicate !== Number(replicate)) return;
  const deaths = existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  if (deaths >= Number(times)) return;
  appendFileSync(file, '+');
  if (how === 'memory') for (const hoard = []; ; ) hoard.push(new Array(1e6).fill({}));
  process.exit(3);
});
serve(parentPort!, workerData);
