import { stringify } from 'yaml';

/** A plain value as YAML text, as if somebody had written it: texts that would be read otherwise are quoted. */
export const writeYaml = (value: object): string => stringify(value, { schema: 'core', lineWidth: 0 });
