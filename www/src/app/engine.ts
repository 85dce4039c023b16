/** The engine and the passages: one client in a worker, one index file. */
import weavelet, { type OpenedCollection, type WeaviateClient } from 'weavelet';
import { firstWorker } from './engine-threads.js';
import { beside, indexFile } from './index-file.js';
import { type MultiVector, multiVector } from './vectors.js';

export type Passage = {
  title: string;
  text: string;
  language: string;
  source: string;
  licence: string;
  url?: string;
};
export type Passages = OpenedCollection<Passage>;

/** The vector that passages have: one row of 128 per token. */
export const TARGET = 'tokens';
export const FIELDS: ('title^2' | 'text')[] = ['title^2', 'text'];

let started: Promise<WeaviateClient> | undefined;
let opened: Promise<Passages> | undefined;

/** The engine in a worker: this thread never waits for a search. It unpacks the passages while it is being loaded. */
export function client(): Promise<WeaviateClient> {
  started ??= indexFile()
    .catch(() => undefined)
    .then((preload) => weavelet.connectToLocal({ storage: 'memory', worker: { create: firstWorker }, preload }));
  return started;
}

export function passages(): Promise<Passages> {
  opened ??= Promise.all([client(), indexFile()]).then(([engine, file]) => engine.open<Passage>(file));
  return opened;
}

/** A query whose vectors come along, so that it needs no encoder. */
export type Sample = { text: string; language: string; tokens: string[]; readonly vectors: MultiVector };
type StoredSample = Omit<Sample, 'vectors'> & { vectors: string };
let loading: Promise<Sample[]> | undefined;

/** The first answer needs the vectors of one sample only. */
function unpackedWhenRead({ vectors: packed, ...sample }: StoredSample): Sample {
  let vectors: MultiVector | undefined;
  return {
    ...sample,
    get vectors() {
      vectors ??= multiVector(packed);
      return vectors;
    },
  };
}

export function samples(): Promise<Sample[]> {
  loading ??= fetch(beside('queries.json'))
    .then((response) => response.json() as Promise<StoredSample[]>)
    .then((list) => list.map(unpackedWhenRead));
  return loading;
}
