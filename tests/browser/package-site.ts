/** A site whose page is a script of these tests, with the built package beside it, and a browser to open it with. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import type { Browser } from './engines/browser.js';
import { REMOTE_SCRIPT, REMOTE_TAG } from './engines/remote.js';

const PAGE = `<!doctype html>
${REMOTE_TAG}
<script type="importmap">{
  "imports": {
    "weavelet": "/weavelet/browser.js",
    "weavelet/agents": "/weavelet/agents.js",
    "weavelet/encoder": "/weavelet/encoder.js"
  }
}</script>
<script type="module" src="/page.js"></script>`;

export class PackageSite<Engine extends Browser> {
  private constructor(
    readonly folder: string,
    readonly server: Awaited<ReturnType<typeof serve>>,
    readonly browser: Engine,
  ) {}

  /**
   * @param browser what opens the site, and is stopped with it
   * @param script the page's script, which imports the package by its name
   * @param alias packages that stand in for others in that script
   * @param folders that are served beside the page, by their paths
   */
  static async start<Engine extends Browser>(
    browser: Engine,
    script: URL,
    pages: Record<string, string> = {},
    alias: Record<string, string> = {},
    folders: Record<string, string> = {},
  ): Promise<PackageSite<Engine>> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-site-'));
    await build({
      entryPoints: [fileURLToPath(script)],
      outfile: join(folder, 'page.js'),
      bundle: true,
      format: 'esm',
      // The page loads the built package itself.
      external: ['weavelet'],
      alias,
      logLevel: 'error',
    });
    for (const [name, html] of Object.entries({ 'index.html': PAGE, ...pages })) {
      await writeFile(join(folder, name), html);
    }
    await copyFile(REMOTE_SCRIPT, join(folder, 'remote-page.js'));
    const server = await serve({ folders: { ...folders, '/weavelet/': FOLDERS['/weavelet/'], '/': folder } });
    return new PackageSite(folder, server, browser);
  }

  open(path = ''): ReturnType<Engine['open']> {
    return this.browser.open(`${this.server.url}${path}`) as ReturnType<Engine['open']>;
  }

  async stop(): Promise<void> {
    await this.browser.stop();
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
