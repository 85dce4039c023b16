// What reading full precision costs searches by codes: the whole search, and its scan alone, on storage that holds the
// vectors. AGAINST names the folder `dist` of another build, which is measured in turns with this one.
//   node tests/bench/reads.mjs [ENGINE…]      engines: node, LevelDB and SQLite (Chromium's IndexedDB over either)
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { median } from './lib/median.mjs';
import { ask, fill, QUERY_TOKENS } from './lib/reads.mjs';

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 1500);
const SEARCHES = Number(process.env.SEARCHES ?? 12);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const BACK_ENDS = {
  LevelDB: '--disable-features=IdbSqliteBackingStore',
  SQLite: '--enable-features=IdbSqliteBackingStore',
};
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'weavelet-bench-'));
const builds = { now: FOLDERS['/weavelet/'] };
if (process.env.AGAINST) builds.against = resolve(process.env.AGAINST);
const servers = {};

/** Calls a function of lib/reads.mjs over what a build has stored. */
async function inNode({ dist, data }, method, argument) {
  const weavelet = await import(pathToFileURL(join(dist, 'node.js')));
  const connection = { env: { PERSISTENCE_DATA_PATH: data } };
  return { fill, ask }[method]({ ...weavelet.default, ...weavelet }, connection, argument);
}

async function inChromium(feature, { name, data }, method, argument) {
  const executablePath = execFileSync(path('../../scripts/browser.sh'), { encoding: 'utf8' }).trim();
  const context = await chromium.launchPersistentContext(data, { executablePath, args: ['--no-sandbox', feature] });
  try {
    const page = await context.newPage();
    await page.goto(servers[name].url);
    await page.waitForFunction(() => 'bench' in window);
    return await page.evaluate(([called, value]) => window.bench[called](value), [method, argument]);
  } finally {
    await context.close();
  }
}

const ENGINES = { node: inNode };
for (const [name, feature] of Object.entries(BACK_ENDS)) ENGINES[name] = (...rest) => inChromium(feature, ...rest);
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ENGINES);

const bundle = { bundle: true, format: 'esm', external: ['weavelet'] };
await build({ ...bundle, entryPoints: [path('page/reads.js')], outfile: join(folder, 'page.js') });
const importMap = '<script type="importmap">{"imports":{"weavelet":"/weavelet/browser.js"}}</script>';
await writeFile(join(folder, 'index.html'), `<!doctype html>${importMap}<script type="module" src="page.js"></script>`);
for (const [name, dist] of Object.entries(builds)) {
  servers[name] = await serve({ folders: { '/weavelet/': dist, '/': folder } });
}

console.log(`${DOCUMENTS} documents; ms of a search: median, least; of its scan alone`);
for (const engine of chosen) {
  const runs = [];
  for (const [name, dist] of Object.entries(builds)) {
    const data = await mkdtemp(join(folder, `${engine}-${name}-`));
    const run = { name, dist, data, lines: [] };
    await ENGINES[engine](run, 'fill', DOCUMENTS);
    runs.push(run);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const run of runs) run.lines.push(...(await ENGINES[engine](run, 'ask', SEARCHES)));
  }
  for (const setting of ['rq', 'pq']) {
    for (const tokens of QUERY_TOKENS) {
      for (const { name, lines } of runs) {
        const own = lines.filter((line) => line.setting === setting && line.tokens === tokens);
        const times = own.flatMap((line) => line.times);
        const figures = [median(times), Math.min(...times), median(own.map(({ scan }) => scan))];
        const shown = figures.map((ms) => ms.toFixed(1).padStart(8)).join('');
        console.log(`${engine.padEnd(8)} ${setting} ${String(tokens).padStart(3)} tokens  ${name.padEnd(8)}${shown}`);
      }
    }
  }
  for (const { data } of runs) await rm(data, { recursive: true, force: true, maxRetries: 5 });
}
for (const server of Object.values(servers)) await server.close();
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
