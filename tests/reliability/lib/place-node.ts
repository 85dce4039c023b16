import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Durability, Look, Place } from './places.js';
import { kill } from './processes.js';

/** Programs are run from inside here, where the package is found by its name. */
const MODULES = fileURLToPath(new URL('../../../pkg/node_modules/', import.meta.url));

/** A process of Node, data in files. */
export class NodePlace implements Place {
  readonly name = 'Node files';
  acknowledged = new Set<number>();
  #writer: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly programs: string,
  ) {}

  /** @param folder for the data; absent: one of its own, which goes with the place */
  static async start(folder?: string): Promise<NodePlace> {
    const programs = await mkdtemp(join(MODULES, '.reliability-'));
    await build({
      entryPoints: [fileURLToPath(new URL('node-program.ts', import.meta.url))],
      outfile: join(programs, 'program.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['weavelet'],
      logLevel: 'error',
    });
    return new NodePlace(folder ?? (await mkdtemp(join(tmpdir(), 'weavelet-node-'))), programs);
  }

  async write(store: string, durability: Durability, from: number): Promise<void> {
    const acknowledged = new Set<number>();
    this.acknowledged = acknowledged;
    this.#writer = this.#run('write', store, durability, String(from));
    let rest = '';
    this.#writer.stdout!.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const said: unknown = JSON.parse(line);
        if (typeof said === 'number') acknowledged.add(said);
      }
    });
  }

  async kill(): Promise<void> {
    if (this.#writer?.exitCode === null) await kill([this.#writer.pid!]);
    this.#writer = undefined;
  }

  async look(store: string): Promise<Look> {
    const child = this.#run('look', store, 'strict', '0');
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    await once(child, 'close');
    return JSON.parse(output) as Look;
  }

  async stop(): Promise<void> {
    await this.kill();
    for (const folder of [this.programs, this.folder]) await rm(folder, { recursive: true, force: true });
  }

  #run(...args: string[]): ChildProcess {
    return spawn(process.execPath, [join(this.programs, 'program.mjs'), ...args], {
      env: { ...process.env, PERSISTENCE_DATA_PATH: this.folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
}
