import { PLACE_SET } from '../../language/type.ts';
import type { Field, Model, ModelFiles, Table } from '../../model/model.ts';
import type { Network } from '../../model/network.ts';
import { sizesOf } from '../../scenario/check-events.ts';
import type { Event } from '../../scenario/scenario.ts';
import type { Study } from '../../survey/study.ts';
import { dependenciesOf } from '../model-page/dependencies.ts';
import { plain } from '../quote/numbers.ts';

/** What `explain` tells of the parts of a model that have no text of their own: levers, networks, places, tables. */

export interface World {
  files: ModelFiles;
  model: Model;
  study: Study;
  events: readonly Event[];
  /** Events of the study that don't happen in this scenario. */
  off?: readonly Event[];
}

/** A field that events drive: what a size means, which sizes there are, what was seen, who reads it, which events act. */
export function leverLines({ name, by, labels }: Field, { model, events }: World): string[] {
  const lever = model.levers.find(lever => lever.name === name);
  const own = events.filter(event => event.kind === name);
  const readers = model.plan.filter(rule => dependenciesOf(rule, model).fields.includes(name));
  const seen = lever?.seen;
  return [
    lever ? `${lever.title}. ${lever.text}` : 'The model does not say what it means: it has no levers.yaml.',
    lever ? `Size 1: ${lever.unit}` : '',
    lever ? `Sizes: ${sizesOf(lever)}` : '',
    by !== undefined
      ? by === PLACE_SET
        ? `By place: ${lever ? lever.labels.join(', ') : 'yes'}; without \`places\` an event acts in all of them.`
        : `By ${by}: ${labels.join(', ')}; without \`labels\` an event acts on all of them.`
      : 'It acts on everybody: an event of this kind has no `places`.',
    ...(lever
      ? [
          seen
            ? `Seen: up to size ${plain(seen.size)} and ${plain(seen.weeks)} weeks (${seen.text}).`
            : 'Nothing like it was seen: how strongly it acts is an assumption.',
          lever.parameters.length ? `How strong it is: ${lever.parameters.join(', ')}` : '',
        ]
      : []),
    `Read by: ${readers.map(rule => rule.id).join(', ') || 'no rule'}`,
    own.length ? `Events: ${own.map(event => event.id ?? '(of the scenario)').join(', ')}` : '',
  ];
}

export function networkLines(
  { name, text, shape, degree, directed, of, weight, composition }: Network,
  model: Model,
): string[] {
  const readers = model.plan.filter(rule => dependenciesOf(rule, model).networks.includes(name));
  const slots = model.slotNetworks.find(one => model.networks[one.network]?.name === name);
  return [
    text,
    composition
      ? `Households: everybody is in one.${composition.grows ? ` At most ${degree + 1} live in each.` : ''}`
      : slots
        ? `Ties come and go: at most ${slots.slots} each.`
        : shape === 'list'
          ? 'The ties of a file.'
          : of
            ? `Who follows an agent in ${of}.`
            : `Shape: ${shape}; ties: about ${plain(degree)} each.`,
    directed ? 'Directed: whom an agent follows.' : '',
    weight ? 'Each end of a tie has a weight.' : '',
    `Read by: ${readers.map(rule => rule.id).join(', ') || 'no rule'}`,
  ];
}

/** A place: its title, what tables say of it, and the events that name it. */
export function placeLines(label: string, { model, events }: World): string[] {
  const at = model.places.labels.indexOf(label);
  const numbers = model.tables.flatMap(({ name, index, values }) =>
    values && index.length === 1 && index[0].kind === 'label' && index[0].labels === model.places.labels
      ? `${name} ${plain(values[at])}`
      : [],
  );
  const named = events.filter(event => event.places.includes(label));
  return [
    model.places.titles[at],
    numbers.length ? `Tables: ${numbers.join(', ')}` : '',
    named.length ? `Events that name it: ${named.map(({ id, kind }) => id ?? kind).join(', ')}` : '',
  ];
}

/** Most numbers of a table that are told one by one. */
const MOST = 30;

export function tableLines({ text, index, values, sourceId, size }: Table): string[] {
  const [first] = index;
  const labels = index.length === 1 && first.kind === 'label' ? first.labels : [];
  const by = index.map(type => (type.kind === 'label' ? type.set : type.kind)).join(' and ');
  return [
    text,
    `${size} numbers, by ${by}`,
    labels.length && labels.length <= MOST
      ? labels.map((label, k) => `${label} ${plain(values![k])}`).join(', ')
      : '',
    sourceId ? `Source: ${sourceId}` : '',
  ];
}

/** Rule files, which a scenario can switch off. */
export const mechanismsOf = ({ model }: World) => [...new Set(model.plan.map(rule => rule.mechanism))];

export function mechanismLines(mechanism: string, { plan }: Model): string[] {
  const rules = plan.filter(rule => rule.mechanism === mechanism);
  return [
    ...rules.map(rule => `${rule.id}: ${rule.title}`),
    `\`without: [${mechanism}]\` in a scenario takes these rules out of the week.`,
  ];
}
