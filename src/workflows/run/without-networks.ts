import type { Document } from '../../core/located-document.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import type { Population } from '../../population/population.ts';

/** Inputs and people of a world. */
export interface Peopled {
  inputs: Inputs;
  population: Population;
}

/**
 * The same people with the same draws, but nobody knows anybody: ties made with the population are gone, and those that come
 * and go never form. Counts and shares over friends are then 0, and a mean is what the rule says for somebody without any.
 * Undefined: the model has no networks.
 */
export function withoutNetworks(
  { inputs, population }: Peopled,
  { networks, slotNetworks }: Pick<Model, 'networks' | 'slotNetworks'>,
): Peopled | undefined {
  if (networks.length === 0) return undefined;
  const none = { starts: new Uint32Array(population.agents + 1), neighbours: new Uint32Array() };
  const ties = new Map([...population.ties.keys()].map(name => [name, none]));
  const document = slotNetworks.reduce<Document | undefined>(
    (sofar, { network }) => sofar && neverForming(sofar, networks[network].name),
    inputs.model.networks,
  );
  return {
    inputs: { ...inputs, model: { ...inputs.model, networks: document } },
    population: { ...population, ties },
  };
}

/** networks.yaml with `form: 0` for one network. */
function neverForming(document: Document, name: string): Document {
  const path = `networks.${name}.form`;
  const texts = new Map(document.texts);
  const written = texts.get(path)!;
  texts.set(path, { ...written, text: '0', lines: written.lines.slice(0, 1) });
  return { ...document, texts };
}
