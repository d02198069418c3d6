import { type Diagnostic, DiagnosticError, throwDiagnostic } from '../core/diagnostics.ts';
import { outputFolder } from '../io/project/here.ts';
import { relationsText } from '../report/terminal/patterns.ts';
import { projectionsText } from '../report/terminal/projections.ts';
import { painter } from '../report/terminal/style.ts';
import { summaryText } from '../report/terminal/terminal.ts';
import { MAX } from '../scenario/counts.ts';
import { nameOfFile } from '../workflows/run/same-names.ts';
import { validate as runAndJudge, VALIDATION_DESIGN } from '../workflows/validate/validate.ts';
import { validatePosterior } from '../workflows/validate/validate-posterior.ts';
import {
  type Command,
  choice,
  flag,
  type Given,
  positive,
  terminalWidth,
  text,
  threads,
  whole,
} from './command.ts';
import { givenParameters, parameterOptions } from './parameters.ts';
import { withProgress } from './progress.ts';
import { FORCE, givenCheckpoint, RESUME, VERBOSE } from './run-options.ts';

/** Relations need many runs of a few thousand respondents each: more agents would make them slower, not surer. */
const PERSONS_PER_AGENT = 200;

export const validate: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    posterior: flag(
      'check the posterior instead of the relations: its fit, its projection of planned waves next to naive forecasts, and its score on rows held out',
    ),
    verbose: VERBOSE,
    strict: flag('exit code 1 when the interval of a relation has the wrong sign'),
    seed: text('any text; the same seed gives the same bytes'),
    ...parameterOptions(VALIDATION_DESIGN),
    replicates: whole(
      1,
      "on default parameters: independent runs of each variant [the scenario's number]",
      MAX.runs,
    ),
    threads: threads(),
    scale: positive(`persons that one agent represents [${PERSONS_PER_AGENT}]`, MAX.personsPerAgent),
    weeks: whole(1, 'weeks to simulate; later figures are not compared', MAX.weeks),
    out: text('output folder [output/validate/<scenario>]'),
    backend: choice(['js', 'wasm'], 'backend for the model. Never changes a result'),
    resume: RESUME,
    force: FORCE,
  },
  examples: [
    ['rhizome validate scenarios/baseline.yaml', 'does the model reproduce what the sources report?'],
    ['rhizome validate scenarios/baseline.yaml --posterior', 'what does the fit project, and was it right?'],
    ['rhizome validate scenarios/baseline.yaml --strict', 'the same as a test'],
  ],
  async run(given) {
    const file = String(given.file);
    if (given.posterior) return judgePosterior(file, given);
    const validation = await withProgress(watched =>
      runAndJudge(file, { ...optionsOf(given), folder: folderOf(file, given), ...watched }),
    );
    const [paint, width] = [painter(process.stdout), terminalWidth()];
    const lines = [
      ...summaryText(validation, given.verbose === true, paint, width),
      '',
      ...relationsText(validation, paint, width),
    ];
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
    const wrong = validation.relations.filter(({ verdict }) => verdict === 'wrong');
    if (given.strict && wrong.length) throw new DiagnosticError(wrong.map(asProblem));
  },
};

/** The posterior against the study; its folder is another one than that of the relations. */
async function judgePosterior(file: string, given: Given): Promise<void> {
  if (given.strict || given.parameters === 'defaults')
    throwDiagnostic({
      kind: 'conflict',
      message: `--posterior and ${given.strict ? '--strict' : '--parameters defaults'} exclude each other`,
    });
  const validation = await withProgress(watched =>
    validatePosterior(file, { ...optionsOf(given), folder: folderOf(file, given, '-posterior'), ...watched }),
  );
  const [paint, width] = [painter(process.stdout), terminalWidth()];
  const lines = [
    ...summaryText(validation, given.verbose === true, paint, width),
    '',
    ...projectionsText(validation, paint),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

const optionsOf = (given: Given) => ({
  ...givenParameters(given),
  seed: given.seed,
  replicates: given.replicates,
  weeks: given.weeks,
  personsPerAgent: given.scale ?? PERSONS_PER_AGENT,
  threads: given.threads,
  backend: given.backend,
  ...givenCheckpoint(given),
});

const folderOf = (file: string, given: Given, ending = '') =>
  given.out ?? outputFolder('validate', `${nameOfFile(file)}${ending}`);

function asProblem({
  relation,
  found,
  band,
}: Awaited<ReturnType<typeof runAndJudge>>['relations'][number]): Diagnostic {
  return {
    kind: 'failed',
    message: `relation ${relation.id} (${relation.cause} → ${relation.effect}) has the wrong sign`,
    at: relation.at,
    found: `${found}, ${band.q05} to ${band.q95}`,
    expected: relation.sign,
  };
}
