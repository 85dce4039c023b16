// Keyword search over real texts against MiniSearch, Orama and FlexSearch, in Chromium and two versions of Node: time
// per query and to build, and memory. weavelet answers through its public API, with storage in memory, and gives whole
// objects back; the others give ids (Orama objects too). Measured in turns; first come ratios, which mean something on
// a busy machine as well.
//   node tests/bench/bm25.mjs [TEXTS [ROUNDS]]
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { chromium } from './lib/chromium.mjs';
import { corpus } from './lib/corpus.mjs';
import { median } from './lib/median.mjs';

const TEXTS = Number(process.argv[2] ?? 20_000);
const ROUNDS = Number(process.argv[3] ?? 3);
const QUERIES = 150;
const PEERS = ['MiniSearch', 'Orama', 'FlexSearch'];

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const set = corpus(TEXTS, QUERIES);
const folder = await mkdtemp(join(tmpdir(), 'weavelet-bench-'));
const texts = join(folder, 'corpus.json');
await writeFile(texts, JSON.stringify(set));
const bundle = (outfile, settings) =>
  build({
    entryPoints: [path('page/keyword.js')],
    outfile: join(folder, outfile),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    nodePaths: [path('peers/node_modules')],
    external: ['weavelet', 'node:*', 'file:*'],
    logLevel: 'error',
    ...settings,
  });
const built = new URL('../../pkg/dist/node.js', import.meta.url).href;
await bundle('node.mjs', { platform: 'node', alias: { weavelet: built } });
await bundle('page.js', { platform: 'browser' });
const importMap = '<script type="importmap">{"imports":{"weavelet":"/weavelet/browser.js"}}</script>';
await writeFile(join(folder, 'index.html'), `<!doctype html>${importMap}<script type="module" src="page.js"></script>`);

const nodes = [process.execPath, path('peers/node_modules/node/bin/node')];
const inNode = (node, ...args) =>
  JSON.parse(execFileSync(node, ['--expose-gc', join(folder, 'node.mjs'), texts, ...args], { encoding: 'utf8' }));

async function inChromium() {
  const server = await serve({ folders: { '/weavelet/': FOLDERS['/weavelet/'], '/': folder } });
  const browser = await chromium(['--js-flags=--expose-gc']);
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'bench' in window);
    return await page.evaluate(([given, rounds]) => window.bench.times(given, rounds), [set, ROUNDS]);
  } finally {
    await browser.close();
    await server.close();
  }
}

const results = [];
const note = (result) => results.push(result);
const row = (...cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(16))).join(''));
const ratio = (other, own) => `${(other / own).toFixed(1)} ×`;

function report(where, times) {
  console.log(`\n${where}: weavelet, and how many times as long the others take`);
  row('', 'weavelet', ...PEERS);
  const compare = (what, unit, of) => {
    const own = median(of('weavelet'));
    // of the same round: what slows one down slows the others too
    const ratios = PEERS.map((peer) => median(of(peer).map((time, round) => time / of('weavelet')[round])));
    row(what, `${own.toPrecision(3)} ${unit}`, ...ratios.map((one) => ratio(one, 1)));
    const peers = Object.fromEntries(PEERS.map((peer, i) => [peer, { [unit]: median(of(peer)), ratio: ratios[i] }]));
    note({ bench: 'bm25', where, texts: TEXTS, what, weavelet: { [unit]: own }, ...peers });
  };
  compare(`build ${TEXTS} texts`, 'ms', (name) => times[name].build);
  const words = Object.keys(times.weavelet.words);
  for (const count of words) compare(`query of ${count} words`, 'ms', (name) => times[name].words[count]);
  const all = (name) =>
    times[name].build.map((_, i) => words.reduce((sum, n) => sum + times[name].words[n][i], 0) / words.length);
  compare('query, mean of these', 'ms', all);
}

function reportMemory(node) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const own = inNode(node, 'memory', 'weavelet');
  const index = own.own.indexBytes;
  const rows = index + own.own.rowBytes + own.heap + own.buffers;
  const peers = PEERS.map((peer) => {
    const { heap, buffers } = inNode(node, 'memory', peer);
    return heap + buffers;
  });
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(`\nmemory, Node ${version}: weavelet, and how many times as much the others take`);
  row('', 'weavelet', ...PEERS);
  row('the index', megabytes(index), ...peers.map((bytes) => ratio(bytes, index)));
  row('with objects and stored bytes', megabytes(rows), ...peers.map((bytes) => ratio(bytes, rows)));
  const { termBytes, postingBytes, lengthBytes } = own.own;
  console.log(
    `of the index: terms ${megabytes(termBytes)}, postings ${megabytes(postingBytes)}, lengths ${megabytes(lengthBytes)}`,
  );
  const bytes = Object.fromEntries(PEERS.map((peer, i) => [peer, { bytes: peers[i] }]));
  note({
    bench: 'bm25',
    where: `Node ${version}`,
    texts: TEXTS,
    what: 'memory',
    weavelet: { index, rows, ...own.own },
    ...bytes,
  });
}

try {
  report('Chromium', await inChromium());
  for (const node of nodes) {
    report(
      `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`,
      inNode(node, 'times', String(ROUNDS)),
    );
  }
  nodes.forEach(reportMemory);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log('');
for (const result of results) console.log(JSON.stringify(result));
