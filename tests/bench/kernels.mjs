// How near MaxSim comes to what each engine can do at best: the same arithmetic without memory. Kernels alone, and whole
// queries over ColBERT's shape, 32 query tokens × documents of 180 tokens of 128 numbers, and ColPali's, 24 × 1,030,
// beside other ways to compute it. Prints a table, then all figures as JSON, one per line.
//   node tests/bench/kernels.mjs [ENGINE…]     engines: node node24 chromium; WEAVELET_SIMD forces a module in queries
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { npmPeers } from './peers/peers.mjs';

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 10_000);
const SHAPES = [
  { documents: DOCUMENTS, tokens: 180, queryTokens: 32 },
  { documents: Math.ceil(DOCUMENTS / 20), tokens: 1030, queryTokens: 24 },
];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const KERNELS = path('../../target/bench-kernels/');

async function inChromium() {
  const folder = await mkdtemp(join(tmpdir(), 'weavelet-bench-'));
  const settings = { bundle: true, format: 'esm', external: ['weavelet'] };
  await build({ ...settings, entryPoints: [path('kernels/page.js')], outfile: join(folder, 'page.js') });
  const importMap = '<script type="importmap">{"imports":{"weavelet":"/weavelet/browser.js"}}</script>';
  const page = `<!doctype html>${importMap}<script type="module" src="page.js"></script>`;
  await writeFile(join(folder, 'index.html'), page);
  const folders = { '/weavelet/': FOLDERS['/weavelet/'], '/kernels/': KERNELS, '/': folder };
  const server = await serve({ folders });
  const executablePath = execFileSync(path('../../scripts/browser.sh'), { encoding: 'utf8' }).trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'bench' in window);
    return await page.evaluate((options) => window.bench(options), { shapes: SHAPES });
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function inNode(command, peers) {
  const options = JSON.stringify({ shapes: SHAPES, peers });
  const args = ['--max-old-space-size=8192', path('kernels/node.mjs'), KERNELS, options];
  const { stdout, status } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
  const lines = stdout.trim().split('\n');
  for (const line of lines) if (!line.startsWith('{')) console.log(line);
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

const modules = npmPeers();
const ENGINES = {
  node: () => inNode(process.execPath, undefined),
  node24: () => inNode(`${modules}node/bin/node`, modules),
  chromium: inChromium,
};
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ENGINES);

const percent = (share) => `${Math.round(100 * share)} %`.padStart(6);
const all = [];
for (const engine of chosen) {
  console.log(engine);
  for (const line of await ENGINES[engine]()) {
    all.push({ engine, ...line });
    const { what, name, simd, shape, share, medianShare, rate, peak, ms, documents } = line;
    const rates = `${rate.toFixed(1)}${peak ? ` of ${peak.toFixed(1)}` : ''} G products/s`;
    const shares = share ? `${percent(share)} of peak, median${percent(medianShare)}` : ' '.repeat(30);
    const query = ms ? `, ${ms.toFixed(0)} ms for ${documents.toLocaleString('en')} documents` : '';
    console.log(
      `  ${what.padEnd(7)} ${name.padEnd(36)} ${(simd ?? '').padEnd(8)} ${shape.padEnd(8)} ${shares}  ${rates}${query}`,
    );
  }
}
for (const line of all) console.log(JSON.stringify(line));
