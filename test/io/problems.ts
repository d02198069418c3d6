import { type Problem, ProblemError } from '../../src/core/diagnostics.ts';

/** The problems that an action throws; none when it succeeds. Any other error passes on. */
export function problemsOf(act: () => unknown): readonly Problem[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  return [];
}

/** The only problem that an action throws. */
export function problemOf(act: () => unknown): Problem {
  const problems = problemsOf(act);
  if (problems.length !== 1) throw new Error(`${problems.length} problems instead of one`);
  return problems[0];
}
