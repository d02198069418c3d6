import { spawn } from 'node:child_process';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { systemSignal } from '../execute/stop.ts';
import { displayName } from '../io/text/text.ts';
import { painter } from '../report/terminal/style.ts';
import { type Assets, explorerAssets } from '../workflows/explore/bundle.ts';
import { exportSite } from '../workflows/explore/export.ts';
import { type ExplorerPage, explorerPages } from '../workflows/explore/projects.ts';
import { serve } from '../workflows/explore/serve.ts';
import { type Command, flag, type Given, text, whole } from './command.ts';

export const explore: Command = {
  positionals: {
    scenarios: { describe: 'scenarios to begin with, by name or file [all]', type: 'string', array: true },
  },
  options: {
    open: flag('open it in the browser'),
    port: whole(1, 'port of this machine [any that is free]', 65_535),
    export: text('write a site for any web host into this folder, and serve nothing'),
    single: flag('with --export: each page is one file that works without a server'),
  },
  examples: [
    ['rhizome explore --open', 'ask what if, in the browser'],
    ['rhizome explore mine another', 'with two scenarios to begin with, and what they extend'],
    ['rhizome explore --export site --single', 'a page to mail'],
  ],
  async run(given) {
    const folder = given.export;
    if (given.single && folder === undefined)
      throwDiagnostic({
        kind: 'conflict',
        message: '--single says how a site is written, and none is asked for',
        hint: 'say --export FOLDER, too',
      });
    const paint = painter(process.stdout);
    const note = (line: string) => process.stderr.write(`${paint('dim', `note: ${line}`)}\n`);
    // The bundler is a process of its own: it works while the project is read.
    const making = explorerAssets();
    await new Promise(setImmediate);
    const pages = explorerPages(given.scenarios ?? [], note);
    const assets = await making;
    if (folder !== undefined) {
      const files = exportSite(folder, pages, assets, given.single ? 'inside' : 'beside');
      process.stdout.write(`${paint('good', 'Written:')} ${files.map(displayName).join(', ')}\n`);
      return;
    }
    await serving(pages, assets, given, paint);
  },
};

async function serving(
  pages: readonly ExplorerPage[],
  assets: Assets,
  given: Given,
  paint: ReturnType<typeof painter>,
): Promise<void> {
  const signal = systemSignal();
  const { address, close } = await serve(pages, assets, given.port ?? 0);
  const count = pages.reduce((sum, { project }) => sum + project.presets.length, 0);
  process.stdout.write(
    `${paint('strong', address)}\nAsk what if of ${count} scenarios, in a browser on this machine: the model runs in the page, and nothing leaves it. Ctrl-C ends it.\n`,
  );
  if (given.open) openBrowser(address);
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await close();
}

/** By the system's own opener; without one the address is there to be clicked. */
function openBrowser(address: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  spawn(program, [...words, address], { stdio: 'ignore' })
    .on('error', () => {})
    .unref();
}
