#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';
// Starts the program on every supported Node: of a clone its TypeScript, for which a Node that doesn't strip types itself gets
// tsx's loader first; of an installed package what was built. An older Node hands over to the one that is installed beside.
// The main thread starts the command line; a worker thread starts the entry its creator names.
import { packages } from './lean.mjs';

/** Older ones lack WebAssembly with several memories. */
const OLDEST_NODE = 22;
/** Every Node is larger; what an interrupted download leaves isn't. */
const LEAST_BYTES = 1e6;

const isClone = existsSync(new URL('../src/cli/main.ts', import.meta.url));

// Lists of processes show this in place of the words, among which an address may hold a password.
if (isMainThread && process.argv.some(word => /:\/\/.*[@?]/.test(word))) process.title = 'rhizome';

if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) await begin();
else handOver(fileURLToPath(new URL('node/bin/node', packages)));

async function begin() {
  endWithLauncher();
  const entry = isMainThread ? `../src/cli/main.${isClone ? 'ts' : 'js'}` : workerData.entry;
  try {
    if (entry.endsWith('.ts') && !process.features.typescript) (await import('tsx/esm/api')).register();
    await import(new URL(entry, import.meta.url).href);
  } catch (error) {
    if (!isMainThread || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const what = /'([^']+)'/.exec(error.message)?.[1];
    const remedy = isClone
      ? 'run `npm ci` in the folder of Rhizome'
      : 'install it again: npm install rhizome-sim';
    refuse(`a package or file is missing: ${what} (${remedy})`);
  }
}

/** One that an older Node has started ends with it, however that ends. */
function endWithLauncher() {
  if (!isMainThread || !process.channel) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

function handOver(node) {
  const size = statSync(node, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LEAST_BYTES) {
    const broken = size ? '; what it has brought is broken: run `npm ci`' : '';
    const remedy = isClone
      ? `npm start brings its own${broken}`
      : 'install a newer one, or one for this folder alone: npm install node@24';
    refuse(`this Node is too old: found ${process.version}, expected ${OLDEST_NODE} or newer (${remedy})`);
  }
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // What is meant for this process is meant for the other. The terminal's Ctrl-C reaches both, which counts as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', error => refuse(`${node} can't be started: ${error.code}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function refuse(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}
