import { usualScenarios } from '../io/project/here.ts';
import { type Given, text } from './command.ts';

/** Whose model and study a command speaks of when it runs nothing. */
export const SCENARIO = text('the scenario file whose model and study are meant [scenarios/baseline.yaml]');

export const givenScenario = (given: Given): string =>
  given.scenario === undefined ? usualScenarios()[0] : String(given.scenario);
