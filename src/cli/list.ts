import { isoDay } from '../core/calendar.ts';
import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { PLACE_SET } from '../language/type.ts';
import { shownRules } from '../model/planned.ts';
import { plain } from '../report/quote/numbers.ts';
import { sizeText } from '../report/quote/size.ts';
import { painter } from '../report/terminal/style.ts';
import { table } from '../report/terminal/table.ts';
import { sizesOf } from '../scenario/check-events.ts';
import { cellsOf } from '../scenario/scenario.ts';
import { type LoadedScenario, loadScenario } from '../workflows/run/load-inputs.ts';
import type { Command } from './command.ts';
import { givenScenario, SCENARIO } from './scenario-option.ts';

type Rows = { align: string; header: string[]; rows: string[][] };

/** What can be listed, and how it is told; the last column takes the rest of the line. */
const LISTS: Record<string, (opened: LoadedScenario) => Rows> = {
  places: ({ model }) => ({
    align: 'll',
    header: ['place', 'title'],
    rows: model.places.labels.map((label, k) => [label, model.places.titles[k]]),
  }),
  events: ({ inputs }) => ({
    align: 'lllrlll',
    header: ['event', 'kind', 'on', 'size', 'from', 'to', 'places'],
    rows: [
      ...inputs.scenario.events.map(event => [
        event.id ?? '(of the scenario)',
        event.kind,
        'on',
        sizeText(event),
        isoDay(event.fromDay),
        event.toDay === undefined ? '' : isoDay(event.toDay),
        cellsOf(event).join(' '),
      ]),
      ...(inputs.study.events?.rows ?? [])
        .map(row => row.cells)
        .filter(cells => !inputs.scenario.events.some(event => event.id === cells.event_id))
        .map(c => [c.event_id, c.kind, 'off', c.size, c.date, c.end_date, c.places || (c.labels ?? '')]),
    ],
  }),
  levers: ({ model }) => ({
    align: 'llll',
    header: ['lever', 'by place', 'sizes', ''],
    rows: model.fields.map(({ name, by }) => {
      const lever = model.levers.find(lever => lever.name === name);
      return [
        name,
        by === undefined ? 'no' : by === PLACE_SET ? 'yes' : `no: by ${by}`,
        lever ? sizesOf(lever) : 'any number',
        lever?.title ?? '',
      ];
    }),
  }),
  networks: ({ model }) => ({
    align: 'lll',
    header: ['network', 'shape', ''],
    rows: model.networks.map(network => [network.name, network.shape, network.text]),
  }),
  groups: ({ model }) => ({
    align: 'll',
    header: ['group', 'labels'],
    rows: model.groups.map(group => [group.name, group.labels.join(' ')]),
  }),
  metrics: ({ model }) => ({
    align: 'lll',
    header: ['metric', 'unit', ''],
    rows: model.metrics.map(metric => [metric.name, metric.unit, metric.text]),
  }),
  parameters: ({ model }) => ({
    align: 'lrlll',
    header: ['parameter', 'value', 'unit', 'source', ''],
    rows: model.parameters.map(p => [p.name, plain(p.value), p.unit, p.sourceId, p.text]),
  }),
  items: ({ study }) => ({
    align: 'llll',
    header: ['item', 'asked', 'responses', ''],
    rows: study.items.map(item => [
      item.id,
      item.operator ? 'yes' : 'not yet',
      item.responses.join(' '),
      item.construct,
    ]),
  }),
  rules: ({ model }) => ({
    align: 'lll',
    header: ['rule', 'mechanism', ''],
    rows: shownRules(model).map(rule => [rule.id, rule.mechanism, rule.title]),
  }),
};

export const list: Command = {
  positionals: { what: { describe: Object.keys(LISTS).join(' | '), type: 'string' } },
  options: { scenario: SCENARIO },
  examples: [['rhizome list events', 'which events there are, and which are on']],
  run(given) {
    const what = String(given.what);
    if (!Object.hasOwn(LISTS, what))
      throwDiagnostic({
        kind: 'unknown',
        message: `there is no list of \`${what}\``,
        expected: Object.keys(LISTS).join(', '),
        hint: didYouMean(what, Object.keys(LISTS)),
      });
    const { align, header, rows } = LISTS[what](loadScenario(givenScenario(given)));
    const [head, ...lines] = table([header, ...rows], align);
    const paint = painter(process.stdout);
    process.stdout.write(`${[paint('dim', head), ...lines].join('\n')}\n`);
  },
};
