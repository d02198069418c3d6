import { isoDay } from '../../core/calendar.ts';
import { reachable } from '../../language/graph.ts';
import { sizeText } from '../quote/size.ts';
import { namesIn } from './dependencies.ts';
import { code, codes, markdownTable } from './markdown.ts';
import { evidenceIn, type World } from './world.ts';

/** Tables of what the world gives and what it is compared with: events, margins, waves, items, metrics, sources. */

export function fieldsTable({ model, rules, events }: World): string {
  const rows = model.fields.map(({ name, by }) => {
    const readers = [...rules].filter(([, { depends }]) => depends.fields.includes(name)).map(([id]) => id);
    const known = events
      .filter(event => event.kind === name)
      .map(event => (event.answer ? `${event.id} = ${sizeText(event)}` : (event.id ?? '')));
    return [code(by === undefined ? name : `${name}[${by}]`), codes(readers) || 'no rule', codes(known)];
  });
  return markdownTable(['field', 'read by', 'events of the study'], rows);
}

export function eventsTable({ studyFiles, events }: World): string {
  const on = new Set(events.map(({ id }) => id));
  const rows = (studyFiles?.events?.rows ?? []).map(({ cells: c }) => [
    code(c.event_id),
    code(c.kind),
    c.end_date ? `${c.date} to ${c.end_date}` : `from ${c.date}`,
    c.places || (c.labels ?? ''),
    c.size || '1',
    c.half_life_weeks ? `${c.half_life_weeks} weeks` : '',
    on.has(c.event_id) ? 'yes' : 'no',
    c.mechanism,
    c.source_id,
  ]);
  return markdownTable(
    ['event', 'kind', 'when', 'where', 'size', 'half-life', 'happens', 'what it does', 'source'],
    rows,
  );
}

export function populationTable({ files, study }: World): string {
  const printed = new Map([
    ...(study?.profile ?? []).map(p => [p.row, String(p.value)] as const),
    ...(study?.margins ?? []).map(m => [m.row, String(m.value ?? '')] as const),
  ]);
  const rows = (files.margins?.rows ?? []).map(({ cells: c }) => [
    c.margin_id,
    `${code(c.variable)} = ${c.category}`,
    c.given ? code(c.given) : '',
    c.share || (printed.get(c.survey_row) ?? ''),
    c.survey_row,
    c.n,
    c.source_id,
    c.text,
  ]);
  return markdownTable(
    ['margin', 'share of', 'among', 'share', 'figure', 'n', 'source', 'what it says'],
    rows,
  );
}

export function wavesTable({ study }: World): string {
  const rows = (study?.waves ?? []).map(wave => [
    wave.id,
    wave.label,
    `${isoDay(wave.startDay)} to ${isoDay(wave.endDay)}`,
    wave.planned ? 'planned' : 'asked',
    wave.respondents === undefined ? '' : String(wave.respondents),
    String(wave.deff),
    code(wave.eligible?.text ?? ''),
    code(wave.inclusion?.text ?? ''),
    wave.panel ? `${wave.panel}, by ${code(wave.stays?.text ?? '1')}` : '',
  ]);
  const header = [
    'wave',
    '',
    'fieldwork',
    '',
    'answers',
    'deff',
    'eligible',
    'chance to be asked',
    'kept from the wave before',
  ];
  return markdownTable(header, rows);
}

export function itemsTable({ study }: World): string {
  const rows = (study?.items ?? []).map(item => [
    code(item.id),
    item.construct,
    item.responses.join(', '),
    code(item.base?.text ?? ''),
    code(item.operator?.text ?? '') || 'not reached',
    code(item.cut?.text ?? ''),
    (study?.margins ?? [])
      .filter(m => m.item === item.id)
      .map(m => m.row)
      .join(' '),
  ]);
  return markdownTable(['item', 'question', 'answers', 'asked of', 'answered by', 'cut', 'figures'], rows);
}

export function flowsTable({ study }: World): string {
  const rows = (study?.flows ?? []).map(f => [
    f.row,
    code(f.place),
    f.measure,
    `${isoDay(f.startDay)} to ${isoDay(f.endDay)}`,
    f.value === undefined ? `${f.low ?? ''} to ${f.high ?? ''}` : String(f.value),
    f.unit,
    code(f.operator?.text ?? '') || 'not counted',
    f.use,
    f.sourceId,
  ]);
  const header = ['figure', 'place', 'measure', 'when', 'value', 'unit', 'counted by', 'use', 'source'];
  return markdownTable(header, rows);
}

