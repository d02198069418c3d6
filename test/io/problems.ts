import { type Diagnostic, DiagnosticError } from '../../src/core/diagnostics.ts';

/** The problems that an action throws; none when it succeeds. Any other error passes on. */
export function problemsOf(act: () => unknown): readonly Diagnostic[] {
  try {
    act();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems;
    throw error;
  }
  return [];
}

/** The only problem that an action throws. */
export function problemOf(act: () => unknown): Diagnostic {
  const problems = problemsOf(act);
  if (problems.length !== 1) throw new Error(`${problems.length} problems instead of one`);
  return problems[0];
}
