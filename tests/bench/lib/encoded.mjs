// Token vectors of the corpus: its texts as documents, short descriptions of the first ones as queries, by the package's
// own encoder. What was encoded is kept under target/bench, or where VECTORS says, since it takes about a tenth of a second
// per text: a run that is broken off goes on where it was.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createEncoder } from 'weavelet/encoder';
import { descriptions } from './corpus.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = `${process.env.VECTORS ?? `${ROOT}target/bench/vectors`}/`;
export const DIMENSIONS = 128;
/** Texts per file. */
const PART = 250;

/** Row-major vectors of some texts: a file of f32, and one of their numbers of rows as u32. */
function write(name, all) {
  for (const [kind, of] of [
    ['values', all.flatMap(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))],
    ['rows', [Buffer.from(Uint32Array.from(all, ({ data }) => data.length / DIMENSIONS).buffer)]],
  ]) {
    writeFileSync(`${FOLDER}part`, Buffer.concat(of));
    renameSync(`${FOLDER}part`, `${FOLDER}${name}.${kind}`);
  }
}

function read(name) {
  const view = (kind, type) => new type(Uint8Array.from(readFileSync(`${FOLDER}${name}.${kind}`)).buffer);
  const values = view('values', Float32Array);
  let at = 0;
  return Array.from(view('rows', Uint32Array), (rows) => {
    const data = values.subarray(at, at + rows * DIMENSIONS);
    at += data.length;
    return { data, dimensions: DIMENSIONS };
  });
}

/**
 * The first so many texts of the corpus, and queries for as many of them.
 * @returns {Promise<{ queries: Tokens[], documents: (from: number, to: number) => Tokens[] }>}
 */
export async function encodedTexts(count, queryCount) {
  mkdirSync(FOLDER, { recursive: true });
  const entries = descriptions(count);
  let encoder;
  const encode = async (name, texts, kind) => {
    if (existsSync(`${FOLDER}${name}.rows`)) return;
    const files = () => ROOT + execFileSync(`${ROOT}scripts/encoder.sh`, { cwd: ROOT, encoding: 'utf8' }).trim();
    encoder ??= createEncoder({ files: files() });
    const made = await encoder(texts, { kind });
    write(
      name,
      made.map(({ vectors }) => vectors),
    );
    console.error(`${name}: encoded`);
  };
  await encode(
    `q${queryCount}`,
    entries.slice(0, queryCount).map(({ short }) => short),
    'query',
  );
  for (let from = 0; from < count; from += PART) {
    const texts = entries.slice(from, from + PART).map(({ text }) => text);
    await encode(`d${from}-${texts.length}`, texts, 'document');
  }
  await encoder?.close();
  let held = { from: -1, part: [] };
  const document = (n) => {
    const from = n - (n % PART);
    if (held.from !== from) held = { from, part: read(`d${from}-${Math.min(PART, count - from)}`) };
    return held.part[n - from];
  };
  const documents = (from, to) => Array.from({ length: to - from }, (_, i) => document(from + i));
  return { queries: read(`q${queryCount}`), documents };
}
