import { type Clock, isoDay, lastDay, stepOf } from '../core/calendar.ts';
import { type Position, type Text, textAt, throwDiagnostic } from '../core/diagnostics.ts';
import { dayIn } from './days.ts';
import type { Merged } from './merge.ts';

/** Tables of single agents, respondents and ties that a scenario asks for, as far as they are understood without its model. */
export interface Microdata {
  agents?: AgentsWanted;
  respondents?: RespondentsWanted;
  ties?: TiesWanted;
}

interface Wanted {
  /** What stands in each column, by its name. */
  columns: readonly { name: string; text: Text }[];
  /** Whose rows are written; undefined: everybody's. */
  where: Text | undefined;
  at: Position;
}

interface Dated {
  /** The end of each of these weeks, in their order; undefined: of the last one. */
  weeks: readonly number[] | undefined;
}

/** A name of the model or the study, with its place. */
export interface Named {
  name: string;
  at: Position;
}

type AgentsWanted = Wanted & Dated;
/** `waves`, `items`: undefined: all. */
type RespondentsWanted = Wanted & {
  waves: readonly Named[] | undefined;
  items: readonly Named[] | undefined;
};
/** `networks`: undefined: all. */
type TiesWanted = Wanted & Dated & { networks: readonly Named[] | undefined };

/** `outputs` of a scenario of so many weeks. Problem `value`: a day outside these, or two of one week. */
export function readMicrodata({ value, at, text }: Merged, clock: Clock, weeks: number): Microdata {
  const { agents, respondents, ties } = value.outputs!;
  const path = (table: string, ...rest: PropertyKey[]) => ['outputs', table, ...rest] as const;
  const wanted = (
    table: string,
    {
      columns = [],
      where,
    }: { columns?: readonly string[] | Readonly<Record<string, string>>; where?: string },
  ): Wanted => {
    const own = Array.isArray(columns)
      ? columns.map((name, k) => ({ name, text: plain(name, at(...path(table, 'columns', k))) }))
      : Object.keys(columns).map(name => ({ name, text: text(...path(table, 'columns', name)) }));
    refuseTwice(
      own.map(({ name }, k) => ({
        name,
        at: at(...path(table, 'columns', Array.isArray(columns) ? k : name)),
      })),
    );
    return {
      columns: own,
      where: where === undefined ? undefined : text(...path(table, 'where')),
      at: at(...path(table)),
    };
  };
  const named = (table: string, key: string, names: readonly string[] | undefined): Named[] | undefined => {
    const own = names?.map((name, k) => ({ name, at: at(...path(table, key, k)) }));
    if (own) refuseTwice(own);
    return own;
  };
  const weeksOf = (table: string, dates: readonly string[] | undefined): number[] | undefined => {
    const days = dates?.map((date, k) => {
      const where = at(...path(table, 'dates', k));
      const week = stepOf(dayIn(date, where, 'a date'), clock);
      if (week < 0 || week >= weeks)
        throwDiagnostic({
          kind: 'value',
          message: 'the date lies outside the simulated time',
          at: where,
          found: date,
          expected: `days from ${isoDay(clock.startDay)} to ${isoDay(lastDay(clock, weeks - 1))}`,
        });
      return { name: String(week), at: where, date };
    });
    const twice = days?.find(({ name }, k) => days.findIndex(other => other.name === name) < k);
    if (twice)
      throwDiagnostic({
        kind: 'conflict',
        message: `two dates lie in one ${clock.step ?? 'week'}, of which the end is written`,
        at: twice.at,
        found: twice.date,
      });
    return days?.map(({ name }) => Number(name)).sort((a, b) => a - b);
  };
  return {
    ...(agents && { agents: { ...wanted('agents', agents), weeks: weeksOf('agents', agents.dates) } }),
    ...(respondents && {
      respondents: {
        ...wanted('respondents', respondents),
        waves: named('respondents', 'waves', respondents.waves),
        items: named('respondents', 'items', respondents.items),
      },
    }),
    ...(ties && {
      ties: {
        ...wanted('ties', ties),
        weeks: weeksOf('ties', ties.dates),
        networks: named('ties', 'networks', ties.networks),
      },
    }),
  };
}

/** A name in a list: no expression, wherever it stands. */
const plain = (name: string, { file, line, column }: Position): Text => textAt(name, file, line, column);

function refuseTwice(names: readonly Named[]): void {
  const twice = names.find(({ name }, k) => names.findIndex(other => other.name === name) < k);
  if (twice) throwDiagnostic({ kind: 'conflict', message: `\`${twice.name}\` is there twice`, at: twice.at });
}

/** What is asked for, as plain data in which places and spacing don't show. */
export function microdataKey({ agents, respondents, ties }: Microdata): unknown {
  const words = (text: Text | undefined) => text?.text.replace(/\s+/g, ' ').trim();
  const table = (wanted: Wanted & Partial<Dated>) => ({
    columns: wanted.columns.map(({ name, text }) => [name, words(text)]),
    where: words(wanted.where),
    weeks: wanted.weeks,
  });
  const names = (all: readonly Named[] | undefined) => all?.map(({ name }) => name);
  return {
    agents: agents && table(agents),
    respondents: respondents && {
      ...table(respondents),
      waves: names(respondents.waves),
      items: names(respondents.items),
    },
    ties: ties && { ...table(ties), networks: names(ties.networks) },
  };
}
