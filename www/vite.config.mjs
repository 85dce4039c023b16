import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { passages, queries } from './build/passages.mjs';

/** Pictures of pages, with their token vectors. */
const PAGES = fileURLToPath(new URL('data/pages', import.meta.url));

/** Adds the data to what is built. */
const data = () => ({
  name: 'page-data',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'passages.wvlt.gz', source: await passages() });
    this.emitFile({ type: 'asset', fileName: 'queries.json', source: queries() });
    for (const file of readdirSync(PAGES).filter((name) => !name.endsWith('.md'))) {
      this.emitFile({ type: 'asset', fileName: `pages/${file}`, source: readFileSync(join(PAGES, file)) });
    }
  },
});

/** What the service worker does not fetch ahead: engines load one of the two modules, and few documents name phones. */
const ON_DEMAND = /\.map$|libphonenumber|ort[.-]|weavelet(-relaxed)?-[\w-]+\.wasm$|^service-worker\.js$/;

/** Tells the service worker which files there are, by a hash each, so that it is another one when any of them is. */
const files = () => ({
  name: 'page-files',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const worker = bundle['service-worker.js'];
      const list = Object.values(bundle)
        .filter(({ fileName }) => !ON_DEMAND.test(fileName))
        .map((file) => {
          const hash = createHash('sha256').update(file.type === 'chunk' ? file.code : file.source);
          return [file.fileName === 'index.html' ? './' : file.fileName, hash.digest('hex').slice(0, 16)];
        });
      worker.code = worker.code.replace('__FILES__', JSON.stringify(list.sort()));
    },
  },
});

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: path('.'),
  base: './',
  logLevel: 'warn',
  publicDir: false,
  plugins: [data(), files()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: path('index.html'), 'service-worker': path('src/offline/service-worker.ts') },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