export function metricsTable({ metrics }: World): string {
  const rows = metrics.map(m => {
    const what = m.measure === 'persons' ? 'persons with' : `${m.measure} of`;
    const over = m.baseExpression
      ? ` ${m.measure === 'share' ? 'among' : 'over'} ${code(m.baseExpression)}`
      : '';
    return [code(m.name), `${what} ${code(m.expression)}${over}`, m.unit, m.text];
  });
  return markdownTable(['metric', 'counts', 'unit', 'what it is'], rows);
}

/** ODD+2D's map from data to agents: every figure and statement of the study, and where the model takes it up. */
export function evidenceTable(world: World): string {
  const { evidence, rules, files, study, model, networks } = world;
  const places = new Map<string, Set<string>>([...evidence.keys()].map(id => [id, new Set()]));
  const note = (ids: readonly string[], where: string) => {
    for (const id of ids) places.get(id)?.add(where);
  };
  for (const { cells } of files.margins?.rows ?? [])
    note([cells.survey_row, ...evidenceIn(cells.text ?? '', evidence)], `margin of ${code(cells.variable)}`);
  for (const [id, { rule }] of rules) note(evidenceIn(rule.why, evidence), `rule ${code(id)}`);
  for (const p of model.parameters) note(evidenceIn(p.text, evidence), `parameter ${code(p.name)}`);
  for (const { text, name } of [...model.tables, ...networks]) note(evidenceIn(text, evidence), code(name));
  for (const item of study?.items ?? [])
    if (item.operator)
      note(
        (study?.margins ?? []).filter(m => m.item === item.id).map(m => m.row),
        `item ${code(item.id)}`,
      );
  for (const { row, operator } of [...(study?.profile ?? []), ...(study?.flows ?? [])])
    if (operator) note([row], `counted by ${code(operator.text)}`);
  for (const { id, operator, mechanism } of study?.relations ?? [])
    if (operator) note([id], `judged${mechanism ? `, and again with ${code(mechanism.text)}` : ''}`);
  const rows = [...evidence].map(([id, { text, sourceId }]) => [
    id,
    text,
    sourceId,
    [...places.get(id)!].join(', ') || 'nowhere',
  ]);
  return markdownTable(
    ['figure or statement', 'what it says', 'source', 'where the model takes it up'],
    rows,
  );
}

/** What an agent is given at first, and from where: the agents' side of the map. */
export function attributesTable({ model, files }: World): string {
  const rows: string[][] = [];
  const alike: string[] = [];
  model.columns.forEach(({ name, fromPopulation, hidden }, k) => {
    if (hidden) return;
    if (fromPopulation) {
      const margins = (files.margins?.rows ?? []).filter(({ cells }) => cells.variable === name);
      const figures = margins.map(({ cells }) => cells.survey_row || cells.source_id);
      rows.push([code(name), 'drawn with the population', [...new Set(figures)].join(', ')]);
      return;
    }
    const rule = model.initial.find(one => one.branches[0].writes[0].column === k)!;
    const nodes = reachable(rule.branches.flatMap(branch => branch.writes.map(w => w.value)));
    const read = nodes.flatMap(node => (node.op === 'column' ? [model.columns[node.column].name] : []));
    if (!rule.streams.length && !read.length) alike.push(name);
    else {
      const { parameters } = namesIn(nodes, model);
      const from = [codes([...new Set(read)]), codes(parameters)].filter(Boolean).join(', ');
      rows.push([code(name), rule.streams.length ? 'drawn once' : 'follows from others', from]);
    }
  });
  const table = markdownTable(['attribute', 'how', 'from'], rows);
  return alike.length ? `${table}\n\nThe same for all: ${codes(alike)}.` : table;
}

export function sourcesTable({ study, model, files }: World): string {
  const cited = new Map<string, number>();
  const count = (ids: string) => {
    for (const id of ids.split(' ').filter(Boolean)) cited.set(id, (cited.get(id) ?? 0) + 1);
  };
  for (const { sourceId } of [...model.parameters, ...model.tables]) count(sourceId);
  for (const { cells } of files.margins?.rows ?? []) count(cells.source_id);
  for (const list of [study?.margins, study?.profile, study?.flows, study?.relations])
    for (const { sourceId } of list ?? []) count(sourceId);
  const rows = [...cited.keys()].sort().map(id => {
    const source = study?.sources.get(id);
    return [id, source?.title ?? '', source?.address ?? '', String(cited.get(id))];
  });
  return markdownTable(['source', 'title', 'where', 'times cited'], rows);
}
