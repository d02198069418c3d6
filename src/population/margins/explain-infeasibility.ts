import type { Diagnostic } from '../../core/diagnostics.ts';
import type { TableMargin } from '../fit/table.ts';
import type { Certificate, Infeasibility } from './infeasibility.ts';

/** How many groups or cells a message lists. */
const MOST_LISTED = 6;
/** Multipliers smaller than this share of the largest say little about what is wrong. */
const NOTABLE = 0.1;

/**
 * An infeasibility in words: which margins, which of their categories, and the numbers that can't hold together.
 * @param cellName names a cell by all its categories
 */
export function explainInfeasibility(
  infeasibility: Infeasibility,
  margins: readonly TableMargin[],
  cellName: (cell: number) => string,
): Diagnostic {
  const kind = 'conflict';
  const { at } = margins[marginsOf(infeasibility, margins)[0]];
  switch (infeasibility.code) {
    case 'MARGIN_TOTALS_DIFFER': {
      const [one, other] = infeasibility.margins.map(m => margins[m].name);
      const [first, second] = infeasibility.sums.map(short);
      return {
        kind,
        at,
        message: `margins ${one} and ${other} have different totals`,
        found: `${first} and ${second}`,
      };
    }
    case 'EMPTY_CATEGORY': {
      const { name, labels, targets } = margins[infeasibility.margin];
      return {
        kind,
        at,
        message: `margin ${name} needs ${labels[infeasibility.group]}, of whom there can be nobody`,
        found: `${short(targets[infeasibility.group])} in the margin, only zeros in the seed`,
      };
    }
    case 'INFEASIBLE_ZEROS':
    case 'INFEASIBLE_JOINT': {
      const { certificate } = infeasibility;
      const names = marginsOf(infeasibility, margins).map(m => margins[m].name);
      const zeros = infeasibility.code === 'INFEASIBLE_ZEROS';
      return {
        kind,
        at,
        message: `margins ${names.join(' and ')} can't hold together${zeros ? ' while some cells are zero' : ''}`,
        found: balance(certificate, margins),
        hint: zeros ? `zero: ${list(certificate.blocked.map(cellName))}` : undefined,
      };
    }
    case 'SLOW_BOUNDARY':
      return {
        kind,
        at,
        message: `margin ${margins[infeasibility.margin].name} is met only by leaving cells empty`,
        found: `${short(infeasibility.residual)} off after ${infeasibility.sweeps} sweeps; vanishing: ${list(infeasibility.cells.map(cellName))}`,
        hint: 'make the margin a little less extreme, or those cells zero',
      };
    case 'NOT_CONVERGED':
      return {
        kind,
        at,
        message: `margin ${margins[infeasibility.margin].name} is not met`,
        found: `${short(infeasibility.residual)} off after ${infeasibility.sweeps} sweeps`,
      };
  }
}

/** The margins an infeasibility speaks of. */
function marginsOf(infeasibility: Infeasibility, margins: readonly TableMargin[]): readonly number[] {
  if ('certificate' in infeasibility) return involved(infeasibility.certificate, margins);
  return 'margins' in infeasibility ? infeasibility.margins : [infeasibility.margin];
}

/** Margins with a part in the proof. */
function involved({ multipliers }: Certificate, margins: readonly TableMargin[]): number[] {
  const spans = multipliers.map(m => Math.max(...m) - Math.min(...m));
  const least = NOTABLE * Math.max(...spans);
  return margins.map((_, m) => m).filter(m => spans[m] > least);
}

/** What the proof weighs: groups that ask for more than the groups with which they share their cells leave. */
function balance(certificate: Certificate, margins: readonly TableMargin[]): string {
  const groups = involved(certificate, margins).flatMap(m => {
    const weights = certificate.multipliers[m];
    const middle = (Math.max(...weights) + Math.min(...weights)) / 2;
    return weights.map((weight, g) => ({
      text: `${margins[m].labels[g]} ${short(margins[m].targets[g])}`,
      weight: weight - middle,
    }));
  });
  const wanting = groups.filter(g => g.weight > 1e-9).sort((a, b) => b.weight - a.weight);
  return list(wanting.map(g => g.text));
}

function list(items: readonly string[]): string {
  const more = items.length - MOST_LISTED;
  return items.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const short = (value: number) => String(Number(value.toPrecision(4)));
