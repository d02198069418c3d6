import { describe, expect, it } from 'vitest';
import { dispatch } from '../../src/cli/arguments.ts';
import {
  type Command,
  choice,
  flag,
  type Listed,
  positive,
  several,
  text,
  whole,
} from '../../src/cli/command.ts';
import { DiagnosticError } from '../../src/core/diagnostics.ts';

/** Two small commands; what `go` was given is kept. */
function commands() {
  const calls: Record<string, unknown>[] = [];
  const go: Command = {
    positionals: { files: { type: 'string', array: true, default: ['usual.yaml'] } },
    options: {
      seed: text('any text'),
      weeks: whole(1, 'weeks', 99),
      scale: positive('size'),
      way: choice(['up', 'down'], 'way'),
      names: several('names'),
      json: flag('for programs'),
    },
    examples: [],
    run: given => void calls.push(given),
  };
  const look: Command = {
    ...go,
    positionals: { what: { type: 'string', describe: 'thing to be looked at' } },
    options: {},
  };
  const list: Listed[] = [
    { usage: 'go [files..]', describe: 'Goes.', load: async () => go },
    { usage: 'look <what>', describe: 'Looks.', load: async () => look },
  ];
  return { calls, list };
}

async function given(...words: string[]): Promise<Record<string, unknown>> {
  const { calls, list } = commands();
  await dispatch(words, list, '1.2.3');
  expect(calls).toHaveLength(1);
  return calls[0];
}

async function problem(...words: string[]) {
  const { calls, list } = commands();
  const error = await dispatch(words, list, '1.2.3').catch(e => e);
  expect(calls).toHaveLength(0);
  expect(error).toBeInstanceOf(DiagnosticError);
  expect((error as DiagnosticError).exitCode).toBe(2);
  return (error as DiagnosticError).problems[0];
}

describe('dispatch', () => {
  it('means the first command when none is named', async () => {
    expect(await given()).toMatchObject({ files: ['usual.yaml'] });
    expect(await given('--weeks', '8')).toMatchObject({ files: ['usual.yaml'], weeks: 8 });
  });

  it('reads files and options of every kind', async () => {
    const words = [
      'go',
      'a.yaml',
      'b.yaml',
      '--seed',
      '007',
      '--weeks=12',
      '--scale',
      '0.5',
      '--way',
      'up',
      '--json',
    ];
    const expected = {
      files: ['a.yaml', 'b.yaml'],
      seed: '007',
      weeks: 12,
      scale: 0.5,
      way: 'up',
      json: true,
    };
    expect(await given(...words)).toMatchObject(expected);
  });

  it('takes the last of an option given twice', async () => {
    expect(await given('go', '--weeks', '3', '--weeks', '4')).toMatchObject({ weeks: 4 });
  });

  it('joins entries of a list, given at once or one by one', async () => {
    expect(await given('go', '--names', 'a, b', '--names', 'c')).toMatchObject({ names: ['a', 'b', 'c'] });
    expect((await problem('go', '--names', 'a,b', '--names', 'a')).message).toBe('--names has `a` twice');
    expect((await problem('go', '--names', ' , ')).expected).toBe('entries with commas between them');
  });

  it('leaves what was not given undefined', async () => {
    expect((await given('go')).weeks).toBeUndefined();
  });

  it.each([
    ['a misspelt command', ['goo'], 'unknown', 'did you mean `go`?'],
    ['a file in place of a command', ['a.yaml'], 'unknown', 'did you mean `run a.yaml`?'],
    ['a misspelt option', ['go', '--weks', '3'], 'unknown', 'did you mean `--weeks`?'],
    ['an option of another command', ['look', 'x', '--zzzzzzzz'], 'unknown', undefined],
    ['an option without its value', ['go', '--seed'], 'shape', undefined],
    ['a word too many', ['look', 'x', 'y'], 'unknown', undefined],
    ['a word too few', ['look'], 'shape', 'rhizome look <what>'],
    ['letters for a number', ['go', '--weeks', 'many'], 'value', undefined],
    ['half a week', ['go', '--weeks', '1.5'], 'value', undefined],
    ['no week', ['go', '--weeks', '0'], 'value', undefined],
    ['an empty number', ['go', '--weeks='], 'value', 'is it a shell variable that is not set?'],
    ['an empty text', ['go', '--seed', ''], 'value', 'is it a shell variable that is not set?'],
    ['an empty choice', ['go', '--way='], 'value', 'is it a shell variable that is not set?'],
    ['a decimal comma', ['go', '--scale', '0,5'], 'value', 'decimals take a point: 0.5'],
    ['thousands apart', ['go', '--weeks', '1 000'], 'value', 'write 1000'],
    ['a negative size', ['go', '--scale', '-1'], 'value', undefined],
    ['size nought', ['go', '--scale', '0'], 'value', undefined],
    ['a flag with a half answer', ['go', '--json=maybe'], 'value', undefined],
    ['a flag with an empty answer', ['go', '--json='], 'value', undefined],
    ['an impossible choice', ['go', '--way', 'left'], 'value', undefined],
  ] as const)('refuses %s', async (_, words, kind, hint) => {
    const found = await problem(...words);
    expect(found.kind).toBe(kind);
    expect(found.hint).toBe(hint);
  });

  it('names what is missing', async () => {
    expect((await problem('look')).message).toBe('`look` needs <what>, the thing to be looked at');
  });

  it('says which values a choice has', async () => {
    const { message, expected } = await problem('go', '--way', 'left');
    expect([message, expected]).toEqual(["--way can't be `left`", 'up or down']);
  });
});
