import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import { answerLines, feedbackLoops } from '../../src/report/model-page/feedback.ts';
import { identityOf } from '../../src/scenario/identity.ts';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { withSettings } from '../../src/workflows/run/settings.ts';
import { inlineInputs } from '../support/model.ts';
import { BASE, makeScenario } from './make.ts';

const event = (more: string) =>
  makeScenario(`${BASE}events:\n  - id: gate\n    kind: water\n    from: 2022-06-01\n${more}`);

const problem = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
  }
  return undefined;
};

describe('an event whose size is an expression', () => {
  it('is read with its place in the file and its numbers', () => {
    const { events } = event('    size: total(abroad) > limit\n    numbers: { limit: 3 }');
    const { answer, size } = events.at(-1)!;
    expect(answer).toMatchObject({
      text: { text: 'total(abroad) > limit', lines: [{ line: 13, column: 11 }] },
      numbers: { limit: 3 },
    });
    expect(size).toBe(1);
  });

  it('is another scenario where the expression or a number differs, and none where blanks do', () => {
    const identity = (size: string, limit: number) =>
      identityOf(event(`    size: ${size}\n    numbers: { limit: ${limit} }`));
    const one = identity('total(abroad) - limit', 3);
    expect(identity('total(abroad)  -  limit', 3)).toBe(one);
    expect(identity('total(abroad) + limit', 3)).not.toBe(one);
    expect(identity('total(abroad) - limit', 4)).not.toBe(one);
  });

  it.each([
    ['    size: 1\n    numbers: { a: 3 }', '`numbers` belong to a size that is an expression', 14],
    ['    size: 2 * last\n    numbers: { last: 3 }', "a number of an event can't be called `last`", 14],
    ['    size: 2 * weeks\n    numbers: { weeks: 3 }', "a number of an event can't be called `weeks`", 14],
    ["    size: '0,5'", "`size` of `water` can't be `0,5`", 13],
  ])('is refused: %s', (more, message, line) => {
    expect(problem(() => event(more))).toMatchObject({ message, at: { line } });
  });

  it('needs an id', () => {
    const text = `${BASE}events:\n  - { kind: water, from: 2022-06-01, size: 1 + week }`;
    expect(problem(() => makeScenario(text))?.message).toContain('needs an `id`');
  });
});

describe('settings of such an event', () => {
  const text = 'if(total(place == abroad) > limit, 1, 0)';
  const answer = {
    text: { text, file: 'x.yaml', lines: [{ offset: 0, line: 1, column: 1 }] },
    numbers: { limit: 3 },
  };
  const rules = 'rule: go\nwho: place == home\nchance: 0.1 * (1 - gate)\nthen:\n  place: abroad';
  const model = { columns: 'place: { type: place, initial: home }', rules, more: 'fields: [gate]' };
  const inputs = inlineInputs(model, { events: [{ id: 'cap', kind: 'gate', answer }] });
  const named = { ...inputs, scenario: { ...inputs.scenario, eventIds: ['cap'] } };

  it('set its numbers, or put a number in the place of its size', () => {
    const [changed] = withSettings(named, { 'cap.limit': 50 }).scenario.events;
    expect(changed.answer).toEqual({ ...answer, numbers: { limit: 50 } });
    const [fixed] = withSettings(named, { 'cap.size': 0.5 }).scenario.events;
    expect([fixed.size, fixed.answer]).toEqual([0.5, undefined]);
  });

  it('are refused where it has no such number, with the nearest', () => {
    expect(problem(() => withSettings(named, { 'cap.limits': 50 }))).toMatchObject({
      message: 'an event has no `limits` to set',
      hint: 'did you mean `cap.limit`?',
    });
  });

  it('are told by check with the loop that the policy closes', () => {
    const { model, answers } = resolveScenario(named);
    expect(answerLines(model, answers)).toEqual(['cap: gate answers to total(place == abroad)']);
    const total = 'total(place == abroad)';
    expect(feedbackLoops(model, answers)).toEqual([[total, 'cap', 'go', 'place', total]]);
    expect(feedbackLoops(model)).toEqual([]);
  });

  it('read what they name: no parameter of theirs is unread', () => {
    const reading = { ...answer, text: { ...answer.text, text: `${text} * strength` } };
    const events = [{ id: 'cap', kind: 'gate', answer: reading }];
    const of = (list: typeof events) =>
      resolveScenario(inlineInputs({ ...model, parameters: { strength: 1 } }, { events: list })).warnings;
    expect(of(events).filter(({ message }) => message.includes('strength'))).toEqual([]);
    expect(of([]).some(({ message }) => message.includes('strength'))).toBe(true);
  });
});
