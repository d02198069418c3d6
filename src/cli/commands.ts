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
      'Runs a scenario and compares it with its study: survey and flows with the printed figures, every relation by its sign, and by whether it disappears without its mechanism.',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    usage: 'calibrate <file>',
    describe:
      "Fits the parameters of a scenario's model to the figures of its study, and reports how well they are known. Finished runs are kept: --resume continues after a stop.",
    load: async () => (await import('./calibrate.ts')).calibrate,
  },
  {
    usage: 'backtest <file>',
    describe:
      'Tells how good projections have been: fits to what was known on earlier days, projects every later figure and scores it, beside forecasts without a model.',
    load: async () => (await import('./backtest.ts')).backtest,
  },
  {
    usage: 'regress <runs>',
    describe:
      'Fits parameters by regression on existing runs: a table (CSV) with a column for each parameter and each target.',
    load: async () => (await import('./regress.ts')).regress,
  },
  {
    usage: 'compare <base> <others..>',
    describe:
      'Runs scenarios on the same draws of parameters and chance and reports their differences, pair by pair. Ends with sentences to quote.',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    usage: 'explore [scenarios..]',
    describe: 'Serves a page on which you ask what if with a pointer, and the model answers in your browser.',
    load: async () => (await import('./explore.ts')).explore,
  },
  {
    usage: 'sweep <file>',
    describe: 'Runs a scenario while one or more levers take many values: a grid or a Latin hypercube.',
    load: async () => (await import('./sweep.ts')).sweep,
  },
  {
    usage: 'sensitivity <file>',
    describe:
      'Shows which parameters move the outcomes of a scenario over their priors, compared with chance alone.',
    load: async () => (await import('./sensitivity.ts')).sensitivity,
  },
  {
    usage: 'serve-runs <file>',
    describe:
      'Takes points as JSON lines on standard input and answers with outcomes in JSON lines, until the input ends: for samplers, which pay the start once.',
    load: async () => (await import('./serve-runs.ts')).serve,
  },
  {
    usage: 'init <folder>',
    describe:
      'Writes a study of its own that runs at once: model, survey, scenarios, README. Overwrites nothing.',
    load: async () => (await import('./init.ts')).init,
  },
  {
    usage: 'new <name>',
    describe: 'Writes a new scenario with every lever in a comment, ready to edit. Overwrites nothing.',
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
      'Explains in plain words what a lever, metric, parameter, rule, item, column, event, place, network or table is, and its source.',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    usage: 'follow <file>',
    describe:
      'Traces one agent through a run, week by week: what changed, and which rule changed it. Writes nothing.',
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
    describe: 'Writes the page of an output folder again: report.html, from its tables alone.',
    load: async () => (await import('./report.ts')).report,
  },
  {
    usage: 'verify [folder]',
    describe:
      'Reproduces results from their manifest and compares them byte for byte, and the manifest field by field. Exit code 0: the same, 1: different.',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    usage: 'profile <file>',
    describe: 'Shows where the time of a run goes: by rule, by count, by part. Writes nothing.',
    load: async () => (await import('./profile.ts')).profile,
  },
  {
    usage: 'plan <files..>',
    describe:
      'Splits the runs of scenario files into shards for many machines: `shard` does one, `merge` writes what `run` would have written.',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    usage: 'shard <folder> [share]',
    describe:
      'Does the runs of one shard that are not done yet. Finished runs are kept; the same command continues after a stop.',
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
    describe: 'Writes the scripts with which a Slurm cluster runs a plan: an array of tasks, then a merge.',
    load: async () => (await import('./slurm.ts')).slurm,
  },
  {
    usage: 'worker',
    describe:
      'Does runs that are requested with `--executor redis`, until it is stopped; finishes those under way first.',
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    usage: 'doctor',
    describe:
      "Checks this machine: what works, and what to do about what doesn't. Exit code 1 when runs would fail.",
    load: async () => (await import('./doctor.ts')).doctor,
  },
];
