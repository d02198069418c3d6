#!/usr/bin/env node
// Starts a TypeScript entry on every supported Node: those that don't strip types themselves get tsx's loader first.
// The main thread starts the command line; a worker thread starts the entry its creator names.
import { isMainThread, workerData } from 'node:worker_threads';

const entry = isMainThread ? '../src/cli/main.ts' : workerData.entry;
if (entry.endsWith('.ts') && !process.features.typescript) (await import('tsx/esm/api')).register();
await import(new URL(entry, import.meta.url).href);
