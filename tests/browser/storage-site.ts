/** A page made of one source file, served over HTTP, and a browser to open it in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from '../../scripts/serve.mjs';
import { Chromium } from './chromium.js';

export class StorageSite {
  private constructor(
    readonly url: string,
    readonly browser: Chromium,
    readonly stop: () => Promise<void>,
  ) {}

  /**
   * @param options.worker a second source file, which the page can start as the worker `worker.js`
   * @param options.pageCache as in {@link Chromium.start}
   */
  static async start(page: string, { worker = '', pageCache = false } = {}): Promise<StorageSite> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-page-'));
    const entryPoints = [{ in: page, out: 'page' }, ...(worker ? [{ in: worker, out: 'worker' }] : [])];
    await build({
      entryPoints: entryPoints.map(({ in: file, out }) => ({ in: fileURLToPath(new URL(file, import.meta.url)), out })),
      outdir: folder,
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    await writeFile(join(folder, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>');
    const server = await serve({ folders: { '/': folder } });
    const browser = await Chromium.start({ pageCache });
    return new StorageSite(server.url, browser, async () => {
      await browser.stop();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    });
  }
}
