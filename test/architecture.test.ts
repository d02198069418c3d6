import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Parts of src/ in the order of the house: each imports only from itself and from those before it. */
const PURE = [
  'core',
  'text',
  'language',
  'model',
  'survey',
  'scenario',
  'population',
  'engine',
  'observe',
  'quote',
  'simulate',
  'inference',
  'project',
];
const WITH_NODE = ['io', 'execute', 'workflows', 'report', 'cli'];
/** What users import: all of it is built on the rest. */
const PUBLIC = ['api', 'index.ts', 'node.ts'];
const ORDER = [...PURE, ...WITH_NODE, ...PUBLIC];

/** The one folder that may import each dependency; zod declares shapes of files wherever they are. */
const DEPENDENCIES: Record<string, string> = {
  seedrandom: 'core/random',
  yaml: 'text',
  'fast-csv': 'io',
  'hyparquet-writer': 'io/folder',
  fflate: 'io/text',
  bullmq: 'execute/redis',
  ioredis: 'execute/redis',
  yargs: 'cli',
  '@observablehq/plot': 'report/page',
  linkedom: 'report/page',
  esbuild: 'workflows/explore',
  preact: '../app',
};

/** Comments, strings and regular expressions. */
const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:[!&|?{};]\s*|return\s)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** Of `package/file` the package. */
const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0];

