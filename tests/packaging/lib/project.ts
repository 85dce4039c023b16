/** A program of a user: a folder of this suite, copied out of the repository, with the packed package installed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('..', import.meta.url));
/** In ms: building an application takes minutes where other work goes on. */
const PATIENCE = 420_000;
const run = promisify(execFile);

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Project {
  readonly #servers: ChildProcess[] = [];

  private constructor(readonly folder: string) {}

  /** Copies `projects/NAME`, adds the program that every project runs, and installs. */
  static async create(name: string, tarball: string): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), `weavelet-${name}-`));
    await cp(join(HERE, 'projects', name), folder, { recursive: true });
    await build({
      entryPoints: [join(HERE, 'program.ts')],
      outfile: join(folder, 'program.js'),
      bundle: true,
      format: 'esm',
      target: 'es2022',
      external: ['weavelet'],
      logLevel: 'error',
    });
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    manifest.dependencies = { ...manifest.dependencies, weavelet: `file:${tarball}` };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    const project = new Project(folder);
    await project.run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']);
    return project;
  }

  /** The version of an installed package. */
  async version(name: string): Promise<string> {
    return JSON.parse(await readFile(join(this.folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  }

  /** Runs a program, one of the project's own where it has it; gives what it prints. */
  async run(command: string, args: string[]): Promise<string> {
    try {
      const { stdout } = await run(command, args, { cwd: this.folder, env: this.#env, timeout: PATIENCE });
      return stdout;
    } catch (error) {
      const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(' ')}: ${message}\n${stdout}\n${stderr}`);
    }
  }

  /** Starts a server, with `PORT` in its arguments replaced; resolves with its address when it answers. */
  async serve(command: string, args: string[]): Promise<string> {
    const port = await freePort();
    const child = spawn(
      command,
      args.map((argument) => argument.replace('PORT', String(port))),
      { cwd: this.folder, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    this.#servers.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const url = `http://127.0.0.1:${port}/`;
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(100)) {
      if (child.exitCode !== null) break;
      const response = await fetch(url).catch(() => undefined);
      await response?.body?.cancel();
      if (response) return url;
    }
    throw new Error(`${command} ${args.join(' ')} does not answer:\n${output}`);
  }

  get #env(): NodeJS.ProcessEnv {
    const { NODE_ENV: _, VITEST: __, ...env } = process.env;
    return {
      ...env,
      PATH: `${join(this.folder, 'node_modules/.bin')}:${env.PATH}`,
      HOME: this.folder,
      NEXT_TELEMETRY_DISABLED: '1',
      WRANGLER_SEND_METRICS: 'false',
    };
  }

  async remove(): Promise<void> {
    for (const { pid } of this.#servers) {
      try {
        process.kill(-(pid as number), 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
