import { parentPort } from 'node:worker_threads';
import { serveRequests } from '../src/execute/open-task.ts';

if (parentPort) serveRequests(parentPort);
