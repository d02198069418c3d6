import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Assets } from './bundle.ts';
import { explorerHtml, FILES, fileOf } from './page.ts';
import type { ExplorerPage } from './projects.ts';

const HOST = '127.0.0.1';

/** Isolated from other pages, so that the engine may share memory; nothing is kept, so that a change is seen. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export interface Served {
  address: string;
  close(): Promise<void>;
}

/** Serves the pages to this machine alone. @param port 0: any that is free. Diagnostic `failed` if it is taken. */
export async function serve(pages: readonly ExplorerPage[], assets: Assets, port: number): Promise<Served> {
  const scripts = 'text/javascript; charset=utf-8';
  const files = new Map<string, readonly [type: string, text: string]>([
    ...pages.map(
      page =>
        [
          `/${fileOf(pages, page)}`,
          ['text/html; charset=utf-8', explorerHtml(pages, page, assets, 'beside')],
        ] as const,
    ),
    [`/${FILES.page}`, [scripts, assets.page]],
    [`/${FILES.world}`, [scripts, assets.world]],
    [`/${FILES.worker}`, [scripts, assets.worker]],
    [`/${FILES.style}`, ['text/css; charset=utf-8', assets.style]],
  ]);
  const server = createServer(({ method, url = '/', headers }, answer) => {
    const path = url.split('?')[0];
    const found = files.get(path === '/' ? '/index.html' : path);
    const isHere = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '');
    const status = !isHere ? 403 : method !== 'GET' && method !== 'HEAD' ? 405 : found ? 200 : 404;
    answer.writeHead(status, { ...HEADERS, 'content-type': status === 200 ? found![0] : 'text/plain' });
    answer.end(method === 'HEAD' ? undefined : status === 200 ? found![1] : `${status}\n`);
  });
  await listening(server, port);
  const { port: own } = server.address() as AddressInfo;
  return {
    address: `http://${HOST}:${own}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      try {
        throwDiagnostic({
          kind: 'failed',
          message: `port ${port} can't be opened`,
          found: error.code,
          hint: 'leave out --port: a free one is taken',
        });
      } catch (told) {
        reject(told);
      }
    });
    server.listen(port, HOST, resolve);
  });
}
