import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('../../pkg/examples/worker/', import.meta.url));
const WRANGLER = fileURLToPath(new URL('../../pkg/node_modules/wrangler/bin/wrangler.js', import.meta.url));

describe('the worker example in workerd', () => {
  let folder: string;
  let worker: Miniflare;

  const start = async (): Promise<void> => {
    worker = new Miniflare({
      modules: true,
      modulesRoot: join(folder, 'bundle'),
      modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
      scriptPath: join(folder, 'bundle/index.js'),
      compatibilityDate: '2026-04-01',
      durableObjects: { INDEX: { className: 'SearchIndex', useSQLite: true } },
      durableObjectsPersist: join(folder, 'data'),
    });
    await worker.ready;
  };
  const ask = async (method: string, path: string): Promise<unknown> => {
    const response = await worker.dispatchFetch(`http://worker${path}`, { method });
    const body = await response.text();
    expect(response.status, body).toBe(200);
    return JSON.parse(body);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-example-'));
    // Bundled by the tool and the configuration that a user deploys it with.
    execFileSync(process.execPath, [WRANGLER, 'deploy', '--dry-run', '--outdir', join(folder, 'bundle')], {
      cwd: EXAMPLE,
      env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', HOME: folder },
      stdio: 'pipe',
    });
    await start();
  });
  afterAll(async () => {
    await worker?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('stores and searches, and finds the same after a restart of the process', async () => {
    const found = (await ask('POST', '/import')) as Record<string, string[]>;
    expect(found.stored).toEqual(['doc1', 'doc2', 'doc3']);
    for (const kind of ['nearVector', 'hybrid', 'bm25']) expect(found[kind]?.[0], kind).toBe('doc1');
    await worker.dispose();
    await start();
    expect(await ask('GET', '/search')).toEqual(found);
  });
});
