/** A site whose pages use the built package and report to the harness: `POST /event?NAME=VALUE`. */
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const DIST = fileURLToPath(new URL('../../../pkg/dist/', import.meta.url));
const PAGE = '<!doctype html><script type="module" src="page.js"></script>';
/** Workers have no import maps. */
const builtPackage: Plugin = {
  name: 'built package',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^weavelet(\/browser)?$/ }, () => ({ path: '/weavelet/browser.js', external: true })),
};
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export class Site {
  private constructor(
    readonly url: string,
    readonly folder: string,
    readonly server: Server,
  ) {}

  /** Builds `page` into the only page, `worker` into `worker.js`; `onEvent` gets what pages post. */
  static async start(page: URL, onEvent: (event: URLSearchParams) => void, worker?: URL): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-site-'));
    await build({
      entryPoints: { page: fileURLToPath(page), ...(worker && { worker: fileURLToPath(worker) }) },
      outdir: folder,
      bundle: true,
      format: 'esm',
      plugins: [builtPackage],
      logLevel: 'error',
    });
    await writeFile(join(folder, 'index.html'), PAGE);
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
      if (request.method === 'POST') {
        onEvent(searchParams);
        response.writeHead(204).end();
        return;
      }
      const name = pathname === '/' ? '/index.html' : pathname;
      const file = name.startsWith('/weavelet/') ? join(DIST, name.slice('/weavelet/'.length)) : join(folder, name);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(readFileSync(file));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('the site has no address');
    return new Site(`http://127.0.0.1:${address.port}/`, folder, server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    await rm(this.folder, { recursive: true, force: true });
  }
}
