/** How a file of the package is named: `rhizome:baseline` a scenario, `rhizome:models/NAME/places.csv` any other. */
export const SHIPPED = 'rhizome:';

/** The folders that a package brings. */
export const SHIPPED_FOLDERS: readonly string[] = ['models', 'surveys', 'scenarios'];

/** The path in the package of what follows `rhizome:`: what is in none of the folders is a scenario. */
export function shippedPath(name: string): string {
  if (SHIPPED_FOLDERS.includes(name.split('/')[0])) return name;
  return `scenarios/${name}${/\.ya?ml$/.test(name) ? '' : '.yaml'}`;
}
