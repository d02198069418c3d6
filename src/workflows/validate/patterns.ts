import type { Text } from '../../core/diagnostics.ts';
import { type Band, bandOf } from '../../core/math/statistics.ts';
import {
  evaluateFormula,
  type Formula,
  type Leaf,
  leavesOf,
  parseFormula,
  termKey,
} from '../../observe/patterns/formula.ts';
import {
  type Intervention,
  interventionsKey,
  parseInterventions,
} from '../../observe/patterns/interventions.ts';
import type { Relation } from '../../survey/study.ts';

/** A relation with what must be computed for it. */
export interface PatternPlan {
  relation: Relation;
  formula: Formula | undefined;
  /** What is off when the relation's own mechanism is. */
  mechanism: readonly Intervention[];
}

/** A world in which statistics are computed: the scenario with some switches, by the same draws. */
export interface Counterfactual {
  key: string;
  switches: readonly Intervention[];
  /** Statistics by key. */
  terms: Map<string, Text>;
}

export function planPatterns(relations: readonly Relation[]): PatternPlan[] {
  return relations.map(relation => ({
    relation,
    formula: relation.operator && parseFormula(relation.operator),
    mechanism: relation.mechanism ? parseInterventions(relation.mechanism) : [],
  }));
}

/** Every world that these relations need, each once; the scenario itself, with key '', comes first. */
export function counterfactualsOf(plans: readonly PatternPlan[]): Counterfactual[] {
  const worlds = new Map<string, Counterfactual>([['', { key: '', switches: [], terms: new Map() }]]);
  for (const { formula, mechanism } of plans) {
    if (!formula) continue;
    const leaves = [leavesOf(formula), mechanism.length ? leavesOf(formula, mechanism) : []].flat();
    for (const { text, switches } of leaves) {
      const key = interventionsKey(switches);
      const world = worlds.get(key) ?? { key, switches, terms: new Map() };
      worlds.set(key, world);
      world.terms.set(termKey(text), text);
    }
  }
  return [...worlds.values()];
}

/** A statistic's values in one world, by replicate. */
export type Values = (world: string, term: string) => ArrayLike<number>;

type Sign = '+' | '-' | '0';

/** `+`, `-`, `0` (neither beyond its interval), or the word of a relation that shows. */
type Found = Relation['sign'] | 'not reached';

/** holds: as expected beyond the interval; wrong: the contrary beyond it; unclear: neither. */
export type Verdict = 'holds' | 'unclear' | 'wrong' | 'not reached';

export interface PatternLine {
  relation: Relation;
  /** Over the replicates. */
  band: Band;
  found: Found;
  /** The sign alone. */
  shown: Sign;
  verdict: Verdict;
  /** The same with its own mechanism off; n is 0 where it has none. */
  without: Band;
  /** Whether the relation comes from its mechanism: it goes, it loses half or more, or it stays without. */
  caused: 'yes' | 'in part' | 'no' | undefined;
  /** Why it wasn't reached. */
  reason: string;
}

/** Judge one relation by its values in all worlds that it needs. */
export function judge(
  { relation, formula, mechanism }: PatternPlan,
  replicates: number,
  values: Values,
): PatternLine {
  if (!formula) return notReached(relation, relation.note || 'no operator says how to compute it');
  const bandUnder = (switches: readonly Intervention[]) => {
    const read = (replicate: number) => (leaf: Leaf) =>
      values(interventionsKey(leaf.switches), termKey(leaf.text))[replicate];
    return bandOf(Array.from({ length: replicates }, (_, r) => evaluateFormula(formula, read(r), switches)));
  };
  const band = bandUnder([]);
  if (band.n === 0) return notReached(relation, 'nobody is in its base');
  const without = mechanism.length ? bandUnder(mechanism) : NO_BAND;
  const shown = shownBy(relation, band);
  const verdict = verdictOf(relation, shown);
  return {
    relation,
    band,
    without,
    verdict,
    shown,
    found: verdict === 'holds' ? relation.sign : shown,
    caused: verdict === 'holds' ? causedOf(relation, band, without) : undefined,
    reason: '',
  };
}

export function notReached(relation: Relation, reason: string): PatternLine {
  return {
    relation,
    band: NO_BAND,
    without: NO_BAND,
    found: 'not reached',
    shown: '0',
    verdict: 'not reached',
    caused: undefined,
    reason,
  };
}

const NO_BAND = bandOf([]);

/** The sign that a value has beyond its interval and the relation's tolerance. */
function shownBy({ tolerance }: Relation, { q05, q95 }: Band): Sign {
  if (q05 > tolerance) return '+';
  return q95 < -tolerance ? '-' : '0';
}

/** Timing and selection are expected to be positive: their operators say by how much they hold. */
function verdictOf({ sign }: Relation, shown: Sign): Verdict {
  const expected = sign === 'timing' || sign === 'selection' ? '+' : sign;
  if (shown === expected) return 'holds';
  return shown === '0' ? 'unclear' : 'wrong';
}

/** A relation that needs a mechanism disappears with it. To find nothing where nothing is expected has no cause. */
function causedOf(relation: Relation, band: Band, without: Band): PatternLine['caused'] {
  if (without.n === 0 || relation.sign === '0') return undefined;
  if (shownBy(relation, without) !== shownBy(relation, band)) return 'yes';
  return Math.abs(without.q50) <= Math.abs(band.q50) / 2 ? 'in part' : 'no';
}
