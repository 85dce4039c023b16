/** Which of the two modules is loaded, and that it makes no difference to what is found. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { Chromium } from '../browser/engines/chromium.js';

type Found = { simd: string; found: [uuid: string, distance: number][] };
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** In a process of its own: the module is chosen once per process. */
async function inNode(setting: string): Promise<Found> {
  const program = `import * as weavelet from 'weavelet';
    import { search } from '${HERE}search.js';
    console.log(JSON.stringify(await search(weavelet, {})));`;
  const env = { ...process.env, WEAVELET_SIMD: setting };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env,
    cwd: HERE,
  });
  return JSON.parse(stdout) as Found;
}

describe('the module', () => {
  let browser: Chromium;
  let site: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    site = await serve({ folders: { '/weavelet/': FOLDERS['/weavelet/'], '/': HERE } });
    browser = await Chromium.start();
  });
  afterAll(async () => {
    await browser?.stop();
    await site?.close();
  });

  /** In a page of its own; also the modules it asked for. */
  async function inPage(setting: string): Promise<Found & { loaded: string[] }> {
    const page = await browser.open(`${site.url}page.html`);
    const loaded: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('.wasm')) loaded.push(request.url().split('/').at(-1) as string);
    });
    await page.waitForFunction(() => 'search' in window);
    const found = await page.evaluate(
      (setting) => (window as unknown as { search(setting: string): Promise<unknown> }).search(setting),
      setting,
    );
    return { ...(found as Found), loaded };
  }

  it('is chosen by a measurement, and only one is loaded', async () => {
    const { simd, loaded } = await inPage('');
    expect(['simd128', 'relaxed']).toContain(simd);
    expect(loaded).toEqual([simd === 'relaxed' ? 'weavelet-relaxed.wasm' : 'weavelet.wasm']);
    expect(['simd128', 'relaxed']).toContain((await inNode('')).simd);
  });

  it('finds the same, whichever it is', async () => {
    const [fixed, relaxed] = [await inPage('simd128'), await inPage('relaxed')];
    expect([fixed.simd, relaxed.simd]).toEqual(['simd128', 'relaxed']);
    expect(relaxed.found.map(([uuid]) => uuid)).toEqual(fixed.found.map(([uuid]) => uuid));
    for (const [at, [, distance]] of fixed.found.entries()) {
      // the candidates are the same; their exact distances may differ where a rounding is fused
      expect(relaxed.found[at]?.[1]).toBeCloseTo(distance, 3);
    }
  });

  it('is refused by a name that there is not', async () => {
    await expect(inNode('avx')).rejects.toThrow('WEAVELET_SIMD is "avx": it must be simd128 or relaxed');
  });
});
