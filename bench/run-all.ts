import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** All benches one after the other; `--short` only asks whether states agree, and is what CI runs. */
const BENCHES = ['peer-step', 'rhizome-model', 'scaling', 'pairing'];

for (const bench of BENCHES) {
  const file = fileURLToPath(new URL(`./${bench}.ts`, import.meta.url));
  const args = process.argv.slice(2);
  if (!args.includes('--short')) console.log(`\n## ${bench}\n`);
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
