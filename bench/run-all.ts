import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * All benches one after the other, the contest with C into the history; `--short` asks whether states agree and the ratio to C is
 * kept, and is what CI runs.
 */
const BENCHES = ['peer-step', 'rhizome-model', 'scaling', 'quota', 'pairing'];

for (const bench of BENCHES) {
  const file = fileURLToPath(new URL(`./${bench}.ts`, import.meta.url));
  const words = process.argv.slice(2);
  const isShort = words.includes('--short');
  const args = bench === 'peer-step' && !isShort ? [...words, '--record'] : words;
  if (!isShort) console.log(`\n## ${bench}\n`);
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
