// esbuild leaves `new URL(…, import.meta.url)` as it is: the worker is a second entry, the modules are copied.
import { cpSync } from 'node:fs';
import { build } from 'esbuild';

await build({
  entryPoints: { main: 'main.js', worker: 'weavelet/worker' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: process.argv.includes('--minify'),
});
cpSync('node_modules/weavelet/dist', 'dist', { recursive: true, filter: (path) => /(dist|\.wasm)$/.test(path) });
cpSync('index.html', 'dist/index.html');
