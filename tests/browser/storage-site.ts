/** A page made of one source file, served over HTTP, and a browser to open it in. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from '../../scripts/serve.mjs';
import type { Browser } from './engines/browser.js';
import { REMOTE_SCRIPT, REMOTE_TAG } from './engines/remote.js';

export class StorageSite<Engine extends Browser> {
  private constructor(
    readonly url: string,
    readonly browser: Engine,
    readonly stop: () => Promise<void>,
  ) {}

  /**
   * @param browser what opens the page, and is stopped with the site
   * @param options.worker a second source file, which the page can start as the worker `worker.js`
   */
  static async start<Engine extends Browser>(
    browser: Engine,
    page: string,
    { worker = '' } = {},
  ): Promise<StorageSite<Engine>> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-page-'));
    const entryPoints = [{ in: page, out: 'page' }, ...(worker ? [{ in: worker, out: 'worker' }] : [])];
    await build({
      entryPoints: entryPoints.map(({ in: file, out }) => ({ in: fileURLToPath(new URL(file, import.meta.url)), out })),
      outdir: folder,
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    await copyFile(REMOTE_SCRIPT, join(folder, 'remote-page.js'));
    const html = `<!doctype html>${REMOTE_TAG}<script type="module" src="/page.js"></script>`;
    await writeFile(join(folder, 'index.html'), html);
    const server = await serve({ folders: { '/': folder } });
    return new StorageSite(server.url, browser, async () => {
      await browser.stop();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    });
  }
}
