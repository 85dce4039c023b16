// Prints what each part of the default entry costs: bytes as they are and brotli, as a server sends them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

/** For the default entry in a browser, WebAssembly and JavaScript together, in bytes of brotli. */
const BUDGET = 150_000;

const DIST = fileURLToPath(new URL('../pkg/dist/', import.meta.url));
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

// A user's bundler minifies; so does this.
const { outputFiles } = await build({
  entryPoints: [join(DIST, 'browser.js')],
  bundle: true,
  minify: true,
  format: 'esm',
  write: false,
});
const parts = {
  'weavelet.wasm': readFileSync(join(DIST, 'weavelet.wasm')),
  'javascript, minified': outputFiles[0].contents,
};

let total = 0;
for (const [name, bytes] of Object.entries(parts)) {
  const size = brotli(bytes);
  total += size;
  console.log(
    `${name.padEnd(22)} ${bytes.length.toLocaleString('en').padStart(9)} B  ${size.toLocaleString('en').padStart(8)} B brotli`,
  );
}
console.log(
  `${'budget'.padEnd(22)} ${''.padStart(9)}    ${BUDGET.toLocaleString('en').padStart(8)} B brotli, ${Math.round((100 * total) / BUDGET)} % used`,
);
process.exitCode = total > BUDGET ? 1 : 0;
