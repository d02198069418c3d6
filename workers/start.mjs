#!/usr/bin/env node
// Starts a TypeScript entry on every supported Node: those that don't strip types themselves get tsx's loader first. An older
// Node hands over to the one that the project installs. The main thread starts the command line; a worker thread starts the
// entry its creator names.
import './lean.mjs';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';

/** Older ones lack WebAssembly with several memories. */
const OLDEST_NODE = 22;

if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) {
  const entry = isMainThread ? '../src/cli/main.ts' : workerData.entry;
  if (entry.endsWith('.ts') && !process.features.typescript) (await import('tsx/esm/api')).register();
  await import(new URL(entry, import.meta.url).href);
} else handOver(fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url)));

function handOver(node) {
  if (!existsSync(node)) {
    console.error(
      `error: this Node is too old: found ${process.version}, expected ${OLDEST_NODE} or newer (npm start brings its own)`,
    );
    process.exit(2);
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C reaches both; whatever else is meant for this process is meant for the other.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', code => process.exit(code ?? 1));
}
