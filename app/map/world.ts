import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import atlas from 'world-atlas/countries-110m.json' with { type: 'json' };
import type { World } from './shapes.ts';

/**
 * Shapes of countries (Natural Earth, public domain) and their ISO 3166-1 numbers by alpha-3 code. A program of its own, so that
 * only pages of models with countries carry it.
 */
const numbers = Object.fromEntries(codes.map(([, alpha3, number]) => [alpha3, number]));

(globalThis as { rhizomeWorld?: World }).rhizomeWorld = {
  atlas: atlas as unknown as World['atlas'],
  numbers,
};
