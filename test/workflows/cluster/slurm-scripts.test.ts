import { describe, expect, it } from 'vitest';
import { type SlurmJob, slurmScripts } from '../../../src/workflows/cluster/slurm-scripts.ts';

const scriptsIn = (folder: string) =>
  slurmScripts({
    folder,
    plan: { shards: 2, scenarios: [{ name: 'plain', file: 'plain.yaml', seed: '1', runs: 2, inputs: {} }] },
    tasks: 2,
    rhizome: ['rhizome'],
    cpus: 1,
  } satisfies SlurmJob);

describe('Scripts for Slurm', () => {
  it.each([
    ['/data/50% off', '/data/50%% off'],
    ['/data/%j/100%', '/data/%%j/100%%'],
    ['/data/%%a', '/data/%%%%a'],
    ['/data/big', '/data/big'],
  ])('write logs into %s, whose per cent signs are no patterns of Slurm', (folder, written) => {
    const scripts = scriptsIn(folder);
    expect(scripts['array.sh']).toContain(`#SBATCH --output="${written}/slurm/%A_%a.log"\n`);
    expect(scripts['merge.sh']).toContain(`#SBATCH --output="${written}/slurm/merge_%j.log"\n`);
    // The shell knows no such patterns.
    const word = folder.includes(' ') ? `'${folder}'` : folder;
    expect(scripts['array.sh']).toContain(`rhizome shard ${word} `);
    expect(scripts['merge.sh']).toContain(`rhizome merge ${word}`);
  });
});
