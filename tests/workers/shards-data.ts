/** Made-up documents that follow from their numbers, and the searches that are made over them. */
import { configure, dataType, generateUuid5 } from 'weavelet';

export const DOCUMENTS = 400;
export const SHARDS = 8;
export const TENANTS = 100;

const WORDS = ['late', 'interaction', 'token', 'vector', 'shard', 'ring', 'score', 'merge', 'page', 'edge', 'index'];

const noise = (seed: number) => {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
};
const vector = (seed: number, length: number) => Array.from({ length }, (_, i) => noise(seed * 31 + i) - 0.5);

export const uuidOf = (n: number) => generateUuid5(n, 'document');

const wordsOf = (n: number) =>
  Array.from({ length: 3 + (n % 9) }, (_, i) => WORDS[Math.floor(noise(n * 17 + i) * WORDS.length)]!);

/** Its token vectors stand for its first three words. */
export const documentOf = (n: number) => ({
  id: uuidOf(n),
  properties: {
    n,
    text: wordsOf(n).join(' '),
    kind: n % 10 === 9 ? null : `Kind ${n % 4}`,
    even: n % 2 === 0,
    at: new Date(1_700_000_000_000 + n * 86_400_000),
    weight: noise(n),
    tags: n % 3 === 0 ? [] : [`t${n % 3}`, `t${n % 5}`],
  },
  vectors: {
    one: vector(n, 8),
    tokens: {
      vectors: [vector(n + 1000, 4), vector(n + 2000, 4), vector(n + 3000, 4)],
      tokens: wordsOf(n).slice(0, 3),
    },
  },
});

export const schemaOf = (name: string) => ({
  name,
  properties: [
    { name: 'n', dataType: dataType.INT },
    { name: 'text', dataType: dataType.TEXT },
    { name: 'kind', dataType: dataType.TEXT },
    { name: 'even', dataType: dataType.BOOLEAN },
    { name: 'at', dataType: dataType.DATE },
    { name: 'weight', dataType: dataType.NUMBER },
    { name: 'tags', dataType: dataType.TEXT_ARRAY },
  ],
  vectorizers: [
    configure.vectors.selfProvided({ name: 'one' }),
    configure.multiVectors.selfProvided({ name: 'tokens' }),
  ],
});

export const query = { one: vector(7777, 8), tokens: [vector(8888, 4), vector(9999, 4)] };
