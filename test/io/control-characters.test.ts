import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../src/text/encoding.ts';
import { parseYaml } from '../../src/text/yaml.ts';

const at = { file: 'x.csv', line: 1, column: 1 };
const read = (text: string) => decodeUtf8(new TextEncoder().encode(text), 'x.csv', at);

describe('control characters', () => {
  it.each([
    ['\u001b[2J', '\\u{1b}', 3],
    ['\u0007', '\\u{7}', 3],
    ['\u007f', '\\u{7f}', 3],
    ['\u009b31m', '\\u{9b}', 3],
    ['\u202e', '\\u{202e}', 3],
    ['\u2066', '\\u{2066}', 3],
  ])('are refused in a file with their place: %j', (character, shown, column) => {
    expect(() => read(`a,b\n1,${character}2\n`)).toThrow(
      `x.csv:2:${column}: ${shown} is no character of a text`,
    );
  });

  it.each(['"\\e[31m"', '"\\u001b"', '"\\x07"', '"\\u202e"'])('are refused as escapes of YAML: %s', text => {
    expect(() => parseYaml(`title: ${text}\n`, 'a.yaml')).toThrow(
      /^a\.yaml:1:8: .* is no character of a text/,
    );
  });

  it('leaves tabs, line ends, accents and right-to-left marks alone', () => {
    const text = 'a\tb\r\nÄ – \u200f\u05d0\n';
    expect(read(text)).toBe(text);
    expect(parseYaml('title: "a\\tb\\n"\n', 'a.yaml')[0].value).toEqual({ title: 'a\tb\n' });
  });
});
