/** Runs programs out of documents in the real place. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { Chromium } from '../browser/engines/chromium.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What documents import, and what stands for it here. */
const ALIASES = {
  // A cluster is what has the client's interface.
  'weaviate-client': here('cluster.ts'),
  react: here('../react/node_modules/react-19'),
  'react-dom': here('../react/node_modules/react-dom-19'),
};
/** In a page the engine comes as it is; what stands beside it is bundled, so that hooks find the program's own React. */
const IN_PAGE = { 'weavelet/react': here('../../pkg/dist/react.js') };

/** Prints `program` to a module in `folder`, with TypeScript and JSX taken out of it. */
async function compile(program: string, folder: string, external: string[], alias = {}): Promise<string> {
  const source = join(folder, 'program.tsx');
  const outfile = join(folder, 'program.mjs');
  await writeFile(source, program);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    external,
    alias: { ...ALIASES, ...alias },
    logLevel: 'error',
    target: 'esnext',
  });
  return outfile;
}

/** The lines that a program prints in Node.js, in this folder. Requests to Jina go to `jina`. */
export async function runInNode(program: string, folder: string, jina: string): Promise<string[]> {
  const file = await compile(program, folder, ['weavelet', 'weavelet/*', 'node:*']);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', pathToFileURL(here('jina-at-home.mjs')).href, file],
    { cwd: folder, env: { ...process.env, JINA_AT: jina, JINAAI_APIKEY: 'toy' } },
  );
  return stdout.split('\n');
}

/** The lines that a program prints in a page. */
export async function runInPage(program: string, folder: string): Promise<string[]> {
  await compile(program, folder, ['weavelet'], IN_PAGE);
  const imports = { weavelet: '/weavelet/browser.js' };
  const end = 'console.log("the program has ended")';
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script><body>
    <script type="module">await import('/program.mjs'); ${end};</script>`,
  );
  const server = await serve({ folders: { '/weavelet/': FOLDERS['/weavelet/'], '/': `${folder}/` } });
  const browser = await Chromium.start();
  try {
    const page = await browser.open('about:blank');
    const lines: string[] = [];
    page.on('console', (message) => lines.push(...message.text().split('\n')));
    const ended = page.waitForEvent('console', { predicate: (message) => end.includes(message.text()) });
    const failed = page.waitForEvent('pageerror').then((error) => Promise.reject(error));
    await page.goto(server.url);
    await Promise.race([ended, failed]);
    failed.catch(() => undefined);
    return lines;
  } finally {
    await browser.stop();
    await server.close();
  }
}
