// Checks who may import whom, in the core (src/) and in the package (pkg/src/). The tables below are the rules.
//   node scripts/check-deps.mjs [FOLDER]      FOLDER: the checkout; exits with 1 when an import is forbidden
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Rust modules that anyone may use; each of them sees only leaves. */
const LEAVES = ['error', 'memory', 'order', 'sorted', 'value', 'schema', 'text'];

/** Rust: what each module may use beside itself and the leaves. */
const RUST = {
  error: [],
  memory: [],
  order: [],
  sorted: [],
  value: [],
  schema: [],
  text: [],
  simd: [],
  vectorize: [],
  segment: ['store'],
  vector: ['simd'],
  index: ['simd', 'vector'],
  store: ['simd', 'vector', 'index'],
  query: ['simd', 'vector', 'index', 'store'],
  engine: ['simd', 'vector', 'index', 'store', 'query', 'vectorize', 'segment'],
  wasm: ['engine', 'simd', 'vector', 'index', 'store', 'query', 'vectorize', 'segment'],
};

/** Only these modules may hold `unsafe`, and only this one may name crates of JavaScript's world. */
const UNSAFE = ['simd', 'wasm'];
const JAVASCRIPT = {
  module: 'wasm',
  crates: /\b(wasm_bindgen|wasm_bindgen_futures|js_sys|web_sys|gloo_net)\b/,
};

/** TypeScript: for each part of pkg/src, a pattern of the files it may import from outside itself. */
const INTERFACES = ['engine/engine', 'engine/protocol', 'storage/adapter', 'vectorize/vectorizer', 'errors', 'labels'];
const TYPESCRIPT = {
  types: [],
  errors: ['engine/engine', 'engine/protocol', 'types/'],
  labels: ['types/', 'errors'],
  collections: ['collections/', 'configure/', 'types/', ...INTERFACES],
  configure: ['types/', ...INTERFACES],
  bytes: [],
  engine: ['types/', 'errors', 'labels', 'bytes', 'environment', '../wasm/'],
  storage: ['errors', 'bytes'],
  vectorize: ['types/', 'errors', 'labels'],
  environment: ['storage/adapter', 'worker/port'],
  host: ['database/options', 'engine/engine', 'types/'],
  worker: [
    'labels',
    'engine/core',
    'engine/engine',
    'engine/mirror',
    'engine/protocol',
    'storage/adapter',
    'storage/index-file',
    'vectorize/registry',
    'types/',
    'errors',
    'environment',
    'host',
    'database',
    'database/options',
  ],
  encoder: ['worker/channel', 'worker/port', 'types/', 'errors'],
  database: [
    'labels',
    'engine/',
    'storage/adapter',
    'bytes',
    'storage/index-file',
    'vectorize/',
    'types/',
    'errors',
    'environment',
    'host',
    'database',
  ],
  preload: ['database/options', 'engine/engine', 'types/', 'host'],
  client: [
    'engine/',
    'storage/adapter',
    'storage/index-file',
    'vectorize/',
    'collections/',
    'configure/',
    'types/',
    'errors',
    'environment',
    'host',
    'database',
    'worker/spawn',
    'preload',
    'client',
  ],
  shards: [
    'client',
    'database',
    'database/options',
    'database/requests',
    'engine/engine',
    'engine/protocol',
    'types/',
    'errors',
    'environment',
    'host',
    'worker/buffers',
    'worker/wire-error',
  ],
  index: ['client', 'engine/', 'storage/', 'vectorize/', 'collections/', 'configure/', 'types/', 'errors'],
  cli: ['index'],
  agents: [],
  react: [],
  entrypoints: [
    'agents/',
    'cli/',
    'encoder/',
    'errors',
    'react/',
    'index',
    'environment',
    'engine/',
    'shards/',
    'storage/',
    'types/',
    'vectorize/',
    'worker/',
  ],
};

