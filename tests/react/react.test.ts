// The hooks in a real page, with both versions of React; and rendered on a server.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium } from '../browser/engines/chromium.js';
import { PackageSite } from '../browser/package-site.js';
import type { ReactPage } from './page.js';

declare const reactPage: ReactPage;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const HEAD = `<!doctype html><script type="importmap">{ "imports": { "weavelet": "/weavelet/browser.js" } }</script>
<script type="module" src="/page.js"></script>`;

/** React and its DOM of one version, under the names that everyone imports. */
const aliases = (version: string) => ({
  react: join(HERE, `node_modules/react-${version}`),
  'react-dom': join(HERE, `node_modules/react-dom-${version}`),
  'weavelet/react': join(HERE, '../../pkg/dist/react.js'),
});

/** What the app renders to on a server, where no client is connected. */
async function renderOnServer(version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weavelet-react-'));
  const outfile = join(folder, 'server.cjs');
  await build({
    stdin: {
      contents: `import { renderToString } from 'react-dom/server'; import { app } from './app.js';
        export const html = () => renderToString(app(undefined));`,
      resolveDir: HERE,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    alias: aliases(version),
    logLevel: 'error',
  });
  const html = createRequire(pathToFileURL(outfile))(outfile).html() as string;
  await rm(folder, { recursive: true });
  return html;
}

describe.each(['18', '19'])('hooks in React %s', (version) => {
  let site: PackageSite<Chromium>;
  let markup: string;
  beforeAll(async () => {
    markup = await renderOnServer(version);
    const rendered = `${HEAD}<div id="root">${markup}</div>`;
    const script = new URL('page.ts', import.meta.url);
    site = await PackageSite.start(await Chromium.start(), script, { 'rendered.html': rendered }, aliases(version));
    const page = await site.open();
    await page.evaluate(() => reactPage.seed(['red apples', 'green apples', 'red cars']));
    await page.close();
  });
  afterAll(() => site?.stop());

  const status = (page: Page) => page.locator('output').textContent();
  const hits = (page: Page) => page.locator('li').allTextContents();

  it('search while one types, and keep old hits until new ones are there', async () => {
    const page = await site.open();
    await page.evaluate(() => reactPage.render());
    await expect.poll(() => status(page)).toBe('ready idle');
    await page.locator('input').fill('apples');
    await expect.poll(() => hits(page)).toHaveLength(2);
    expect(await status(page)).toBe('ready ready');
    // every state that is drawn from now on
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      const note = () =>
        seen.push(`${document.querySelector('output')?.textContent}: ${document.querySelectorAll('li').length}`);
      new MutationObserver(note).observe(document.querySelector('main')!, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    await page.locator('input').pressSequentially(' or cars', { delay: 5 });
    await expect.poll(() => hits(page)).toHaveLength(3);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    expect(seen[0]).toBe('ready loading stale: 2');
    expect(seen.some((state) => state.endsWith(': 0'))).toBe(false);
    await page.locator('input').fill('');
    await expect.poll(() => status(page)).toBe('ready idle');
    expect(await hits(page)).toEqual([]);
    await page.close();
  });

  it('follow what another tab writes', async () => {
    const [page, other] = [await site.open(), await site.open()];
    await page.evaluate(() => reactPage.render());
    await page.locator('input').fill('pears');
    await expect.poll(() => status(page)).toBe('ready ready');
    expect(await hits(page)).toEqual([]);
    await other.evaluate(() => reactPage.seed(['yellow pears']));
    await expect.poll(() => hits(page)).toEqual(['yellow pears']);
    await Promise.all([page.close(), other.close()]);
  });

  it('render on a server without a client, and hydrate without a complaint', async () => {
    expect(markup).toBe('<main><input value=""/><output>connecting idle</output><ul></ul></main>');
    const page = await site.open('rendered.html');
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.evaluate(() => reactPage.render());
    await expect.poll(() => status(page)).toBe('ready idle');
    await page.locator('input').fill('apples');
    await expect.poll(() => hits(page)).toHaveLength(2);
    expect(complaints).toEqual([]);
    expect(site.browser.errors).toEqual([]);
    await page.close();
  });
});