const IMPORT = /^(?:import|export)\b[^;']*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

interface Source {
  file: string;
  /** The part of the house it belongs to. */
  part: string;
  text: string;
  /** Without comments, strings, regular expressions and whole powers of two, which are exact everywhere. */
  code: string;
  imports: string[];
}

const sources: Source[] = filesOf(SRC, '.ts').map(path => {
  const text = readFileSync(path, 'utf8');
  const file = relative(SRC, path);
  const bare = withoutComments(text);
  const imports = [...bare.matchAll(IMPORT)].flatMap(([, ...names]) => names.filter(Boolean));
  return {
    file,
    part: file.split('/')[0],
    text,
    code: withoutStrings(bare).replace(/\b2 \*\* -?\d+/g, '2'),
    imports,
  };
});

describe('the house', () => {
  it('has no part that the order does not name', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap(s => s.imports).length).toBeGreaterThan(100);
    expect(sources.filter(s => !ORDER.includes(s.part)).map(s => s.file)).toEqual([]);
  });

  it('imports only from folders above', () => {
    const wrong = sources.flatMap(source =>
      source.imports
        .filter(name => name.startsWith('.'))
        .map(name => relative(SRC, resolve(SRC, source.file, '..', name)))
        .filter(target => ORDER.indexOf(target.split('/')[0]) > ORDER.indexOf(source.part))
        .map(target => `${source.file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no circle of files, nor of types', () => {
    const targets = new Map(
      sources.map(({ file, imports }) => [
        file,
        imports
          .filter(name => name.startsWith('.'))
          .map(name => relative(SRC, resolve(SRC, file, '..', name))),
      ]),
    );
    expect(circleIn(targets)).toEqual([]);
    expect(circleIn(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })))).toEqual(['b', 'c', 'b']);
  });

  it('imports each dependency in one folder', () => {
    const declared = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies;
    const named = new Set([...Object.keys(DEPENDENCIES), 'zod', 'tsx']);
    expect(Object.keys(declared).filter(name => !named.has(name))).toEqual([]);
    const wrong = sources.flatMap(source =>
      source.imports
        .filter(name => !name.startsWith('.') && !name.startsWith('node:') && name !== 'zod')
        .filter(name => !source.file.startsWith(`${DEPENDENCIES[packageOf(name)]}/`))
        .map(name => `${source.file} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has files that are read in one sitting', () => {
    const long = sources.filter(s => s.text.split('\n').length > 301).map(s => s.file);
    expect(long).toEqual([]);
  });
});

describe('the explorer', () => {
  const APP = join(ROOT, 'app');
  const DOOR = 'engine/door.ts';
  const files = ['.ts', '.tsx'].flatMap(ending => filesOf(APP, ending));
  const imports = files.flatMap(path =>
    [...withoutComments(readFileSync(path, 'utf8')).matchAll(IMPORT)]
      .flatMap(([, ...names]) => names.filter(Boolean))
      .map(name => ({ file: relative(APP, path), name })),
  );

  it('reaches the engine by one door, and pure files alone', () => {
    expect(imports.length).toBeGreaterThan(50);
    const ofEngine = imports.filter(({ name }) => name.includes('/src/'));
    expect(ofEngine.filter(({ file }) => file !== DOOR)).toEqual([]);
    const targets = ofEngine.map(({ file, name }) => relative(SRC, resolve(APP, file, '..', name)));
    const pure = new Set(graphOf(targets));
    expect(
      [...pure].filter(file =>
        sources.some(s => s.file === file && s.imports.some(n => n.startsWith('node:'))),
      ),
    ).toEqual([]);
  });

  it('imports few libraries', () => {
    const names = new Set(imports.map(({ name }) => name).filter(name => !name.startsWith('.')));
    expect([...names].sort()).toEqual([
      '@observablehq/plot',
      'i18n-iso-countries/codes.json',
      'preact',
      'preact/hooks',
      'topojson-client',
      'world-atlas/countries-110m.json',
    ]);
  });

  /** These files of src/ and all that they import, by way of others too. */
  function graphOf(files: readonly string[]): string[] {
    const found = new Set(files);
    for (const file of found)
      for (const name of sources.find(s => s.file === file)?.imports ?? [])
        if (name.startsWith('.')) found.add(relative(SRC, resolve(SRC, file, '..', name)));
    return [...found];
  }
});

describe('above the line', () => {
  const pure = sources.filter(s => PURE.includes(s.part));

  const forbidden: [string, RegExp][] = [
    ['the clock', /\bDate\s*\.\s*now\b|\bDate\s*\(\s*\)|\bperformance\b|\bsetTimeout\b|\bsetInterval\b/],
    ['the machine', /\bprocess\b|\bconsole\b|\brequire\b|\bfetch\b|\bnavigator\b/],
    ['chance', /\bMath\s*\.\s*random\b|\bcrypto\b/],
    // Engines round these differently; src/core/math has our own.
    [
      'unportable arithmetic',
      /\*\*|\bMath\s*\.\s*(?:exp|expm1|pow|log|log1p|log2|log10|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b/,
    ],
  ];
  for (const [what, pattern] of forbidden)
    it(`nothing touches ${what}`, () => {
      const found = pure.flatMap(s =>
        pattern.test(s.code) ? `${s.file}: ${s.code.match(pattern)?.[0]}` : [],
      );
      expect(found).toEqual([]);
    });

  it('nothing imports from Node', () => {
    expect(pure.filter(s => s.imports.some(name => name.startsWith('node:'))).map(s => s.file)).toEqual([]);
  });

  it('is searched by patterns that find what they forbid', () => {
    const sinful = withoutStrings(
      withoutComments(
        ["/** x */ const a = /['/*]/; f(`$", "{Math.random()}`, '**', 2 ** 3) // Date"].join(''),
      ),
    );
    expect(forbidden.map(([, pattern]) => pattern.test(sinful))).toEqual([false, false, true, true]);
    expect(forbidden[0][1].test('const now = Date.now()')).toBe(true);
  });
});

describe('the pure entry', () => {
  /** All modules that src/index.ts loads, types left out. */
  const reached = (() => {
    const found = new Set(['index.ts']);
    for (const file of found)
      for (const name of loadsOf(file))
        if (name.startsWith('.')) found.add(relative(SRC, resolve(SRC, file, '..', name)));
    return [...found].map(file => sources.find(source => source.file === file)!);
  })();

  it('loads no module of Node, neither itself nor by what it loads', () => {
    expect(reached.length).toBeGreaterThan(100);
    expect(
      reached.filter(s => loadsOf(s.file).some(name => name.startsWith('node:'))).map(s => s.file),
    ).toEqual([]);
  });

  it('touches neither the machine nor the clock, and generates no JavaScript but for the backend of that name', () => {
    const found = (pattern: RegExp) => reached.filter(s => pattern.test(s.code)).map(s => s.file);
    expect(found(/\bprocess\b|\bBuffer\b|\bglobalThis\b|\bperformance\b|\bDate\s*\.\s*now\b/)).toEqual([]);
    expect(found(/\bnew Function\b|\beval\b/)).toEqual(['engine/javascript/runtime.ts']);
  });

  function loadsOf(file: string): string[] {
    const text = withoutComments(readFileSync(join(SRC, file), 'utf8'));
    const loaded =
      /^(?:import|export)(?! type\b)[^;']*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
    return [...text.matchAll(loaded)].flatMap(([, ...names]) => names.filter(Boolean));
  }
});

describe('the engine knows nothing of the world', () => {
  /** Words of the world that are also words of the engine, each with the reason why it stays. */
  const ENGINE_WORDS: Record<string, string> = {
    place: 'the language has one type of place',
    origin: 'the place where everybody starts, in every model',
    x1: 'where a mark of a chart begins, as Plot calls it',
    x2: 'where it ends',
    border: 'what a cell of a workbook has around it',
    visa: 'every page says that it is no ground to decide about one',
    elsewhere: 'the share of ties that leave a community; also a key of networks.yaml',
  };

  const words = wordsOfTheWorld();

  it('finds the words', () => {
    expect(words.size).toBeGreaterThan(60);
  });

  it('names none of them in src/', () => {
    const found = sources.flatMap(source => {
      const used = new Set(source.text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
      return [...used]
        .filter(word => words.has(word) && !(word in ENGINE_WORDS))
        .map(word => `${source.file}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  it('has no exception that nothing needs', () => {
    const all = sources.map(s => s.text).join('\n');
    const unused = Object.keys(ENGINE_WORDS).filter(
      word => !words.has(word) || !new RegExp(`\\b${word}\\b`).test(all),
    );
    expect(unused).toEqual([]);
  });
});

/** A way from a file back to itself; empty: there is none. */
function circleIn(targets: ReadonlyMap<string, readonly string[]>): string[] {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const target of targets.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle.length) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const circle = visit(file, []);
    if (circle.length) return circle;
  }
  return [];
}

/** Columns and their values, places, items, ids and kinds of events: of every model, study and scenario there is. */
function wordsOfTheWorld(): Set<string> {
  const words = new Set<string>();
  for (const path of filesOf(join(ROOT, 'models'), 'model.yaml')) {
    const model = parseYaml(readFileSync(path, 'utf8'));
    for (const [name, column] of Object.entries<{ values?: unknown[] }>(model.columns ?? {})) {
      words.add(name);
      for (const value of column.values ?? []) words.add(String(value));
    }
    for (const field of model.fields ?? []) words.add(String(field).replace(/\[.*/, ''));
  }
  const fromCsv = (folder: string, name: string, ...columns: string[]) => {
    for (const path of filesOf(join(ROOT, folder), name)) {
      const [header, ...rows] = readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map(line => line.split(','));
      for (const column of columns) for (const row of rows) words.add(row[header.indexOf(column)]);
    }
  };
  fromCsv('models', 'places.csv', 'place');
  fromCsv('surveys', 'items.csv', 'item_id');
  fromCsv('surveys', 'events.csv', 'event_id', 'kind');
  for (const path of filesOf(join(ROOT, 'scenarios'), '.yaml'))
    for (const document of parseAllDocuments(readFileSync(path, 'utf8')))
      for (const event of (document as { toJS(): { events?: { id?: string; kind?: string }[] } }).toJS()
        ?.events ?? [])
        for (const word of [event.id, event.kind]) if (word) words.add(word);
  words.delete('');
  return words;
}

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .sort()
    .map(name => join(folder, name));
}

/** Comments become nothing; strings and regular expressions stay, so that quotes in them don't mislead. */
function withoutComments(text: string): string {
  return text.replace(TOKEN, token => (/^\/[/*]/.test(token) ? ' ' : token));
}

/** Templates stay, for the code in them; this is for text without comments. */
function withoutStrings(text: string): string {
  return text.replace(TOKEN, "''");
}
