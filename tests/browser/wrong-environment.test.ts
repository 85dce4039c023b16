/** Pages that the engine cannot run in: each is told why, and what to do. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS } from '../../scripts/serve.mjs';
import type { DatabasePage } from './database-page.js';
import type { Browser } from './engines/browser.js';
import { ENGINES } from './engines/engines.js';
import { REMOTE_TAG } from './engines/remote.js';
import { PackageSite } from './package-site.js';

declare const databasePage: DatabasePage;

const page = (head: string, script = '/weavelet/browser.js') => `<!doctype html>${head}${REMOTE_TAG}
<script type="importmap">{ "imports": { "weavelet": "${script}" } }</script>
<script type="module" src="/page.js"></script>`;
const policy = (sources: string) =>
  page(`<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline' ${sources}">`);

const PAGES = {
  'forbidden.html': policy(''),
  'allowed.html': policy("'wasm-unsafe-eval'"),
  // the scripts without the module beside them
  'moved.html': page('', '/moved/browser.js'),
};

describe.each(ENGINES)('a wrong environment in %s', (_, start) => {
  let site: PackageSite<Browser>;
  beforeAll(async () => {
    site = await PackageSite.start(await start(), new URL('database-page.ts', import.meta.url), PAGES);
    const filter = (file: string) => !file.endsWith('.wasm');
    await cp(FOLDERS['/weavelet/'], join(site.folder, 'moved'), { recursive: true, filter });
  });
  afterAll(() => site?.stop());

  const failure = async (path: string) => {
    const opened = await site.open(path);
    const reason = await opened.evaluate(() => databasePage.failure('memory'));
    await opened.close();
    return reason;
  };

  it('is a policy without WebAssembly', async () => {
    expect(await failure('forbidden.html')).toMatch(
      /^WeaviateStartUpError: .* message: the page's content security policy forbids WebAssembly: add 'wasm-unsafe-eval'/,
    );
    expect(await failure('allowed.html')).toBe('connected');
  });

  it('is a site that does not serve the module', async () => {
    expect(await failure('moved.html')).toMatch(
      /message: cannot load http\S+\/moved\/weavelet\S*\.wasm: HTTP status 404; serve the file beside the package's/,
    );
  });
});
