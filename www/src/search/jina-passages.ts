/**
 * The page's passages in Jina's vectors, beside the visitor's own texts in IndexedDB: those that the page comes with
 * are of another model, and cannot be compared with a query that Jina embedded.
 */
import { type Collection, configure, dataType } from 'weavelet';
import type { Encoded } from '../app/encoder.js';
import { type Passage, passages } from '../app/engine.js';
import { answerFrom } from '../app/query.js';
import { embedByJina } from '../data/jina.js';
import { OF_JINA, store } from '../data/store.js';

const TARGET = 'jina';
/** Passages per request. */
const BATCH = 32;

type Own = Collection<Passage, string>;
type Progress = { signal: AbortSignal; onProgress(done: number, all: number): void };

/** Queries that Jina has embedded in this visit: none is asked for twice. */
const known = new Map<string, Encoded>();
let isFollowing = false;

async function collection(): Promise<Own | undefined> {
  const { collections } = await store();
  return (await collections.exists(OF_JINA)) ? collections.use<string, Passage>(OF_JINA) : undefined;
}

async function make(): Promise<Own> {
  const { collections } = await store();
  const text = (name: string) => ({ name, dataType: dataType.TEXT, tokenization: 'kagome_ja' }) as const;
  const whole = (name: string) => ({ name, dataType: dataType.TEXT, tokenization: 'field' }) as const;
  await collections.create({
    name: OF_JINA,
    properties: [text('title'), text('text'), ...['language', 'source', 'licence', 'url'].map(whole)],
    vectorizers: [configure.multiVectors.selfProvided({ name: TARGET })],
  });
  return collections.use<string, Passage>(OF_JINA);
}

async function missing(own: Own | undefined) {
  const all = (await (await passages()).query.fetchObjects({ limit: 1000 })).objects;
  const there = own ? (await own.query.fetchObjects({ limit: 1000, returnProperties: [] })).objects : [];
  const ids = new Set(there.map(({ uuid }) => uuid));
  return { all: all.length, left: all.filter(({ uuid }) => !ids.has(uuid)) };
}

/**
 * Lets typed queries be answered from these passages, if all of them are there; and no more once they are removed, by
 * this tab or another.
 */
export async function useJina(): Promise<boolean> {
  if (!isFollowing) {
    isFollowing = true;
    // one that is removed while it is looked at is not there
    (await store()).on('change', () => void useJina().catch(() => answerFrom(undefined)));
  }
  const own = await collection();
  const complete = own !== undefined && (await own.length()) === (await (await passages()).length());
  answerFrom(complete ? { passages: own, target: TARGET, known: (text) => known.get(text) } : undefined);
  return complete;
}

/** Asks Jina for a query's vectors, unless it has been asked before. They are numbered: it does not name them. */
export async function askJina(key: string, text: string, signal: AbortSignal): Promise<void> {
  if (known.has(text)) return;
  const [rows] = await embedByJina(key, [text], { kind: 'query', signal });
  if (!rows?.[0]) throw new Error('api.jina.ai: an answer without embeddings');
  known.set(text, {
    vectors: { data: Float32Array.from(rows.flat()), dimensions: rows[0].length },
    tokens: rows.map((_, i) => String(i + 1)),
  });
}

/** Embeds the passages that are not there yet: given up, it goes on from there the next time. */
export async function embedPassages(key: string, { signal, onProgress }: Progress): Promise<void> {
  const own = (await collection()) ?? (await make());
  const { all, left } = await missing(own);
  for (let at = 0; at < left.length; at += BATCH) {
    onProgress(all - left.length + at, all);
    const batch = left.slice(at, at + BATCH);
    const texts = batch.map(({ properties: { title, text } }) => `${title}\n${text}`);
    const vectors = await embedByJina(key, texts, { kind: 'document', signal });
    signal.throwIfAborted();
    const { hasErrors, errors } = await own.data.insertMany(
      batch.map(({ uuid, properties }, i) => ({ id: uuid, properties, vectors: { [TARGET]: vectors[i] } as never })),
    );
    if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
  }
}
