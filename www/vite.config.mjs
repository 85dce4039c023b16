import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { passages, queries } from './build/passages.mjs';

/** What the encoder runs on, as it comes: its files find each other by their names. */
const RUNTIME = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
const runtime = dirname(fileURLToPath(import.meta.resolve('onnxruntime-web/wasm')));

/** Adds the data to what is built. */
const data = () => ({
  name: 'page-data',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'passages.wvlt.gz', source: await passages() });
    this.emitFile({ type: 'asset', fileName: 'queries.json', source: queries() });
    for (const file of RUNTIME) {
      this.emitFile({ type: 'asset', fileName: `onnxruntime/${file}`, source: readFileSync(join(runtime, file)) });
    }
  },
});

/** What the service worker does not fetch ahead: engines load one of the two modules, and few documents name phones. */
const ON_DEMAND = /\.map$|libphonenumber|onnxruntime|weavelet(-relaxed)?-[\w-]+\.wasm$|^service-worker\.js$/;

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
