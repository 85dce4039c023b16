// The local encoder in Node and in Chromium: time to load, and per text for queries and documents of tests/data. Both in
// turns; the least of all rounds is what a quiet machine takes.
//   node tests/bench/encoder.mjs [ROUNDS]
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEncoder } from 'weavelet/encoder';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { readCollection } from '../quality/collection.mjs';
import { chromium } from './lib/chromium.mjs';
import { median } from './lib/median.mjs';

const ROUNDS = Number(process.argv[2] ?? 10);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const files = `${ROOT}${execFileSync(`${ROOT}scripts/encoder.sh`, { cwd: ROOT, encoding: 'utf8' }).trim()}`;
const { documents, queries } = readCollection('ja-docs');
const cases = { query: queries[0].text, document: documents[0].text };

const server = await serve({
  folders: {
    '/weavelet/': FOLDERS['/weavelet/'],
    '/model/': files,
    '/onnx/': `${ROOT}pkg/node_modules/onnxruntime-web/dist`,
    '/': `${ROOT}www`,
  },
});
const browser = await chromium();
const page = await browser.newPage();
await page.goto(`${server.url}icon.svg`);

/** Loads, in both places. */
const started = performance.now();
const encoder = createEncoder({ files });
await encoder.load();
const loaded = {
  Node: performance.now() - started,
  Chromium: await page.evaluate(async () => {
    const began = performance.now();
    const { createEncoder: create } = await import('/weavelet/encoder.js');
    globalThis.encoder = create({ files: '/model', runtime: '/onnx/ort.wasm.min.mjs' });
    await globalThis.encoder.load();
    return performance.now() - began;
  }),
};
const once = {
  async Node(text, kind) {
    const began = performance.now();
    const [made] = await encoder([text], { kind });
    return { ms: performance.now() - began, tokens: made.tokens.length };
  },
  Chromium: (text, kind) =>
    page.evaluate(
      async ([given, of]) => {
        const began = performance.now();
        const [made] = await globalThis.encoder([given], { kind: of });
        return { ms: performance.now() - began, tokens: made.tokens.length };
      },
      [text, kind],
    ),
};

try {
  for (const [where, ms] of Object.entries(loaded)) console.log(`${where}: loaded in ${ms.toFixed(0)} ms`);
  for (const [kind, text] of Object.entries(cases)) {
    const times = { Node: [], Chromium: [] };
    let tokens = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const where of Object.keys(times)) {
        const made = await once[where](text, kind);
        times[where].push(made.ms);
        tokens = made.tokens;
      }
    }
    for (const [where, all] of Object.entries(times)) {
      const [least, middle] = [Math.min(...all), median(all)].map((ms) => ms.toFixed(0));
      console.log(`${where}: a ${kind} of ${tokens} tokens takes ${least} ms at least, ${middle} ms in the median`);
    }
  }
} finally {
  await encoder.close();
  await browser.close();
  await server.close();
}
