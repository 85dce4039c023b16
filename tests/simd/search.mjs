// Searches by codes in a process of its own, since the module is chosen once per process. Prints which module it was, and
// what was found.
import weavelet, { configure } from 'weavelet';

const DIMENSIONS = 128;
let state = 1;
const number = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};
const matrix = (tokens) => ({
  data: Float32Array.from({ length: tokens * DIMENSIONS }, number),
  dimensions: DIMENSIONS,
});

const client = await weavelet.connectToLocal({ storage: 'memory' });
const docs = await client.collections.create({
  name: 'Docs',
  vectorizers: configure.multiVectors.selfProvided({
    name: 'tokens',
    vectorIndexConfig: configure.vectorIndex.hnsw({ quantizer: configure.vectorIndex.quantizer.rq() }),
  }),
});
await docs.data.insertMany(
  Array.from({ length: 200 }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    vectors: { tokens: matrix(1 + ((n * 37) % 90)) },
  })),
);
const { objects } = await docs.query.nearVector(matrix(11), {
  targetVector: 'tokens',
  limit: 20,
  returnMetadata: ['distance'],
});
const { simd } = await client.status();
console.log(JSON.stringify({ simd, found: objects.map(({ uuid, metadata }) => [uuid, metadata.distance]) }));
await client.close();
