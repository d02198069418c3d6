import { addTo, correlationOf, noMoments, slopeOf } from './moments.ts';
import { addMixing, assortativityOf, heldByBest, largestComponent, noMixing, type Rows } from './network.ts';

/** What a statistic is computed from while a run goes on. */
export interface AccumulatorInputs {
  personsPerAgent: number;
  /** A network's ties as they are now. */
  ties(network: number): Rows;
}

/** One statistic of one run in the making. */
interface Accumulator {
  /**
   * The end of a week. `outputs`: by agent, first who belongs to the base (0 or 1), then the statistic's values; `chosen`:
   * whom to look at, some of them more than once (respondents).
   */
  look(week: number, outputs: readonly ArrayLike<number>[], chosen: Iterable<number>): void;
  /** NaN when there was nobody to compute it from. */
  value(): number;
}

export type OpenAccumulator = (world: AccumulatorInputs) => Accumulator;

/** Mean of the only value, correlation or slope of the first two at equal values of the rest. */
export function momentsAccumulator(
  how: 'mean' | 'correlation' | 'slope',
  variables: number,
): OpenAccumulator {
  return () => {
    const moments = noMoments(variables);
    const observation = new Float64Array(variables);
    return {
      look(_, [base, ...values], chosen) {
        for (const i of chosen) {
          if (!base[i]) continue;
          for (let v = 0; v < variables; v++) observation[v] = values[v][i];
          addTo(moments, observation);
        }
      },
      value() {
        if (how === 'correlation') return correlationOf(moments);
        if (how === 'slope') return slopeOf(moments);
        return moments.n > 0 ? moments.means[0] : Number.NaN;
      },
    };
  };
}

/** Persons who meet the flag, added up over the weeks. */
export const personsAccumulator: OpenAccumulator = ({ personsPerAgent }) => {
  let count = 0;
  return {
    look(_, [base, met], chosen) {
      for (const i of chosen) if (base[i] && met[i]) count++;
    },
    value: () => count * personsPerAgent,
  };
};

/** Events a week, among those in the base at the end of the week before: from week `first` on. */
export function rateAccumulator(first: number): OpenAccumulator {
  return () => {
    let before: Uint8Array | undefined;
    let [events, exposed] = [0, 0];
    return {
      look(week, [base, event]) {
        if (before && week >= first)
          before.forEach((risk, i) => {
            exposed += risk;
            if (risk && event[i]) events++;
          });
        before = Uint8Array.from(base);
      },
      value: () => events / exposed,
    };
  };
}

/**
 * How far the highest week from `first` to `last` is above the higher of the two weeks beside them, as a part of the
 * higher one of both: from -1 to 1, above 0 when there is a local maximum inside.
 */
export function peakAccumulator(first: number, last: number): OpenAccumulator {
  return () => {
    let [inside, beside] = [0, 0];
    return {
      look(week, [base, met], chosen) {
        let count = 0;
        for (const i of chosen) if (base[i] && met[i]) count++;
        if (week >= first && week <= last) inside = Math.max(inside, count);
        else beside = Math.max(beside, count);
      },
      value: () => (inside === beside ? 0 : (inside - beside) / Math.max(inside, beside)),
    };
  };
}

/** Persons in the largest component of the base without its best connected `part`. */
export function componentAccumulator(networks: readonly number[], part: number): OpenAccumulator {
  return ({ ties, personsPerAgent }) => {
    let size = Number.NaN;
    return {
      look(_, [base]) {
        size = largestComponent(networks.map(ties), base, part);
      },
      value: () => size * personsPerAgent,
    };
  };
}

/** Share of the ties inside the base that its best connected `part` holds. */
export function hubsAccumulator(networks: readonly number[], part: number): OpenAccumulator {
  return ({ ties }) => {
    let share = Number.NaN;
    return {
      look(_, [base]) {
        share = heldByBest(networks.map(ties), base, part);
      },
      value: () => share,
    };
  };
}

/** Assortativity by label of the ties from the base to those neighbours who meet a condition. */
export function assortativityAccumulator(network: number, labels: number): OpenAccumulator {
  return ({ ties }) => {
    const mixing = noMixing(labels);
    return {
      look(_, [base, met, codes]) {
        addMixing(mixing, ties(network), base, met, codes);
      },
      value: () => assortativityOf(mixing),
    };
  };
}
