/** `weavelet build`: documents as JSON Lines, and vectors beside them, into one index file. */
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, stat, unlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Collection, Properties, WeaviateClass, WeaviateClient } from '../index.js';
import { VectorFile } from './vector-file.js';

export const USAGE = `usage: weavelet build DOCUMENTS.jsonl --schema SCHEMA.json --out INDEX.wvlt [options]

  DOCUMENTS.jsonl      a line each: { "id"?, "properties", "vectors"? }; an object without "properties" is taken
                       as the properties themselves
  --schema FILE        the collection in Weaviate's REST form, as collection.config and exportToJson give it
  --out FILE           the index file; an existing one is replaced when the new one is whole
  --vectors FILE       vectors of all documents in their order, row-major: .f32 (little-endian) or .i8 (value / 127)
  --offsets FILE       for multi-vectors: first row of each document and the end, little-endian u32
  --dimensions N       values per row of --vectors
  --target NAME        which vector --vectors is; default: the only one
  --quiet              no progress`;

export const BUILD_OPTIONS = {
  schema: { type: 'string' },
  out: { type: 'string' },
  vectors: { type: 'string' },
  offsets: { type: 'string' },
  dimensions: { type: 'string' },
  target: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

type BuildValues = {
  schema?: string;
  out?: string;
  vectors?: string;
  offsets?: string;
  dimensions?: string;
  target?: string;
  quiet?: boolean;
};
type Connect = { connectToLocal(options: { storage: string }): Promise<WeaviateClient> };
type Line = { id?: string; properties?: object; vectors?: object };

/** Objects that are inserted at a time. */
const BATCH = 500;

function required(values: BuildValues, name: 'schema' | 'out'): string {
  const value = values[name];
  if (!value) throw new Error(`--${name} is missing`);
  return value;
}

async function schemaOf(path: string): Promise<WeaviateClass> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as WeaviateClass;
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

/** The objects of a file of JSON Lines, with the bytes read so far. */
async function* objectsOf(path: string): AsyncGenerator<{ line: Line; number: number; bytes: number }> {
  const input = createReadStream(path);
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (!text.trim()) continue;
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (error) {
      throw new Error(`${path}, line ${number}: ${(error as Error).message}`);
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new Error(`${path}, line ${number}: an object is expected, not ${text.slice(0, 40)}`);
    }
    const whole = 'properties' in parsed ? (parsed as Line) : { properties: parsed };
    yield { line: whole, number, bytes: input.bytesRead };
  }
}

/** Builds an index file. @throws when an input is missing or refused; then no file is left behind. */
export async function build(weavelet: Connect, [documents, ...more]: string[], values: BuildValues): Promise<void> {
  if (!documents || more.length > 0) throw new Error('one file of documents is expected');
  const [schema, out] = [required(values, 'schema'), required(values, 'out')];
  const vectors = values.vectors ? await VectorFile.open({ ...values, vectors: values.vectors }) : undefined;
  const total = (await stat(documents)).size;
  const say = (text: string) => !values.quiet && process.stderr.write(`\r\x1b[K${text}`);
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  try {
    const collection = await client.collections.createFromSchema(await schemaOf(schema));
    const target = values.target ?? (await onlyTarget(collection));
    let batch: object[] = [];
    let count = 0;
    const insert = async () => {
      const { hasErrors, errors } = await collection.data.insertMany(batch as never[]);
      if (hasErrors) {
        const [position, { message }] = Object.entries(errors)[0] as [string, { message: string }];
        throw new Error(`${documents}, object ${count - batch.length + Number(position) + 1}: ${message}`);
      }
      batch = [];
    };
    for await (const { line, bytes } of objectsOf(documents)) {
      const own = vectors && { [target]: vectors.of(count) };
      batch.push({ ...line, vectors: { ...line.vectors, ...own } });
      count++;
      if (batch.length === BATCH) await insert();
      say(`${count} objects, ${Math.round((100 * bytes) / total)} %`);
    }
    if (batch.length > 0) await insert();
    vectors?.requireCount(count);
    await write(collection, out, (done, all) => say(`${count} objects, writing ${Math.round((100 * done) / all)} %`));
    say(`${out}: ${count} objects, ${(await stat(out)).size} bytes\n`);
  } finally {
    await client.close();
  }
}

async function onlyTarget(collection: Collection<Properties>): Promise<string> {
  const names = Object.keys((await collection.config.get()).vectorizers ?? {});
  return names.length === 1 ? (names[0] as string) : 'default';
}

/** Writes beside the file and then over it, so that a reader never sees half of one. */
async function write(
  collection: Collection<Properties>,
  out: string,
  say: (done: number, total: number) => void,
): Promise<void> {
  const temporary = `${out}.part`;
  const stream = collection.save({ onProgress: ({ done, total }) => say(done, total) });
  try {
    await pipeline(Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(temporary));
    await rename(temporary, out);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
