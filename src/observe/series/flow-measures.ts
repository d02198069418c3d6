import { type Diagnostic, didYouMean, positionIn, type Text } from '../../core/diagnostics.ts';
import { isLifeEvent } from '../../language/life.ts';
import type { Model } from '../../model/model.ts';
import { type FlowFigure, isStock } from '../../survey/study.ts';
import type { CountedFlow, FlowTerm } from './flow-terms.ts';

/**
 * Whether a row of flows.csv says one thing: a stock is who is there on a day, all other measures are who came or went in
 * a window, and the places of the operator are those of the row's country.
 */

const EVERYWHERE = 'all';

/** What is wrong with the country of a row; nothing where it is a place of the model or `all`. */
export function countryProblems({ places }: Model, { row, place, placeAt }: FlowFigure): Diagnostic[] {
  const known = [EVERYWHERE, ...places.labels];
  if (known.includes(place)) return [];
  return [
    {
      kind: 'unknown',
      message: `the country of \`${row}\` is no place of the model`,
      at: placeAt,
      found: place,
      expected: known.join(', '),
      hint: didYouMean(place, known),
    },
  ];
}

/** What the operator of a row counts that its measure or its country does not mean. */
export function measureProblems(
  { places }: Model,
  figure: FlowFigure,
  operator: Text,
  { terms, over }: CountedFlow,
): Diagnostic[] {
  const { row, measure, place } = figure;
  const conflict = (term: FlowTerm | undefined, message: string, expected: string): Diagnostic => ({
    kind: 'conflict',
    message: `\`${row}\`: ${message}`,
    at: positionIn(operator, term?.at ?? 0),
    found: operator.text,
    expected,
  });
  const label = (index: number) => (index < 0 ? 'any' : places.labels[index]);
  const country = place === EVERYWHERE ? -1 : places.labels.indexOf(place);
  const named = country < 0 ? 'PLACE' : place;
  const mend = {
    left: `moves(${named}, any)`,
    entries: `moves(any, ${named})`,
    exits: `moves(${named}, any)`,
    net: `moves(any, ${named}) - moves(${named}, any)`,
    stock: `stock(${named}) or count(METRIC)`,
    stock_share: `stock(${named}) / count(METRIC)`,
  }[measure];

  if (measure === 'stock_share' && !over)
    return [conflict(undefined, 'a share of a stock is divided by those of whom it is a share', mend)];
  if (measure !== 'stock_share' && over)
    return [
      conflict(
        over[0],
        `the measure \`${measure}\` is persons, not a share`,
        `${mend}, or the measure \`stock_share\``,
      ),
    ];
  const problems = [...terms, ...(over ?? [])].flatMap((term): Diagnostic[] => {
    if (isStock(measure) && (term.kind === 'moves' || term.kind === 'moves_lasting'))
      return [
        conflict(term, `a stock is who is there on a day, and \`${term.kind}\` counts who moves`, mend),
      ];
    if (isStock(measure) && isLifeEvent(term.kind))
      return [
        conflict(
          term,
          `a stock is who is there on a day, and \`${term.kind}\` counts what happens in a week`,
          mend,
        ),
      ];
    if (isStock(measure) && term.kind === 'count' && term.weekly) {
      const message = `a stock is who is there on a day, and \`${term.metric}\` counts what happens in a week`;
      return [conflict(term, message, `stock(${named}), or count of a metric that says where people are`)];
    }
    if (!isStock(measure) && term.kind === 'stock') {
      const message = `the measure \`${measure}\` counts who moves in a window, and \`stock\` is who is there on a day`;
      return [conflict(term, message, `${mend}, or the measure \`stock\``)];
    }
    return [];
  });
  if (problems.length > 0) return problems;

  // Metrics may count anything, and births are no moves; nothing can be said of their places.
  if (terms.some(({ kind }) => kind === 'count' || isLifeEvent(kind))) return [];
  if (measure === 'stock' || measure === 'stock_share') {
    const there = terms.some(term => term.kind === 'stock' && term.sign > 0 && term.place === country);
    if (country < 0 || there) return [];
    return [conflict(undefined, `the operator does not count who is in \`${place}\``, mend)];
  }
  const moves = terms.filter(term => term.kind === 'moves' || term.kind === 'moves_lasting');
  const into = (sign: 1 | -1) => moves.some(term => term.sign === sign && term.to === country);
  const outOf = (sign: 1 | -1) => moves.some(term => term.sign === sign && term.from === country);
  if (measure === 'net') {
    const both = country < 0 ? new Set(moves.map(({ sign }) => sign)).size === 2 : into(1) && outOf(-1);
    return both ? [] : [conflict(undefined, 'a net flow is who came less who went', mend)];
  }
  if (country < 0) return [];
  const counted = { entries: into(1), exits: outOf(1), left: into(1) || outOf(1) }[measure];
  if (counted) return [];
  const [first] = moves;
  const found = `${first.kind}(${label(first.from)}, ${label(first.to)})`;
  const what = { entries: 'moves to', exits: 'moves from', left: 'moves to or from' }[measure];
  return [conflict(undefined, `\`${found}\` counts no ${what} \`${place}\``, mend)];
}
