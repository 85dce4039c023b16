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

/**
 * What the service worker does not fetch ahead: what few documents and few visitors need. Both of the engine's modules
 * are kept, as a visit without a network may choose the other one.
 */
const ON_DEMAND = /libphonenumber|ort[.-]|^service-worker\.js$/;

/** Tells the service worker which files there are, and a hash over them, so that it is another one when any of them is. */
const files = () => ({
  name: 'page-files',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const kept = Object.values(bundle).filter(({ fileName }) => !ON_DEMAND.test(fileName));
      const hash = createHash('sha256');
      for (const { fileName, type, code, source } of kept)
        hash.update(fileName).update(type === 'chunk' ? code : source);
      const paths = kept.map(({ fileName }) => (fileName === 'index.html' ? './' : fileName)).sort();
      const worker = bundle['service-worker.js'];
      worker.code = worker.code
        .replace('__FILES__', JSON.stringify(paths))
        .replace('__VERSION__', JSON.stringify(hash.digest('hex').slice(0, 16)));
    },
  },
});

/** Where the script that starts the engine goes: below the policy, which counts from where it stands. */
const START = '<!-- start -->';

/** Puts the script that starts the engine before all that is fetched: it is small, and runs as soon as it is there. */
const start = () => ({
  name: 'page-start',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const { fileName } = Object.values(bundle).find(({ name, isEntry }) => isEntry && name === 'start');
      if (!html.includes(START)) throw new Error(`index.html has no place ${START}`);
      return html.replace(START, `<script type="module" async crossorigin src="./${fileName}"></script>`);
    },
  },
});

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: path('.'),
  base: './',
  // the library of phone numbers, loaded by schemas that name such a property, draws warnings in every bundle
  logLevel: 'error',
  publicDir: false,
  plugins: [data(), start(), files()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: path('index.html'),
        start: path('src/start.ts'),
        'service-worker': path('src/offline/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          // a file more is a request more before the first answer
          groups: [
            { name: 'start', test: /www[\\/]src[\\/](start|app[\\/](engine-threads|index-file))\.ts$/, priority: 2 },
            { name: 'page', test: /[\\/]dist[\\/]spawn-/, priority: 1 },
            { name: 'page', tags: ['$initial'], test: (id) => !id.includes('service-worker') },
          ],
        },
      },
    },
  },
});
