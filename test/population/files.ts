import { DiagnosticError, describe as describeProblem } from '../../src/core/diagnostics.ts';
import type { Csv, Document } from '../../src/core/located-document.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { parseYaml } from '../../src/text/yaml.ts';

const HEADER = 'margin_id,variable,category,given,share,survey_row,n,deff,source_id,text';

/** margins.csv with these rows; cells that are left out at the end are empty. */
export function marginsCsv(...rows: string[]): Csv {
  const full = rows.map(row => row + ','.repeat(9 - row.split(',').length + 1));
  return parseCsv([HEADER, ...full].join('\n').concat('\n'), 'margins.csv');
}

export function populationYaml(variables: Record<string, string[]>): Document {
  const lines = Object.entries(variables).map(
    ([name, list]) => `  ${name}: [${list.map(c => `'${c}'`).join(', ')}]`,
  );
  const text = [
    'persons: pool',
    'relative_departure: rate',
    'margins: margins.csv',
    'variables:',
    ...lines,
  ].join('\n');
  return parseYaml(`${text}\n`, 'population.yaml')[0];
}

export const noStudy = {
  profile: parseCsv('row_id,share\n', 'profile.csv'),
  marginals: parseCsv('row_id,value,n_base\n', 'marginals.csv'),
};

/** The text of the problems that `work` throws. */
export function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems.map(describeProblem).join('\n');
    throw error;
  }
  return 'no problem';
}
