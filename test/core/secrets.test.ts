import { describe, expect, it } from 'vitest';
import { describe as told } from '../../src/core/diagnostics.ts';
import { withoutPassword, withoutPasswords } from '../../src/core/secrets.ts';

describe('an address as it may be shown', () => {
  it.each([
    ['redis://10.0.0.5', 'redis://10.0.0.5'],
    ['redis://:secret@10.0.0.5:6379/2', 'redis://10.0.0.5:6379/2'],
    ['rediss://user:se@cret@host:1', 'rediss://host:1'],
    ['redis://host?password=secret', 'redis://host'],
    ['redis://host/0?password=sec@ret', 'redis://...'],
    ['redis://:sec/ret@host', 'redis://...'],
    ['redis://:sec?ret@host', 'redis://...'],
    ['redis://:sec#ret@host', 'redis://...'],
    ['user:secret@host', '...'],
    ['localhost:6379', 'localhost:6379'],
    ['redis://user:secret', 'redis://user:...'],
    ['redis://[::1]:6379/1', 'redis://[::1]:6379/1'],
    ['redis://[::1]:secret', 'redis://[::1]:...'],
    ['redis://host:6379x', 'redis://host:...'],
  ])('of %s is %s', (address, shown) => {
    expect(withoutPassword(address)).toBe(shown);
  });

  it.each([
    '--redis=redis://:secret@host:6379',
    'redis://:secret@host',
    'this is no address: `redis://user:secret`',
    'redis://user:12:secret',
    'there is no redis:/:secret@host',
    "redis://:a'secret@h",
    '`worker` takes no `rediss://u:secret@h`',
    'redis://h?password=secret and redis://:secret@h',
  ])('is without its password in %s', text => {
    expect(withoutPasswords(text)).not.toContain('secret');
    for (const part of ['message', 'found', 'expected', 'hint'])
      expect(told({ kind: 'value', message: 'x', [part]: text })).not.toContain('secret');
  });

  it('leaves an address at the end of a clause', () => {
    const text = 'no Redis answers at redis://127.0.0.1:7391: found WRONGPASS';
    expect(withoutPasswords(text)).toBe(text);
  });

  it('leaves other texts as they are', () => {
    const text = 'see https://example.org/a?b=c@d and redis://host:6379/1, please';
    expect(withoutPasswords(text)).toBe(text);
  });
});
