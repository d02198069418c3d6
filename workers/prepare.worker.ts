import { parentPort, workerData } from 'node:worker_threads';
import { servePrepare } from '../src/execute/serve.ts';

if (parentPort) servePrepare(parentPort, workerData);
