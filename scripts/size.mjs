// Prints what each part of the default entry costs: bytes as they are and brotli, as a server sends them.
//   node scripts/size.mjs            the table
//   node scripts/size.mjs --check    fails when a part has grown by more than 2 % over scripts/size.json
//   node scripts/size.mjs --accept   takes the sizes of now for scripts/size.json
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

/** For the default entry in a browser, WebAssembly and JavaScript together, in bytes of brotli. */
const BUDGET = 150_000;

/** What a part may grow by unnoticed. */
const GROWTH = 0.02;
/** The sizes that were taken for good, in bytes of brotli. */
const ACCEPTED = fileURLToPath(new URL('size.json', import.meta.url));

const DIST = fileURLToPath(new URL('../pkg/dist/', import.meta.url));
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

// A user's bundler minifies; so does this. What is loaded only when it is needed stands in chunks of its own.
const { outputFiles, metafile } = await build({
  entryPoints: [join(DIST, 'browser.js')],
  outdir: DIST,
  bundle: true,
  splitting: true,
  minify: true,
  metafile: true,
  logLevel: 'error',
  format: 'esm',
  write: false,
});
const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint);
const needed = new Set();
const visit = (path) => {
  if (needed.has(path)) return;
  needed.add(path);
  for (const { path: target, kind } of metafile.outputs[path].imports) if (kind === 'import-statement') visit(target);
};
visit(entry);
const javascript = Buffer.concat(
  outputFiles.filter(({ path }) => needed.has(relative('.', path))).map(({ contents }) => contents),
);
// Of the two modules one is loaded: the larger one counts.
const parts = {
  'weavelet.wasm': readFileSync(join(DIST, 'weavelet.wasm')),
  'weavelet-relaxed.wasm': readFileSync(join(DIST, 'weavelet-relaxed.wasm')),
  'javascript, minified': javascript,
};

const sizes = {};
for (const [name, bytes] of Object.entries(parts)) {
  const size = brotli(bytes);
  sizes[name] = size;
  console.log(
    `${name.padEnd(22)} ${bytes.length.toLocaleString('en').padStart(9)} B  ${size.toLocaleString('en').padStart(8)} B brotli`,
  );
}
const { 'javascript, minified': script, ...modules } = sizes;
const total = script + Math.max(...Object.values(modules));
console.log(
  `${'budget'.padEnd(22)} ${''.padStart(9)}    ${BUDGET.toLocaleString('en').padStart(8)} B brotli, ${Math.round((100 * total) / BUDGET)} % used`,
);

if (process.argv.includes('--accept')) writeFileSync(ACCEPTED, `${JSON.stringify(sizes, null, 2)}\n`);
if (process.argv.includes('--check')) {
  const accepted = JSON.parse(readFileSync(ACCEPTED, 'utf8'));
  for (const [name, size] of Object.entries(sizes)) {
    const growth = size / accepted[name] - 1;
    if (growth <= GROWTH) continue;
    console.error(
      `${name} has grown by ${(100 * growth).toFixed(1)} %, to ${size} B brotli: ` +
        'leave something out, or say why it is worth it and run `node scripts/size.mjs --accept`',
    );
    process.exitCode = 1;
  }
}
