import { calibrate } from './calibrate.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { compare } from './compare.ts';
import { docs } from './docs.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { follow } from './follow.ts';
import { list } from './list.ts';
import { merge } from './merge.ts';
import { create } from './new.ts';
import { plan } from './plan.ts';
import { profile } from './profile.ts';
import { regress } from './regress.ts';
import { report as remake } from './report.ts';
import { run } from './run.ts';
import { sensitivity } from './sensitivity.ts';
import { shard } from './shard.ts';
import { slurm } from './slurm.ts';
import { sweep } from './sweep.ts';
import { validate } from './validate.ts';
import { verify } from './verify.ts';
import { worker } from './worker.ts';

/** Every command, in the order in which `--help` lists them; the first is the one that runs when none is named. */
export const COMMANDS: readonly Command[] = [
  run,
  validate,
  calibrate,
  regress,
  compare,
  sweep,
  sensitivity,
  create,
  check,
  list,
  explain,
  follow,
  docs,
  remake,
  verify,
  profile,
  plan,
  shard,
  merge,
  slurm,
  worker,
  doctor,
];
