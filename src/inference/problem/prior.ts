import { didYouMean, type Position, throwDiagnostic } from '../../core/diagnostics.ts';

/** What is believed of a parameter before any survey is seen. */
export type Prior =
  | { kind: 'uniform'; low: number; high: number }
  | { kind: 'normal'; mean: number; sd: number }
  /** exp of a normal: `mean` and `sd` are those of the logarithm. */
  | { kind: 'lognormal'; mean: number; sd: number }
  | { kind: 'beta'; a: number; b: number }
  | { kind: 'triangular'; low: number; mode: number; high: number }
  | { kind: 'discrete'; values: readonly number[]; weights: readonly number[] };

/** How parameters.csv says that a parameter has no prior. */
export const FIXED = 'fixed';

/** How each kind is written in parameters.csv. */
const PRIOR_FORMS = {
  uniform: 'uniform(low, high)',
  normal: 'normal(mean, sd)',
  lognormal: 'lognormal(mean of the log, sd of the log)',
  beta: 'beta(a, b)',
  triangular: 'triangular(low, mode, high)',
  discrete: 'discrete(1, 2, 5) or discrete(1: 0.2, 2: 0.8)',
};

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Read `normal(0.5, 0.1)` and its like. Throws a DiagnosticError at `at` that says what is allowed. */
export function parsePrior(text: string, at?: Position): Prior {
  const match = /^\s*([a-z_]+)\s*\(([^()]*)\)\s*$/i.exec(text);
  const kinds = Object.keys(PRIOR_FORMS) as (keyof typeof PRIOR_FORMS)[];
  if (!match)
    throwDiagnostic({
      kind: 'syntax',
      message: 'not a prior',
      at,
      found: `\`${text}\``,
      expected: kinds.map(kind => PRIOR_FORMS[kind]).join(', '),
      hint: text.trim() === 'fixed' ? 'a fixed parameter has `fit` no' : undefined,
    });
  const kind = kinds.find(name => name === match[1]);
  if (!kind)
    throwDiagnostic({
      kind: 'unknown',
      message: `no prior is called \`${match[1]}\``,
      at,
      expected: kinds.join(', '),
      hint: didYouMean(match[1], kinds),
    });
  const reject = (expected: string): never =>
    throwDiagnostic({
      kind: 'value',
      message: 'an impossible prior',
      at,
      found: `\`${text.trim()}\``,
      expected,
    });
  const parts = match[2].split(',').map(part => part.trim());
  const number = (part: string) => (NUMBER.test(part) ? Number(part) : reject(PRIOR_FORMS[kind]));
  if (kind === 'discrete') return discrete(parts, number, reject);
  const numbers = parts.map(number);
  const wanted = kind === 'triangular' ? 3 : 2;
  if (numbers.length !== wanted) reject(PRIOR_FORMS[kind]);
  const [a, b, c] = numbers;
  if (kind === 'uniform') return a < b ? { kind, low: a, high: b } : reject('low below high');
  if (kind === 'normal') return b > 0 ? { kind, mean: a, sd: b } : reject('an sd above 0');
  if (kind === 'lognormal') return b > 0 ? { kind, mean: a, sd: b } : reject('an sd of the log above 0');
  if (kind === 'beta') return a > 0 && b > 0 ? { kind, a, b } : reject('a and b above 0');
  return a <= b && b <= c && a < c ? { kind, low: a, mode: b, high: c } : reject('low <= mode <= high');
}

function discrete(parts: string[], number: (part: string) => number, reject: (why: string) => never): Prior {
  const pairs = parts.map(part => part.split(':').map(piece => piece.trim()));
  const values = pairs.map(([value]) => number(value));
  const weighted = pairs.some(pair => pair.length > 1);
  if (pairs.some(pair => pair.length !== (weighted ? 2 : 1))) reject(PRIOR_FORMS.discrete);
  const weights = pairs.map(pair => (weighted ? number(pair[1]) : 1));
  if (values.some((value, i) => i > 0 && !(value > values[i - 1]))) reject('ascending values');
  if (weights.some(weight => !(weight > 0))) reject('weights above 0');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { kind: 'discrete', values, weights: weights.map(weight => weight / total) };
}
