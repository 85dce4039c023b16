/** A Worker in a real workerd, over a folder of its own, so that it can be ended and started again with its data. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare, type MiniflareOptions } from 'miniflare';

const EXAMPLES = new URL('../../pkg/examples/', import.meta.url);
const WRANGLER = fileURLToPath(new URL('../../pkg/node_modules/wrangler/bin/wrangler.js', import.meta.url));

/** Classes of Durable Objects by the name they are bound to, and buckets by theirs. */
export type Bindings = { objects?: Record<string, string>; withoutSql?: Record<string, string>; buckets?: string[] };

export class DevWorker {
  readonly #folder: string;
  readonly #options: MiniflareOptions;
  #miniflare: Miniflare | undefined;

  private constructor(folder: string, script: string, { objects = {}, withoutSql = {}, buckets = [] }: Bindings) {
    this.#folder = folder;
    const classes = (names: Record<string, string>, useSQLite: boolean) =>
      Object.entries(names).map(([name, className]) => [name, { className, useSQLite }]);
    this.#options = {
      modules: true,
      modulesRoot: join(folder, 'bundle'),
      modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
      scriptPath: join(folder, 'bundle', script),
      compatibilityDate: '2026-04-01',
      durableObjects: Object.fromEntries([...classes(objects, true), ...classes(withoutSql, false)]),
      durableObjectsPersist: join(folder, 'objects'),
      r2Buckets: buckets,
      r2Persist: join(folder, 'buckets'),
    };
  }

  /** @param entry a module of the tests, which may import the package by its name */
  static async bundled(entry: URL, bindings: Bindings = {}): Promise<DevWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-worker-'));
    await build({
      entryPoints: [fileURLToPath(entry)],
      outfile: join(folder, 'bundle/worker.mjs'),
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      external: ['cloudflare:*'],
      loader: { '.wasm': 'copy' },
      logLevel: 'error',
    });
    const worker = new DevWorker(folder, 'worker.mjs', bindings);
    await worker.restart();
    return worker;
  }

  /** @param example a folder of the examples, bundled by the tool and the configuration that a user deploys it with */
  static async deployed(example: string, bindings: Bindings = {}): Promise<DevWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-example-'));
    execFileSync(process.execPath, [WRANGLER, 'deploy', '--dry-run', '--outdir', join(folder, 'bundle')], {
      cwd: fileURLToPath(new URL(`${example}/`, EXAMPLES)),
      env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', HOME: folder },
      stdio: 'pipe',
    });
    const worker = new DevWorker(folder, 'index.js', bindings);
    await worker.restart();
    return worker;
  }

  /** Ends the process, if it runs, and starts one over the same data. */
  async restart(): Promise<void> {
    await this.#miniflare?.dispose();
    this.#miniflare = new Miniflare(this.#options);
    await this.#miniflare.ready;
  }

  /** A bucket as a program outside of the Worker sees it. */
  bucket(name: string) {
    return this.#miniflare!.getR2Bucket(name);
  }

  /** What the Worker answers, as text; with a body it is posted as JSON. */
  async text(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<string> {
    const init = { method, ...(body && { body: JSON.stringify(body) }) };
    const response = await this.#miniflare!.dispatchFetch(new URL(path, 'http://worker/'), init);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: status ${response.status}: ${text}`);
    return text;
  }

  /** The same from JSON. */
  async ask<T>(path: string, body?: object, method?: string): Promise<T> {
    return JSON.parse(await this.text(path, body, method)) as T;
  }

  async stop(): Promise<void> {
    await this.#miniflare?.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
