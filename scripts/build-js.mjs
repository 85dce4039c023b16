// Bundles the entry points into pkg/dist and writes the types. Does nothing when no input changed.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PKG = fileURLToPath(new URL('../pkg/', import.meta.url));
const DIST = join(PKG, 'dist');
const STAMP = join(DIST, '.stamp');

/** One hash over names and contents of everything that goes into dist. */
function hashOfInputs() {
  const hash = createHash('sha256');
  const add = (path) => hash.update(`${path}\0`).update(readFileSync(join(PKG, path)));
  const walk = (folder) => {
    for (const entry of readdirSync(join(PKG, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  walk('src');
  walk('wasm');
  for (const path of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    '../scripts/build-js.mjs',
    '../README.md',
  ])
    add(path);
  return hash.digest('hex');
}

const hash = hashOfInputs();
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) process.exit(0);

console.error('\x1b[2m› javascript: esbuild, tsc\x1b[0m');
rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });

const { build } = await import('esbuild');
const settings = {
  absWorkingDir: PKG,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  // the phone number library has no module entry
  mainFields: ['module', 'main'],
  target: 'es2022',
  sourcemap: true,
  // The module stays a file of its own: each environment loads it in its own way.
  external: [
    './weavelet.wasm',
    './weavelet-relaxed.wasm',
    './node.js',
    'node:*',
    'cloudflare:*',
    'onnxruntime-web',
    'react',
  ],
  logLevel: 'warning',
};
const entry = (name) => [name, `src/entrypoints/${name}.ts`];
const entryPoints = Object.fromEntries(
  [
    ...['node', 'browser', 'workerd', 'workers', 'slim', 'worker', 'node-worker', 'agents', 'react'],
    ...['encoder', 'encoder-worker', 'node-encoder', 'node-encoder-worker'],
  ].map(entry),
);
await Promise.all([
  build({ ...settings, entryPoints, chunkNames: '[name]-[hash]', splitting: true }),
  // The command uses the package beside it, which finds its module by its own address.
  build({ ...settings, entryPoints: Object.fromEntries([entry('cli')]) }),
]).catch(() => process.exit(1));
cpSync(join(PKG, 'wasm/weavelet_bg.wasm'), join(DIST, 'weavelet.wasm'));
for (const file of ['README.md', 'LICENSE']) cpSync(join(PKG, '..', file), join(PKG, file));
cpSync(join(PKG, 'wasm/weavelet_relaxed.wasm'), join(DIST, 'weavelet-relaxed.wasm'));

const tsc = fileURLToPath(new URL('../pkg/node_modules/typescript/bin/tsc', import.meta.url));
try {
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: PKG, stdio: 'inherit' });
} catch {
  process.exit(1);
}
writeFileSync(STAMP, hash);
