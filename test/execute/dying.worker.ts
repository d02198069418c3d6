import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { openWorkerApi, serveRequests } from '../../src/execute/open-task.ts';

/** A worker whose thread ends when it is asked for a run that the scenario's title wants it to die of, so many times. */
const skills = openWorkerApi();
let title = '';
serveRequests(parentPort!, {
  ...skills,
  open(post) {
    title = post.task.inputs.scenario.title;
    skills.open(post);
  },
  run(key) {
    const [file, replicate, times, how] = title.split('|');
    const deaths = existsSync(file) ? readFileSync(file, 'utf8').length : 0;
    if (key.replicate !== Number(replicate) || deaths >= Number(times)) return skills.run(key);
    appendFileSync(file, '+');
    if (how === 'memory') for (const hoard = []; ; ) hoard.push(new Array(1e6).fill({}));
    process.exit(3);
  },
});
