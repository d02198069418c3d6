import type { Listed } from './command.ts';

/**
 * All commands, in the order of the help. What each does is loaded when it is asked for: help of all loads none, and a command
 * nothing that only others need.
 */
export const COMMANDS: readonly Listed[] = [
  {
    usage: 'run [files..]',
    describe: 'Runs scenario files and writes a folder of tables for each.',
    load: async () => (await import('./run.ts')).run,
  },
  {
    usage: 'validate <file>',
    describe:
      'Runs a scenario and judges it: survey and flows against the printed figures, every relation of the study by its sign, and whether the relation goes when its mechanism is switched off.',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    usage: 'calibrate <file>',
    describe:
      "Fits the parameters of a scenario's model to the figures of its study, and tells how well they are known. Every finished run is kept: after a stop, --resume goes on.",
    load: async () => (await import('./calibrate.ts')).calibrate,
  },
  {
    usage: 'regress <runs>',
    describe:
      'Fits parameters by regression to runs that were made anyway: a table (CSV) with a column for each parameter and each target.',
    load: async () => (await import('./regress.ts')).regress,
  },
  {
    usage: 'compare <base> <others..>',
    describe:
      'Runs scenarios on the same draws of parameters and chance and tells their differences, pair by pair. Ends with sentences to be quoted.',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    usage: 'sweep <file>',
    describe: 'Runs a scenario while one or more levers take many values: a grid or a Latin hypercube.',
    load: async () => (await import('./sweep.ts')).sweep,
  },
  {
    usage: 'sensitivity <file>',
    describe:
      'Shows which parameters move the outcomes of a scenario over their priors, beside what chance alone does.',
    load: async () => (await import('./sensitivity.ts')).sensitivity,
  },
  {
    usage: 'init <folder>',
    describe:
      'Writes a study of its own that runs at once: model, survey, scenarios, README. Overwrites nothing.',
    load: async () => (await import('./init.ts')).init,
  },
  {
    usage: 'new <name>',
    describe: 'Writes a new scenario with every lever in a comment, ready to be changed. Overwrites nothing.',
    load: async () => (await import('./new.ts')).create,
  },
  {
    usage: 'check <file>',
    describe:
      'Checks a scenario with its model and survey: what it changes, what is doubtful, what a run costs. Runs nothing.',
    load: async () => (await import('./check.ts')).check,
  },
  {
    usage: 'list <what>',
    describe:
      "Lists places, events, levers, networks, groups, metrics, parameters, items or rules of a scenario's model and survey.",
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'explain <name>',
    describe:
      'Tells in plain words what a lever, metric, parameter, rule, item, column, event, place, network or table is, and its source.',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    usage: 'follow <file>',
    describe:
      "Tells one agent's life in a run, week by week: what changed, and which rule changed it. Writes nothing.",
    load: async () => (await import('./follow.ts')).follow,
  },
  {
    usage: 'docs [model]',
    describe:
      "Writes a model's page: the prose of its odd.md with tables made from the model's and the survey's files.",
    load: async () => (await import('./docs.ts')).docs,
  },
  {
    usage: 'report <folders..>',
    describe: 'Makes the page of an output folder again: report.html, from the tables of the folder alone.',
    load: async () => (await import('./report.ts')).report,
  },
  {
    usage: 'verify [folder]',
    describe:
      'Makes results again as their manifest says and compares them byte for byte, and the manifest field by field. Exit code 0: the same, 1: different.',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    usage: 'profile <file>',
    describe: 'Shows where the time of a run goes: by rule, by what is counted, by part. Writes nothing.',
    load: async () => (await import('./profile.ts')).profile,
  },
  {
    usage: 'plan <files..>',
    describe:
      'Deals out the runs of scenario files to many machines: `shard` does a share of them, `merge` writes what `run` would have.',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    usage: 'shard <folder> [share]',
    describe:
      'Does one share of a plan, as far as it is not yet done. Every finished run is kept; the same command goes on after a stop.',
    load: async () => (await import('./shard.ts')).shard,
  },
  {
    usage: 'merge <folder>',
    describe:
      'Writes the output folders of a plan whose shards are done: the same files that `run` writes on one machine.',
    load: async () => (await import('./merge.ts')).merge,
  },
  {
    usage: 'slurm <folder>',
    describe:
      'Writes the scripts by which a Slurm cluster does a plan: an array of tasks, and merging after them.',
    load: async () => (await import('./slurm.ts')).slurm,
  },
  {
    usage: 'worker',
    describe:
      'Does runs for whoever asks for them with `--executor redis`, until it is stopped; those under way are finished first.',
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    usage: 'doctor',
    describe:
      "Looks at this machine: what works here, and what to do about what doesn't. Exit code 1 when runs would fail.",
    load: async () => (await import('./doctor.ts')).doctor,
  },
];
