/** What is shown for an address of which nothing may be shown. */
const HIDDEN = '...';

/**
 * An address as it may be shown, logged and stored: without user, password and query, which may hold one, too. What can't be
 * taken apart safely is left out whole.
 */
export function withoutPassword(address: string): string {
  const [, scheme, authority, rest] = /^(\w+:\/+)([^/?#]*)(.*)$/s.exec(address) ?? [];
  if (scheme === undefined) return /[@?]/.test(address) ? HIDDEN : address;
  const host = withoutOddPort(authority.split('@').at(-1)!);
  // A password with one of `/?#` in it: where it ends is not known.
  if (rest.includes('@')) return `${scheme}${HIDDEN}`;
  return `${scheme}${host}${/^\/\d*/.exec(rest)?.[0] ?? ''}`;
}

/** What follows a host and is no port may be a password whose `@host` was forgotten. */
function withoutOddPort(host: string): string {
  const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(host) ?? [];
  return port === undefined || /^\d*$/.test(port) ? host : `${name}:${HIDDEN}`;
}

/** An address in a text that may hold a password: with a user or a query, or with a port that is none. */
const MAY_HOLD_ONE = /[@?]|:\/+[^/[]*:\d*(?:[^\d/,.;)`'":]|:(?!$))/;

/** A text in which addresses that hold a password are shown without it. */
export function withoutPasswords(text: string): string {
  return text.replace(/rediss?:\/+\S+/g, found =>
    MAY_HOLD_ONE.test(found) ? withoutPassword(found) : found,
  );
}
