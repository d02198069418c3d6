/** A name as a word of a shell: in quotes where it has blanks or other marks. */
export const shellWord = (name: string) =>
  /^[\w./@%+=:,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
