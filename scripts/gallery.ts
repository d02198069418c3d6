import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { apart } from '../src/report/page/base/labels.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { openTask } from '../src/simulate/simulate.ts';
import { loadInputs } from '../src/workflows/run/load-inputs.ts';

/**
 * Pictures of the small models of examples/: `node scripts/gallery.ts` does one run of each and writes docs/pictures/gallery/*.svg;
 * with `--check` it tells which are stale and ends with 1. `node scripts/gallery.ts sir` makes that one only.
 */

const ROOT = resolve(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs/pictures/gallery');

/** Metrics that are drawn of each model, as lines over its steps. */
export const PICTURES: Record<string, readonly string[]> = {
  schelling: ['alike', 'unhappy'],
  todaro: ['in_city'],
  cohorts: ['people', 'children', 'old'],
  lifetimes: ['alive'],
  stays: ['abroad'],
  massey: ['abroad_share'],
  granovetter: ['active_share'],
  degroot: ['opinion', 'square'],
  sir: ['well', 'ill'],
  'mover-stayer': ['in_first'],
  queue: ['applications', 'backlog'],
  relocation: ['in_germany', 'in_france', 'in_spain'],
  gravity: ['west_west', 'west_middle', 'west_east'],
  welcome: ['abroad'],
  returns: ['abroad'],
  families: ['waiting', 'reunited'],
  provinces: ['moving'],
};

const COLOURS = ['#0072b2', '#d55e00', '#009e73'];
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** One run of an example, drawn. */
function pictureOf(name: string): string {
  const inputs = loadInputs(join(ROOT, `examples/scenarios/${name}.yaml`));
  const { task, frame } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { trajectories } = openTask(task).run({ scenario: name, replicate: 1 }, 0)!;
  const metrics = PICTURES[name];
  const points = metrics.flatMap((metric, k) => {
    const at = frame.series.findIndex(series => series.metric === metric && series.group === 'all');
    return Array.from({ length: frame.weeks }, (_, week) => ({
      metric: metric.replaceAll('_', ' '),
      colour: COLOURS[k],
      week,
      value: trajectories[week * frame.series.length + at],
    }));
  });
  const most = Math.max(...points.map(({ value }) => value));
  const ends = apart(
    points.filter(({ week }) => week === frame.weeks - 1),
    ({ value }) => value,
    most / 14,
  ).map(({ of, at }) => ({ ...of, at }));
  const svg = Plot.plot({
    ...{ document, width: 480, height: 220, marginLeft: 52, marginRight: 110 },
    style: { background: 'white', color: '#222', fontFamily: 'sans-serif' },
    x: { label: frame.step ?? 'week' },
    y: { label: null, grid: true, zero: true },
    marks: [
      Plot.lineY(points, { x: 'week', y: 'value', z: 'metric', stroke: 'colour', strokeWidth: 2 }),
      Plot.text(ends, { x: 'week', y: 'at', text: 'metric', fill: 'colour', textAnchor: 'start', dx: 6 }),
    ],
  } as Plot.PlotOptions);
  return svg.outerHTML;
}

/** Whether a picture on disk is what a run gives now. */
export const isFresh = (name: string) => read(name) === `${pictureOf(name)}\n`;

function read(name: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, `${name}.svg`), 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [first, ...rest] = process.argv.slice(2);
  const names = first && first !== '--check' ? [first, ...rest] : Object.keys(PICTURES);
  if (first === '--check') {
    const stale = names.filter(name => !isFresh(name));
    if (stale.length) console.error(`stale: ${stale.join(', ')} (node scripts/gallery.ts)`);
    process.exitCode = stale.length ? 1 : 0;
  } else {
    mkdirSync(FOLDER, { recursive: true });
    for (const name of names) {
      writeFileSync(join(FOLDER, `${name}.svg`), `${pictureOf(name)}\n`);
      console.log(`written: docs/pictures/gallery/${name}.svg`);
    }
  }
}
