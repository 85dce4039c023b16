// Rollup leaves `new URL(…, import.meta.url)` as it is: the worker is a second entry, the modules are copied.
import { cpSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

const copies = {
  name: 'copies',
  writeBundle() {
    cpSync('node_modules/weavelet/dist', 'dist', { recursive: true, filter: (path) => /(dist|\.wasm)$/.test(path) });
    cpSync('index.html', 'dist/index.html');
  },
};

export default {
  input: { main: 'main.js', worker: 'weavelet/worker' },
  output: { dir: 'dist', format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  plugins: [nodeResolve({ browser: true }), copies],
};
