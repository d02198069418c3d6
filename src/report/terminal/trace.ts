import { dayOfTime, firstDay, isoDay } from '../../core/calendar.ts';
import { LIFE } from '../../language/life.ts';
import type { Column, Model } from '../../model/model.ts';
import { cellsOf, type Event } from '../../scenario/scenario.ts';
import type { AgentTrace, Change, TraceWeek } from '../../workflows/trace/trace.ts';
import { grouped, plain } from '../quote/numbers.ts';
import { sizeText } from '../quote/size.ts';
import type { Paint } from './style.ts';
import { table, wrap } from './table.ts';

/** A number is told again when it has moved by this share of its range since it was last told. */
const WORTH_TELLING = 0.1;

/** Ties to more agents than these are counted, not named. */
const MOST_NAMED = 8;

/** A life in words: who it is, then what each week changed and which rule did it; with `every`, the smallest change too. */
export function lifeText(life: AgentTrace, every: boolean, paint: Paint, width: number): string[] {
  const { inputs, model, agent, agents, starting, replicate, weeks } = life;
  const { title, personsPerAgent, seed } = inputs.scenario;
  const day = (week: number) => isoDay(firstDay(model, week));
  const told = openMemory(life, every);
  const chapters = weeks.map(week => ({ week: week.week, lines: weekLines(week, life, told, paint) }));
  const eventful = chapters.filter(({ lines }) => lines.length);
  const others = starting < agents ? ` at the start, ${grouped(agents - starting)} who may come` : '';
  return [
    `${paint('title', `Agent ${agent}`)} of ${grouped(starting)}${others}  ${paint('dim', `${title}; replicate ${replicate}, seed ${seed}`)}`,
    ...wrap(
      `It represents ${plain(personsPerAgent)} persons and is nobody's life: a draw from published tables.`,
      width,
    ),
    '',
    paint('strong', `${day(0)}  at the start`),
    ...startLines(life, paint),
    ...eventful.flatMap(({ week, lines }) => [
      '',
      paint('strong', `${day(week)}  ${model.step} ${week}`),
      ...lines,
    ]),
    '',
    paint('strong', `${day(weeks.length)}  at the end`),
    ...endLines(life),
    ...(every
      ? []
      : [
          paint(
            'dim',
            `Numbers are shown once they have moved by a tenth of their range; --every shows all.`,
          ),
        ]),
  ];
}

/** The value of a column as a person says it. */
function valueText(value: number, { type, earliest = 0 }: Column, model: Model): string {
  const { places } = model;
  switch (type.kind) {
    case 'flag':
      return value ? 'yes' : 'no';
    case 'day':
    case 'week':
    case 'month':
    case 'year':
      return isoDay(dayOfTime(value + earliest, type.kind, model));
    case 'label':
      return type.labels === places.labels ? places.titles[value] : type.labels[value];
    default:
      return plain(value);
  }
}

function startLines({ start, ties, model }: AgentTrace, paint: Paint): string[] {
  if (model.lives && start[model.lives.column] === LIFE.absent) return ['  It is not there yet.'];
  const values = model.columns.map((column, k) => [
    `  ${column.name}`,
    valueText(start[k], column, model),
    paint('dim', column.text),
  ]);
  const known = ties.map(({ network, others }) => [`  ${network}`, named(others), '']);
  return table([...values, ...known], 'lll');
}

function endLines({ start, end, model }: AgentTrace): string[] {
  const rows = model.columns.flatMap((column, k) =>
    start[k] === end[k] ? [] : [[`  ${column.name}`, transition(start[k], end[k], column, model)]],
  );
  if (model.lives && end[model.lives.column] === LIFE.absent) return ['  It has not come in this run.'];
  return rows.length ? table(rows, 'll') : ['  Nothing about it has changed.'];
}

function weekLines(week: TraceWeek, { model }: AgentTrace, told: Told, paint: Paint): string[] {
  const events = [
    ...week.began.map(e => eventText(e, 'begins')),
    ...week.ended.map(e => eventText(e, 'ends')),
  ];
  const byRule = new Map<string, { heading: string; rows: string[][] }>();
  for (const change of week.changes) {
    const before = told.since(change, week.week);
    if (before === undefined) continue;
    const { rule, option, column, after } = change;
    const { id, title } = rule;
    const mark = paint('dim', option ? `${id}: ${option}` : id);
    const heading = title === id ? `  ${mark}` : `  ${title}  ${mark}`;
    const found = byRule.get(id) ?? { heading, rows: [] };
    byRule.set(id, found);
    const { name, text } = model.columns[column];
    const moved = transition(before, after, model.columns[column], model);
    found.rows.push([`      ${name}`, moved, text === title ? '' : paint('dim', text)]);
  }
  const ties = week.ties.flatMap(({ network, gained, lost }) => [
    ...(gained.length ? [`  ${network}: a new tie to ${named(gained)}`] : []),
    ...(lost.length ? [`  ${network}: no more tie to ${named(lost)}`] : []),
  ]);
  return [
    ...events.map(text => paint('warn', `  ${text}`)),
    ...[...byRule.values()].flatMap(({ heading, rows }) => [heading, ...table(rows, 'lll')]),
    ...ties,
  ];
}

function eventText({ id, kind, ...event }: Event, does: string): string {
  const cells = cellsOf(event);
  const what = id && id !== kind ? `${id} (${kind})` : kind;
  return `${what} ${does}, size ${sizeText(event)}${cells.length ? `, ${event.labels ? 'for' : 'in'} ${cells.join(', ')}` : ''}`;
}

const transition = (before: number, after: number, column: Column, model: Model) =>
  `${valueText(before, column, model)} -> ${valueText(after, column, model)}`;

function named(ids: readonly number[]): string {
  if (ids.length === 0) return 'nobody';
  if (ids.length > MOST_NAMED) return `${ids.length} agents`;
  return `agent${ids.length > 1 ? 's' : ''} ${ids.join(', ')}`;
}

interface Told {
  /** The value from which a change is to be told; undefined: not worth telling. */
  since(change: Change, week: number): number | undefined;
}

/** Remembers what the reader knows, so that slow numbers and steady counts don't fill every week. */
function openMemory({ start, model }: AgentTrace, every: boolean): Told {
  const known = [...start];
  const steps = new Map<number, { week: number; step: number }>();
  return {
    since({ column, before, after }, week) {
      if (every) return before;
      const { type, range } = model.columns[column];
      const from = known[column];
      if (type.kind === 'number') {
        const span = range ? range[1] - range[0] : Math.max(1, Math.abs(from));
        if (Math.abs(after - from) < WORTH_TELLING * span) return undefined;
      } else if (type.kind === 'integer') {
        // A count that goes on as it went last week is no news.
        const last = steps.get(column);
        const step = after - before;
        steps.set(column, { week, step });
        known[column] = after;
        return last?.week === week - 1 && last.step === step ? undefined : before;
      }
      known[column] = after;
      return from === after ? undefined : from;
    },
  };
}
