import type { Assets } from './bundle.ts';
import type { Project } from './page-project.ts';
import type { ExplorerPage } from './projects.ts';

/** Where the parts of a page are: in it, or in files beside it. */
export type Parts = 'inside' | 'beside';

/** Names of the files beside a page. */
export const FILES = {
  page: 'explorer.js',
  worker: 'explorer-worker.js',
  style: 'explorer.css',
  world: 'explorer-world.js',
} as const;

/**
 * Nothing leaves the machine: a page may connect to nobody. `wasm-unsafe-eval` lets the engine compile its rules, `blob:` lets
 * a page that holds its worker start it.
 */
function policyOf(parts: Parts): string {
  const own = parts === 'inside' ? "'unsafe-inline'" : "'self'";
  return [
    "default-src 'none'",
    `script-src ${own} 'wasm-unsafe-eval'${parts === 'inside' ? ' blob:' : ''}`,
    `worker-src ${parts === 'inside' ? 'blob:' : "'self'"}`,
    `style-src ${parts === 'inside' ? own : "'self'"} 'unsafe-inline'`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The file of each page: the first is what a folder shows. */
export const fileOf = (pages: readonly ExplorerPage[], page: ExplorerPage): string =>
  page === pages[0] ? 'index.html' : `${page.name}.html`;

/** A page of the explorer as HTML. */
export function explorerHtml(
  pages: readonly ExplorerPage[],
  page: ExplorerPage,
  assets: Assets,
  parts: Parts,
): string {
  const others = pages
    .filter(one => one !== page)
    .map(one => ({ title: one.title, href: fileOf(pages, one) }));
  const project: Project = { ...page.project, others };
  const isInside = parts === 'inside';
  const script = (name: 'world' | 'page') =>
    isInside ? `<script>${inScript(assets[name])}</script>` : `<script src="${FILES[name]}" defer></script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyOf(parts)}">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(page.title)}</title>
${isInside ? `<style>${assets.style}</style>` : `<link rel="stylesheet" href="${FILES.style}">`}
</head>
<body>
<div id="page"></div>
<noscript>This page needs scripts: it runs the model in the browser.</noscript>
<script type="application/json" id="project">${inScript(JSON.stringify(project))}</script>
${
  isInside
    ? `<script type="text/plain" id="worker">${inScript(assets.worker)}</script>`
    : `<script type="text/plain" id="worker" data-file="${FILES.worker}"></script>`
}${page.hasCountries ? `\n${script('world')}` : ''}
${script('page')}
</body>
</html>
`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Text that can't end the element it is in; JSON and programs mean the same with it. */
const inScript = (text: string) => text.replace(/<(?=\/script|!--|script)/gi, '\\u003c');
