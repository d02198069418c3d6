import type { Catalogue } from '../engine/door.ts';
import type { Words } from '../texts/index.ts';

/** A catalogue as a reader of another language has it. What files and links hold, names and presets, stays as it is. */
export function inWords(catalogue: Catalogue, { own }: Pick<Words, 'own'>): Catalogue {
  return {
    ...catalogue,
    title: own(catalogue.title),
    limits: catalogue.limits.map(own),
    places: catalogue.places.map(place => ({ ...place, title: own(place.title) })),
    levers: catalogue.levers.map(lever => ({
      ...lever,
      ...{ title: own(lever.title), text: own(lever.text), unit: own(lever.unit) },
      seen: lever.seen && { ...lever.seen, text: own(lever.seen.text) },
    })),
    metrics: catalogue.metrics.map(metric => ({
      ...metric,
      ...{ title: own(metric.title), text: own(metric.text), unit: own(metric.unit) },
    })),
    history: catalogue.history.map(event => ({ ...event, text: own(event.text) })),
    parts: catalogue.parts.map(set => ({ ...set, title: own(set.title), text: own(set.text) })),
    survey: catalogue.survey.map(figure => ({ ...figure, text: own(figure.text) })),
  };
}