/** Modules of the platform, and the files that may import them. */
const PLATFORM = [
  { import: /^node:/, only: /^(entrypoints\/(node|cli)|cli\/|encoder\/node-|storage\/node-|worker\/node-)/ },
  { import: /^cloudflare:/, only: /^entrypoints\/workers/ },
  { import: /\.wasm$/, only: /^entrypoints\// },
];
/** Packages that are bundled in, each for one file that loads it when it is needed. */
const LAZY = { 'google-libphonenumber': 'vectorize/phones' };
/** Packages that a program brings along, and the folder or file that may import them. */
const PEERS = { 'onnxruntime-web/wasm': 'entrypoints/onnx-runtime', react: 'react' };
/** Globals of one environment, and the files that may use them. */
const GLOBALS = {
  names: /(?<![\w.'"`/$#-])(process|navigator|indexedDB|localStorage|caches|Deno|Bun)\s*(?:\?\.|[.[])/,
  only: /^(entrypoints\/|cli\/|storage\/node-)/,
};

/** Outside of pkg/src: only the package's public entries, by name. */
const PUBLIC_ONLY = ['www', 'pkg/examples', 'pkg/src/react', 'pkg/src/agents'];

function filesIn(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name) && !`${entry.parentPath}/`.includes('node_modules/'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The source without comments and, for Rust, without strings. */
const withoutComments = (source) =>
  source.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, (text) => text.replace(/[^\n]/g, ' '));

/** Names that a Rust source takes from the root of the crate: `crate::a`, `crate::{a, b::c}`. */
function crateNames(source) {
  const names = [];
  for (const { index, 0: start } of source.matchAll(/\bcrate::\s*(\{)?/g)) {
    const rest = source.slice(index + start.length);
    if (!start.endsWith('{')) {
      names.push(rest.match(/^\w+/)?.[0]);
      continue;
    }
    let depth = 0;
    let atStart = true;
    for (const { 0: token } of rest.matchAll(/\w+|::|[{},]/g)) {
      if (token === '{') depth++;
      else if (token === '}' && depth-- === 0) break;
      else if (token === ',' && depth === 0) atStart = true;
      else if (depth === 0 && atStart && /^\w/.test(token)) {
        names.push(token);
        atStart = false;
      }
    }
  }
  return names.filter(Boolean);
}

/** Names that a Rust source takes from the root of the crate by `super::` alone. */
function rootNames(source, path) {
  const depth = path.replace(/(\/mod)?\.rs$/, '').split('/').length;
  const inline = [...source.matchAll(/\bmod\s+\w+\s*\{/g)].map(({ index, 0: start }) => [
    index,
    blockEnd(source, index + start.length),
  ]);
  return [...source.matchAll(/\b((?:super::)+)(\w+)/g)].flatMap(({ index, 1: supers, 2: name }) => {
    const nested = inline.filter(([from, to]) => from < index && index < to).length;
    return supers.length / 'super::'.length >= depth + nested ? [name] : [];
  });
}

/** Where the block that was opened before `start` ends. */
function blockEnd(source, start) {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    if (source[at] === '{') depth++;
    else if (source[at] === '}' && --depth === 0) return at;
  }
  return source.length;
}

function checkRust(root, report) {
  const src = join(root, 'src');
  for (const file of filesIn(src, /\.rs$/)) {
    const path = relative(src, file);
    const source = withoutComments(readFileSync(file, 'utf8')).replace(/"(?:[^"\\]|\\.)*"/g, '""');
    const own = path
      .split('/')[0]
      .replace(/\.rs$/, '')
      .replace(/^engine_.*/, 'engine');
    if (own === 'lib') continue;
    const allowed = RUST[own];
    if (!allowed) {
      report(`src/${path}: the module ${own} has no rule in scripts/check-deps.mjs`);
      continue;
    }
    for (const name of [...crateNames(source), ...rootNames(source, path)]) {
      const module = name.replace(/^engine_.*/, 'engine');
      if (!(module in RUST) || module === own || LEAVES.includes(module) || allowed.includes(module)) continue;
      report(`src/${path}: ${own} may not use crate::${module}`);
    }
    if (!UNSAFE.includes(own) && /\bunsafe\b/.test(source))
      report(`src/${path}: unsafe is for ${UNSAFE.join(' and ')} only`);
    const crate = source.match(JAVASCRIPT.crates)?.[1];
    if (own !== JAVASCRIPT.module && crate) report(`src/${path}: only ${JAVASCRIPT.module} may name ${crate}`);
  }
}

/** Imports and re-exports of a TypeScript source; `lazy` ones are calls of `import()`. */
function importsOf(source) {
  const statements = source.matchAll(
    /^\s*(import|export)\s+(type\s)?(?:([\w*{][^'";]*?)\s+from\s*)?['"]([^'"]+)['"]/gm,
  );
  const found = [...statements].map(([, , type, names, from]) => ({
    from,
    typeOnly: Boolean(type) || /^\{\s*(type\s[^,]*,?\s*)+\}$/.test(names ?? ''),
  }));
  for (const [, from] of source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) found.push({ from, lazy: true });
  return found;
}

function checkTypeScript(root, report) {
  const src = join(root, 'pkg/src');
  const edges = new Map();
  for (const file of filesIn(src, /\.ts$/)) {
    const path = relative(src, file).replace(/(\.d)?\.ts$/, '');
    const own = path.includes('/') ? path.split('/')[0] : path.replace(/^database.*/, 'database');
    const source = withoutComments(readFileSync(file, 'utf8'));
    const allowed = TYPESCRIPT[own];
    if (!allowed) {
      report(`pkg/src/${path}.ts: ${own} has no rule in scripts/check-deps.mjs`);
      continue;
    }
    const global = source.match(GLOBALS.names)?.[1];
    if (global && !GLOBALS.only.test(path))
      report(`pkg/src/${path}.ts: ${global} belongs to one environment: take it from environment()`);
    edges.set(path, []);
    for (const { from, typeOnly, lazy } of importsOf(source)) {
      const rule = PLATFORM.find((candidate) => candidate.import.test(from));
      if (rule) {
        if (!rule.only.test(path)) report(`pkg/src/${path}.ts: may not import ${from}`);
        continue;
      }
      if (LAZY[from] === path && lazy) continue;
      if (PEERS[from] === own || PEERS[from] === path) continue;
      if (!from.startsWith('.')) {
        report(`pkg/src/${path}.ts: the package has no dependency ${from}`);
        continue;
      }
      const target = relative(src, resolve(dirname(file), from)).replace(/(\.d)?\.[jt]s$/, '');
      if (!typeOnly && !lazy) edges.get(path).push(target);
      const inside = target.startsWith(`${own}/`);
      if (
        !inside &&
        !allowed.some((prefix) =>
          prefix.endsWith('/') ? target.startsWith(prefix) : target === prefix || target.startsWith(`${prefix}-`),
        )
      ) {
        report(`pkg/src/${path}.ts: ${own} may not import ${target}`);
      }
    }
  }
  reportCircles(edges, report);
}

function reportCircles(edges, report) {
  const state = new Map();
  const visit = (path, trail) => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      report(
        `pkg/src: files import each other in a circle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`,
      );
      return;
    }
    state.set(path, 'open');
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) visit(path, []);
}

function checkPublicOnly(root, report) {
  for (const folder of PUBLIC_ONLY) {
    for (const file of filesIn(join(root, folder), /\.(ts|js|mjs)$/)) {
      for (const { from } of importsOf(withoutComments(readFileSync(file, 'utf8')))) {
        if (!from.startsWith('.')) continue;
        const target = relative(join(root, folder), resolve(dirname(file), from));
        if (target.startsWith('..'))
          report(`${relative(root, file)}: imports ${from}, but may use the package by its name only`);
      }
    }
  }
}

/** Every forbidden import under `root`, one line each. */
export function check(root) {
  const found = [];
  const report = (line) => found.push(line);
  checkRust(root, report);
  checkTypeScript(root, report);
  checkPublicOnly(root, report);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = check(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
  for (const line of found) console.error(line);
  process.exitCode = found.length ? 1 : 0;
}
