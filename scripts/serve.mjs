// Serves the page as scripts/page.sh built it at /, its encoder where there is one, the built package at /weavelet/.
//   node scripts/serve.mjs [PORT]       as a module: serve({ folders, port }) → { url, close }
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
};

const folder = (path) => fileURLToPath(new URL(`../${path}/`, import.meta.url));

/** Where each path prefix is found; the first that matches counts. */
export const FOLDERS = {
  '/weavelet/': folder('pkg/dist'),
  '/encoder/': folder('models/multilingual-e5-small'),
  '/': folder('www/dist'),
};

/**
 * A static file server on this machine only. Port 0 takes a free one.
 * @param {{ folders?: Record<string, string>, port?: number }} [options]
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export function serve({ folders = FOLDERS, port = 0 } = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const prefix = Object.keys(folders).find((candidate) => path.startsWith(candidate));
    const file = prefix && join(folders[prefix], path.slice(prefix.length), path.endsWith('/') ? 'index.html' : '');
    const found = file && (await stat(file).catch(() => undefined));
    if (!found?.isFile()) {
      response.writeHead(404).end('not found');
      return;
    }
    // any origin: a sandboxed frame has none of its own and still loads modules
    const headers = { 'content-length': found.size, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' };
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        close() {
          server.closeAllConnections();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await serve({ port: Number(process.argv[2] ?? 8000) });
  console.log(`${url}  (Ctrl-C stops it)`);
}
