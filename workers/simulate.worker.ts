import { parentPort } from 'node:worker_threads';
import { serve } from '../src/execute/open-task.ts';

if (parentPort) serve(parentPort);
