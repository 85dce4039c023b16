/** The tests of src/simd, run in every WebAssembly engine at hand, by each instruction set that it has. */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import probe from '../../pkg/wasm/simd-probe.js';
import { Chromium } from '../browser/engines/chromium.js';

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

describe.each(SETS)('the kernels by %s', (set) => {
  // Node 20 has relaxed SIMD as an experiment behind a flag, and sums that are wrong with it
  it.skipIf(set === 'relaxed' && !WebAssembly.validate(probe))('in this Node.js', async () => {
    const output = execFileSync(process.execPath, [here('node.mjs'), moduleOf(set)], { encoding: 'utf8' });
    await check(`Node ${process.version}`, set, JSON.parse(output));
  });

  it('in Chromium', async () => {
    const browser = await Chromium.start();
    try {
      const page = await browser.open('about:blank');
      const bytes = (await readFile(moduleOf(set))).toString('base64');
      const runner = (await readFile(here('run.mjs'), 'utf8')).replace('export function', 'function');
      const outcome = await page.evaluate(
        async ([runner, bytes]) => {
          const module = await WebAssembly.compile(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)));
          return new Function('module', `${runner}; return runOracle(module)`)(module);
        },
        [runner, bytes] as const,
      );
      await check('Chromium', set, outcome as Outcome);
    } finally {
      await browser.stop();
    }
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
