/** What stands for an address of which nothing can be shown. */
const HIDDEN = '...';

/**
 * An address as it may be shown, logged and stored: without user, password and query, which may hold one, too. What can't be
 * taken apart safely is left out whole.
 */
export function withoutPassword(address: string): string {
  const [, scheme, authority, rest] = /^(\w+:\/+)([^/?#]*)(.*)$/s.exec(address) ?? [];
  if (scheme === undefined) return /[@?]/.test(address) ? HIDDEN : address;
  const host = authority.split('@').at(-1)!;
  // A password with one of `/?#` in it: where it ends is not known.
  if (rest.includes('@')) return `${scheme}${HIDDEN}`;
  return `${scheme}${host}${/^\/\d*/.exec(rest)?.[0] ?? ''}`;
}

/** A text in which addresses that hold a password are shown without it. */
export function withoutPasswords(text: string): string {
  return text.replace(/rediss?:\/+\S+/g, found => (/[@?]/.test(found) ? withoutPassword(found) : found));
}
