import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** The explorer as a browser takes it: the page's program, that of its workers, the style, and a map for models of countries. */
export interface Assets {
  page: string;
  worker: string;
  style: string;
  world: string;
}

const APP = fileURLToPath(new URL('../../../app/', import.meta.url));

/** Names of the bundled files, in the folder app/ of a package. */
export const BUNDLED: Readonly<Record<keyof Assets, string>> = {
  page: 'page.js',
  worker: 'worker.js',
  style: 'style.css',
  world: 'world.js',
};

/** The explorer's program: that which a package has ready, or made from the sources of a clone. */
export async function explorerAssets(): Promise<Assets> {
  if (!existsSync(APP + BUNDLED.page)) return bundle();
  const text = (name: keyof Assets) => readFileSync(APP + BUNDLED[name], 'utf8');
  return { page: text('page'), worker: text('worker'), style: text('style'), world: text('world') };
}

/** Zod brings its messages in fifty languages, a third of the worker's program; a page never asks for them. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export {};',
    }));
  },
};

/** Bundles the sources of app/ and of the engine, about a megabyte: a second, so nothing is kept of it. */
export async function bundle(): Promise<Assets> {
  const { build } = await import('esbuild');
  const made = await build({
    entryPoints: {
      ...{ page: `${APP}main.tsx`, worker: `${APP}engine/worker.ts`, style: `${APP}style.css` },
      world: `${APP}map/world.ts`,
    },
    bundle: true,
    minify: true,
    write: false,
    outdir: 'assets',
    format: 'iife',
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [withoutLocales],
    logLevel: 'silent',
  });
  const text = (name: string) => made.outputFiles.find(({ path }) => path.endsWith(name))?.text ?? '';
  return {
    ...{ page: text('page.js'), worker: text('worker.js'), style: text('style.css') },
    world: text('world.js'),
  };
}
