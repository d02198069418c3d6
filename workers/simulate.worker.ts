import { parentPort } from 'node:worker_threads';
import { serve } from '../src/execute/serve.ts';

if (parentPort) serve(parentPort);
