// The packed package where users put it: runtimes and bundlers, each with a program that runs in the real thing.
// `make test` runs those of CORE, `make test-packaging` all.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalText } from 'weavelet';
import { serve } from '../../scripts/serve.mjs';
import { Chromium } from '../browser/engines/chromium.js';
import { encoderFolder } from '../encoder/files.js';
import { Project } from './lib/project.js';
import { type Packed, pack } from './lib/tarball.js';
import type { Result } from './program.js';

const ALL = process.env.PACKAGING === 'all';
const CORE = ['Node, this one', 'Vite, built', 'Wrangler'];
const TIMEOUT = 600_000;
const MODULES = fileURLToPath(new URL('../../pkg/node_modules/', import.meta.url));

let packed: Packed;
let chromium: Chromium;
beforeAll(async () => {
  packed = pack();
  chromium = await Chromium.start();
});
afterAll(() => chromium?.stop());

const report = (line: string) => process.stdout.write(`packaging: ${line}\n`);

/** What a page of the project found. */
async function inPage<R = Result>(url: string): Promise<R> {
  const page: Page = await chromium.open(url);
  try {
    await page.waitForFunction(() => 'result' in globalThis);
    return await page.evaluate(() => (globalThis as unknown as { result: Promise<R> }).result);
  } finally {
    await page.close();
  }
}

/** What a page of files found, served as they are. */
async function inFiles<R = Result>(folder: string, beside: Record<string, string> = {}): Promise<R> {
  const server = await serve({ folders: { ...beside, '/': `${folder}/` } });
  try {
    return await inPage<R>(server.url);
  } finally {
    await server.close();
  }
}

/** What a program found that prints it, and the version of what ran it. */
async function printed(project: Project, command: string, args: string[]): Promise<Result & { version: string }> {
  return JSON.parse(await project.run(command, args));
}

type Try = { project: string; run(project: Project): Promise<{ result: Result; version: string }> };

/** A program in a runtime that is installed beside it. */
const runtime = (project: string, command: string, args: string[], install: string[] = []): Try => ({
  project,
  async run(made) {
    if (install.length) await made.run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', ...install]);
    const { version, ...result } = await printed(made, command, args);
    return { result, version };
  },
});

/** A page that a bundler has built. */
const built = (project: string, bundler: string, command: string, args: string[], out: string): Try => ({
  project,
  async run(made) {
    await made.run(command, args);
    return { result: await inFiles(join(made.folder, out)), version: await made.version(bundler) };
  },
});

/** A page that a bundler serves. */
const served = (project: string, bundler: string, before: string[][], command: string, args: string[]): Try => ({
  project,
  async run(made) {
    for (const [first, ...rest] of before) await made.run(first as string, rest);
    const url = await made.serve(command, args);
    return { result: await inPage(url), version: await made.version(bundler) };
  },
});

const TRIES: Record<string, Try> = {
  'Node, this one': runtime('node', process.execPath, ['main.mjs']),
  'Node 20': runtime('node', 'node', ['main.mjs'], ['node@20.20.2']),
  'Node 22': runtime('node', 'node', ['main.mjs'], ['node@22.23.3']),
  'Node 24': runtime('node', 'node', ['main.mjs'], ['node@24.21.0']),
  Deno: runtime('deno', 'deno', ['run', '--allow-all', '--node-modules-dir=manual', 'main.mjs']),
  Bun: runtime('bun', 'bun', ['main.mjs']),
  'no bundler': {
    project: 'static',
    run: async ({ folder }) => ({ result: await inFiles(folder), version: 'import map' }),
  },
  'Vite, served': served('vite', 'vite', [], 'vite', ['--host', '127.0.0.1', '--port', 'PORT', '--strictPort']),
  'Vite, built': built('vite', 'vite', 'vite', ['build', '--logLevel', 'warn'], 'dist'),
  'webpack, development': built('webpack', 'webpack', 'webpack', ['--mode', 'development', '-o', '.'], ''),
  'webpack, production': built('webpack', 'webpack', 'webpack', ['--mode', 'production', '-o', '.'], ''),
  Rollup: built('rollup', 'rollup', 'rollup', ['--config', '--silent'], 'dist'),
  esbuild: built('esbuild', 'esbuild', process.execPath, ['build.mjs'], 'dist'),
  'esbuild, minified': built('esbuild', 'esbuild', process.execPath, ['build.mjs', '--minify'], 'dist'),
  'Next.js, development': served('next', 'next', [], 'next', ['dev', '--hostname', '127.0.0.1', '--port', 'PORT']),
  'Next.js, built': served('next', 'next', [['next', 'build']], 'next', [
    'start',
    '--hostname',
    '127.0.0.1',
    '--port',
    'PORT',
  ]),
  Wrangler: {
    project: 'wrangler',
    async run(made) {
      const url = await made.serve('wrangler', [
        'dev',
        '--ip',
        '127.0.0.1',
        '--port',
        'PORT',
        '--show-interactive-dev-session=false',
      ]);
      const response = await fetch(`${url}search`);
      const body = await response.text();
      if (!response.ok) throw new Error(`${response.status}: ${body}`);
      return { result: JSON.parse(body) as Result, version: await made.version('wrangler') };
    },
  },
};

