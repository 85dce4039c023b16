// How storage performs in Chromium, over both of its IndexedDB back ends. Ratios of things measured in turns.
//   node tests/bench/storage.mjs [DOCUMENTS]
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { FOLDERS, serve } from '../../scripts/serve.mjs';

const DOCUMENTS = Number(process.argv[2] ?? 10_000);
const ROUNDS = 3;
const CALLERS = 100;
const SINGLES = 6000;
const BACK_ENDS = {
  LevelDB: '--disable-features=IdbSqliteBackingStore',
  SQLite: '--enable-features=IdbSqliteBackingStore',
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'weavelet-bench-'));
await build({
  entryPoints: [path('page/storage.js')],
  outfile: join(folder, 'page.js'),
  bundle: true,
  format: 'esm',
  external: ['weavelet'],
});
const importMap = '<script type="importmap">{"imports":{"weavelet":"/weavelet/browser.js"}}</script>';
await writeFile(join(folder, 'index.html'), `<!doctype html>${importMap}<script type="module" src="page.js"></script>`);
const server = await serve({ folders: { '/weavelet/': FOLDERS['/weavelet/'], '/': folder } });
const executablePath = execFileSync(path('../../scripts/browser.sh'), { encoding: 'utf8' }).trim();

/** Runs in a page of a new browser process: nothing that the one before has read is in its memory. */
async function inBrowser(data, feature, run) {
  const context = await chromium.launchPersistentContext(data, { executablePath, args: ['--no-sandbox', feature] });
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'bench' in window);
    return await run(page);
  } finally {
    await context.close();
  }
}

for (const [name, feature] of Object.entries(BACK_ENDS)) {
  const data = await mkdtemp(join(folder, `${name}-`));
  const call = (method, ...args) =>
    inBrowser(data, feature, (page) => page.evaluate(([m, a]) => window.bench[m](...a), [method, args]));
  const times = { strict: [], relaxed: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const durability of Object.keys(times))
      times[durability].push(await call('ingest', durability, durability, DOCUMENTS));
  }
  const [strict, relaxed] = [median(times.strict), median(times.relaxed)];
  const show = (label, text) => console.log(`${name.padEnd(8)} ${label.padEnd(44)} ${text}`);
  show(
    `ingest ${DOCUMENTS} documents, strict / relaxed`,
    `${(strict / relaxed).toFixed(2)} (${strict.toFixed(2)} s / ${relaxed.toFixed(2)} s)`,
  );

  // a store without garbage: what is read raw is what is loaded
  await call('ingest', 'opened', 'strict', DOCUMENTS);
  const opened = [];
  for (let round = 0; round < ROUNDS; round++) {
    const raw = await call('raw', 'opened');
    opened.push({ ...(await call('open', 'opened')), raw: raw.time, bytes: raw.bytes });
  }
  const all = median(opened.map((one) => one.all));
  const raw = median(opened.map((one) => one.raw));
  const first = median(opened.map((one) => one.first));
  const size = `${Math.round(opened[0].bytes / 1e6)} MB`;
  show(
    `open ${opened[0].count} documents / raw read of ${size}`,
    `${(all / raw).toFixed(2)} (${all.toFixed(2)} s / ${raw.toFixed(2)} s)`,
  );
  show('first answer while the rest is loaded / all', `${(first / all).toFixed(2)} (${(first * 1000).toFixed(0)} ms)`);

  const rates = [];
  for (let round = 0; round < ROUNDS; round++) rates.push(await call('singles', 'singles', 'strict', CALLERS, SINGLES));
  show(`single inserts, ${CALLERS} callers, strict`, `${Math.round(median(rates))} per second`);
}
await server.close();
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
