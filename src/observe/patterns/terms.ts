import { stepOf } from '../../core/calendar.ts';
import { didYouMean, type Text } from '../../core/diagnostics.ts';
import type { ExtractSpec } from '../../engine/program/compiled-model.ts';
import { type Context, wrong } from '../../language/context.ts';
import type { Node } from '../../language/graph.ts';
import { type Expression, parse } from '../../language/parse.ts';
import type { Model } from '../../model/model.ts';
import { weekAsked } from '../../survey/lookup.ts';
import type { Study } from '../../survey/study.ts';
import type { LaggedColumns } from '../survey/lagged-columns.ts';
import type { OpenAccumulator } from './accumulators.ts';
import { askingOf } from './asking.ts';
import { dayOf } from './interventions.ts';
import { type Sample, STATISTICS } from './pattern-statistics.ts';

/** One statistic of a run: whom it looks at, in which weeks, what it asks of them, and how that becomes a number. */
export interface TermPlan {
  text: Text;
  /** Weeks at whose ends it looks, both included. */
  firstWeek: number;
  lastWeek: number;
  /** Wave whose respondents are looked at; undefined: everybody. */
  wave: string | undefined;
  extract: ExtractSpec;
  /** Outputs that hold labels and are replaced by the number of persons of the base with the same label. */
  peers: readonly number[];
  open: OpenAccumulator;
  /** Why the run can't give it; nothing is looked at then. */
  unreached: string | undefined;
}

/** Type one statistic against the model. Problems name its column in the file. */
export function planTerm(
  model: Model,
  study: Study,
  weeks: number,
  recorder: LaggedColumns,
  text: Text,
): TermPlan {
  const expression = parse(text);
  const bare: Context = { ...contextOf(model, text) };
  if (expression.kind !== 'call') return wrong(bare, expression, 'syntax', 'no statistic');
  const statistic = STATISTICS[expression.name];
  const [set, ...args] = expression.args;
  const [least, most] = statistic.takes;
  if (!set || args.length < least || args.length > most)
    wrong(bare, expression, 'type', `\`${expression.name}\` takes other arguments`, {
      found: String(expression.args.length),
      expected: statistic.signature,
    });
  const sample = readSet(bare, model, study, set);
  if (!statistic.sets.includes(sample.kind))
    wrong(bare, set, 'type', `\`${expression.name}\` can't look at this set`, {
      expected: statistic.signature,
    });

  const { firstWeek, lastWeek } = spanOf(expression.name, sample);
  let unreached: string | undefined;
  // Weeks before the model are left out, but a peak is judged by the week before it.
  if (lastWeek < 0 || (firstWeek < 0 && (sample.kind !== 'weeks' || expression.name === 'peak')))
    unreached = 'it lies before the model begins';
  else if (lastWeek >= weeks) unreached = 'the run ends before';
  const context: Context = {
    ...bare,
    recall: sample.kind === 'weeks' ? undefined : recall,
  };
  function recall(
    how: 'ago' | 'mean_over',
    span: number,
    value: Parameters<LaggedColumns['recall']>[3],
  ): Node {
    const recalled = unreached ? undefined : recorder.recall(sample.first, how, span, value);
    if (!recalled) unreached ??= 'it looks back to before the model begins';
    return recalled ?? value.node;
  }
  const counted: Node[] = [];
  const ask = askingOf(context, node => counted.push(node));
  const { graph, lives } = model;
  const within = sample.where ? ask.flag(sample.where) : graph.flag(true);
  const base = lives ? graph.and(lives.nodes.alive, within) : within;
  const { values, open } = statistic.plan(ask, args, sample);
  return {
    text,
    firstWeek: Math.max(0, firstWeek),
    lastWeek,
    wave: sample.wave,
    extract: { name: text.text, outputs: [base, ...values] },
    peers: values.flatMap((node, k) => (counted.includes(node) ? k + 1 : [])),
    open,
    unreached,
  };
}

/** The weeks that are looked at: beside its window, a peak needs one week on either side, a rate the one before. */
function spanOf(name: string, { first, last }: Sample) {
  return {
    firstWeek: name === 'rate' || name === 'peak' ? first - 1 : first,
    lastWeek: name === 'peak' ? last + 1 : last,
  };
}

function contextOf({ graph, scope }: Model, text: Text): Context {
  return { graph, scope, text, lets: new Map(), whose: 'own', observing: true };
}

function readSet(context: Context, model: Model, study: Study, expression: Expression): Sample {
  const { set, condition: where } =
    expression.kind === 'where' ? expression : { set: expression, condition: undefined };
  const day = dayOf(set);
  if (day !== undefined) {
    const week = stepOf(day, model);
    return { kind: 'day', wave: undefined, first: week, last: week, where };
  }
  if (set.kind === 'call' && set.name === 'weeks') {
    const [from, to] = set.args.map(dayOf);
    if (set.args.length === 2 && from !== undefined && to !== undefined && from <= to)
      return {
        kind: 'weeks',
        wave: undefined,
        first: stepOf(from, model),
        last: stepOf(to, model),
        where,
      };
  }
  const waves = study.waves.map(({ id }) => id);
  const name = set.kind === 'name' ? set.name : '';
  const wave = study.waves.find(({ id }) => id === name);
  if (!wave)
    return wrong(context, set, 'unknown', 'the first argument says whom to look at', {
      found: `\`${context.text.text.slice(set.at, set.end)}\``,
      expected: `${waves.join(', ')}, a date, weeks(from, to)`,
      hint: name ? didYouMean(name, waves) : undefined,
    });
  const week = weekAsked(wave, model);
  return { kind: 'wave', wave: wave.id, first: week, last: week, where };
}