describe('the packed package', () => {
  it('has what its exports name, and nothing else', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../pkg/package.json', import.meta.url), 'utf8'));
    const names = packed.files.map(({ path }) => path);
    const targets = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : Object.values(value as object).flatMap(targets);
    const exported = targets(manifest.exports).map((path) => path.slice(2));
    expect(exported.filter((path) => !names.includes(path))).toEqual([]);
    const expected = /^(package\.json|README\.md|LICENSE|dist\/([\w-]+\.(js|js\.map|wasm)|types\/[\w/-]+\.d\.ts))$/;
    expect(names.filter((path) => !expected.test(path))).toEqual([]);
    expect(names).toContain('README.md');
    expect(names).toContain('LICENSE');
    report(`${names.length} files, ${packed.size} bytes packed`);
  });

  it('is sound to publint and to are-the-types-wrong', () => {
    const tool = (name: string, args: string[]) =>
      execFileSync(process.execPath, [join(MODULES, name), ...args], { encoding: 'utf8' });
    expect(tool('publint/src/cli.js', [packed.path, '--strict'])).toMatch(/All good!/);
    // ends badly when it finds a problem; files that are no modules have no types
    const others = ['package.json', 'weavelet.wasm', 'weavelet-relaxed.wasm'];
    const attw = [packed.path, '--profile', 'esm-only', '--format', 'ascii', '--exclude-entrypoints', ...others];
    expect(tool('@arethetypeswrong/cli/dist/index.js', attw)).toMatch(/weavelet\/react/);
    // Programs that compile to CommonJS look for `main` and `types`; newer Node requires what is ESM.
    const commonJs = [packed.path, '--entrypoints', '.', '--ignore-rules', 'cjs-resolves-to-esm', '--format', 'ascii'];
    expect(tool('@arethetypeswrong/cli/dist/index.js', commonJs)).toMatch(/No problems found/);
  });

  it('is required by a CommonJS program', { timeout: TIMEOUT }, async () => {
    const made = await Project.create('node', packed.path);
    const program = `const { default: weavelet, Filters } = require('weavelet');
      weavelet.connectToLocal({ storage: 'memory' }).then(async (client) => {
        console.log(await client.isReady(), typeof Filters.and);
        await client.close();
      });`;
    try {
      expect(await made.run('node', ['--input-type=commonjs', '--eval', program])).toBe('true function\n');
    } finally {
      await made.remove();
    }
  });

  it('has types that hold under the strictest checks', { timeout: TIMEOUT }, async () => {
    const made = await Project.create('node', packed.path);
    const program = `import weavelet, { type WeaviateClient } from 'weavelet';
      export const connect = (): Promise<WeaviateClient> => weavelet.connectToLocal();`;
    const strict = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
      '--skipLibCheck',
      'false',
    ];
    const modules = ['--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext'];
    try {
      await writeFile(join(made.folder, 'program.mts'), program);
      const tsc = join(MODULES, 'typescript/bin/tsc');
      expect(await made.run('node', [tsc, '--noEmit', ...strict, ...modules, 'program.mts'])).toBe('');
    } finally {
      await made.remove();
    }
  });

  it('says what to install where the runtime of the encoder is missing', { timeout: TIMEOUT }, async () => {
    const made = await Project.create('node', packed.path);
    const program = `import { createEncoder } from 'weavelet/encoder';
      createEncoder({ files: '.' }).load().catch(({ code, message }) => console.log(code, message));`;
    try {
      expect(await made.run('node', ['--input-type=module', '--eval', program])).toMatch(
        /^no-runtime onnxruntime-web cannot be loaded: install it \(npm install onnxruntime-web\)/,
      );
    } finally {
      await made.remove();
    }
  });

  it.runIf(ALL)('runs the encoder in Vite, built', { timeout: TIMEOUT }, async () => {
    const made = await Project.create('vite-encoder', packed.path);
    try {
      await made.run('vite', ['build', '--logLevel', 'warn']);
      const [text] = await inFiles<LocalText[]>(join(made.folder, 'dist'), { '/model/': `${encoderFolder()}/` });
      expect(text?.tokens.join(' ')).toMatch(/^the en.* in a b.*le$/);
    } finally {
      await made.remove();
    }
  });

  for (const [name, { project, run }] of Object.entries(TRIES)) {
    it.runIf(ALL || CORE.includes(name))(`runs the tutorial in ${name}`, { timeout: TIMEOUT }, async () => {
      const made = await Project.create(project, packed.path);
      try {
        const { result, version } = await run(made);
        report(`${name.padEnd(22)} ${version}`);
        expect(result.thread.stored).toEqual(['doc1', 'doc2', 'doc3']);
        for (const kind of ['nearVector', 'hybrid', 'bm25']) expect(result.thread[kind]?.[0], kind).toBe('doc1');
        expect(result.worker).toEqual(result.thread);
      } finally {
        await made.remove();
      }
    });
  }
});
