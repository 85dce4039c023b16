import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import type { Durability, Look, Place } from './places.js';
import { descendants, kill } from './processes.js';

const DIST = fileURLToPath(new URL('../../../pkg/dist/', import.meta.url));
const MODULES = ['weavelet.wasm', 'weavelet-relaxed.wasm'];
/** Requests under way at once. */
const IN_FLIGHT = 2;

/** A Durable Object in workerd; a batch is acknowledged by the response that leaves the process. */
export class WorkerdPlace implements Place {
  readonly name = 'workerd';
  acknowledged = new Set<number>();
  #worker: Miniflare | undefined;
  #pids: number[] = [];

  private constructor(
    readonly folder: string,
    readonly bundle: string,
  ) {}

  /** @param folder for the data; absent: one of its own, which goes with the place */
  static async start(folder?: string): Promise<WorkerdPlace> {
    const bundle = await mkdtemp(join(tmpdir(), 'weavelet-worker-'));
    await build({
      entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
      outfile: join(bundle, 'worker.mjs'),
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      external: ['*.wasm', 'node:*', 'cloudflare:*'],
      logLevel: 'error',
    });
    for (const module of MODULES) await copyFile(join(DIST, module), join(bundle, module));
    return new WorkerdPlace(folder ?? (await mkdtemp(join(tmpdir(), 'weavelet-objects-'))), bundle);
  }

  async write(store: string, durability: Durability, from: number): Promise<void> {
    const acknowledged = new Set<number>();
    this.acknowledged = acknowledged;
    const url = await this.#start();
    let next = from;
    const writeOn = async () => {
      for (;;) {
        const batch = next++;
        const response = await fetch(`${url}${store}/write?durability=${durability}&batch=${batch}`);
        if (!response.ok) return;
        acknowledged.add(batch);
      }
    };
    // Their requests fail when the process is killed.
    for (let i = 0; i < IN_FLIGHT; i++) writeOn().catch(() => undefined);
  }

  async kill(): Promise<void> {
    await kill(this.#pids);
    this.#pids = [];
    // What is left of it in this process.
    await this.#worker?.dispose().catch(() => undefined);
    this.#worker = undefined;
  }

  async look(store: string): Promise<Look> {
    const url = await this.#start();
    const seen = (await (await fetch(`${url}${store}/look`)).json()) as Look;
    await this.#worker?.dispose();
    this.#worker = undefined;
    this.#pids = [];
    return seen;
  }

  async stop(): Promise<void> {
    await this.kill();
    for (const folder of [this.bundle, this.folder]) await rm(folder, { recursive: true, force: true });
  }

  async #start(): Promise<URL> {
    this.#worker = new Miniflare({
      modules: true,
      modulesRoot: this.bundle,
      modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
      scriptPath: join(this.bundle, 'worker.mjs'),
      compatibilityDate: '2026-04-01',
      durableObjects: { STORES: { className: 'Store', useSQLite: true } },
      durableObjectsPersist: join(this.folder, 'objects'),
    });
    const url = await this.#worker.ready;
    this.#pids = descendants(process.pid)
      .filter(({ name }) => name.includes('workerd'))
      .map(({ pid }) => pid);
    return url;
  }
}
