/** The tests of src/simd, run in every WebAssembly engine at hand, by each instruction set that it has. */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import probe from '../../pkg/wasm/simd-probe.js';
import type { Browser, Tab } from '../browser/engines/browser.js';
import { ENGINES } from '../browser/engines/engines.js';
import { StorageSite } from '../browser/storage-site.js';
import type { KernelsPage } from './kernels-page.js';

declare const kernelsPage: KernelsPage;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SETS = ['simd128', 'relaxed'] as const;
type Set = (typeof SETS)[number];
type Outcome = { passed: string[]; failed: string[]; hash: string };

const moduleOf = (set: Set) => here(`../../target/simd-tests/${set}.wasm`);
/** The hash that src/simd/code_tests.rs holds, natively and here. */
const expectedHash = async () =>
  /^const HASH: u64 = 0x([0-9a-f_]+);/m
    .exec(await readFile(here('../../src/simd/code_tests.rs'), 'utf8'))?.[1]
    ?.replaceAll('_', '');

async function check(engine: string, set: Set, { passed, failed, hash }: Outcome): Promise<void> {
  console.log(`${engine}, ${set}: ${passed.length} tests of the kernels ran, scores hash to ${hash}`);
  expect(failed).toEqual([]);
  expect(passed.length).toBeGreaterThanOrEqual(9);
  expect(hash).toBe(await expectedHash());
}

beforeAll(() => {
  execFileSync(here('../../scripts/simd-tests.sh'), { stdio: ['ignore', 'inherit', 'inherit'] });
}, 600_000);

/** The other releases of Node.js that are supported, each from its npm package. */
const NODES = process.env.PACKAGING === 'all' ? ['22.23.3', '24.21.0'] : [];

const inNode = (command: string, args: string[], set: Set): Outcome =>
  JSON.parse(execFileSync(command, [...args, here('node.mjs'), moduleOf(set)], { encoding: 'utf8' }));

describe('in Node.js', () => {
  it.each(SETS)('the kernels by %s', async (set) => {
    // Node 20 has relaxed SIMD as an experiment behind a flag, and sums that are wrong with it
    if (set === 'relaxed' && !WebAssembly.validate(probe)) return expect(process.version).toMatch(/^v20\./);
    return check(`Node ${process.version}`, set, inNode(process.execPath, [], set));
  });

  for (const version of NODES) {
    it.each(SETS)(`${version}: the kernels by %s`, (set) =>
      check(`Node ${version}`, set, inNode('npx', ['--yes', `node@${version}`], set)),
    );
  }
});

describe.each(ENGINES)('in %s', (engine, start) => {
  let site: StorageSite<Browser>;
  let page: Tab;
  beforeAll(async () => {
    site = await StorageSite.start(await start(), new URL('kernels-page.ts', import.meta.url).href);
    page = await site.browser.open(site.url);
  });
  afterAll(() => site?.stop());

  it.each(SETS)('the kernels by %s', async (set) => {
    const relaxed = await page.evaluate((base64) => kernelsPage.valid(base64), Buffer.from(probe).toString('base64'));
    if (set === 'relaxed' && !relaxed) return expect(engine).toBe('WebKitGTK');
    const base64 = await readFile(moduleOf(set), 'base64');
    return check(engine, set, await page.evaluate((bytes) => kernelsPage.run(bytes), base64));
  });
});

describe('in workerd', () => {
  let folder: string;
  let worker: Miniflare;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-kernels-'));
    await cp(here('worker.mjs'), join(folder, 'worker.mjs'));
    await cp(here('run.mjs'), join(folder, 'run.mjs'));
    for (const set of SETS) await cp(moduleOf(set), join(folder, `${set}.wasm`));
    worker = new Miniflare({
      modules: true,
      modulesRoot: folder,
      modulesRules: [
        { type: 'ESModule', include: ['**/*.mjs'] },
        { type: 'CompiledWasm', include: ['**/*.wasm'] },
      ],
      scriptPath: join(folder, 'worker.mjs'),
      compatibilityDate: '2026-01-01',
    });
    await worker.ready;
  });
  afterAll(async () => {
    await worker?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(SETS)('the kernels by %s', async (set) => {
    const response = await worker.dispatchFetch(`http://worker/${set}`);
    await check('workerd', set, JSON.parse(await response.text()));
  });
});
