// A search by codes over fixed numbers, in any environment.

const DIMENSIONS = 128;

/**
 * Which module the package took, and what was found in it.
 * @param {typeof import('weavelet')} weavelet the package as it was imported
 * @param {Record<string, string>} env settings of the connection: the first one of a process decides
 */
export async function search({ default: weavelet, configure }, env) {
  let state = 1;
  const number = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const matrix = (tokens) => ({
    data: Float32Array.from({ length: tokens * DIMENSIONS }, number),
    dimensions: DIMENSIONS,
  });
  const client = await weavelet.connectToLocal({ storage: 'memory', env });
  const docs = await client.collections.create({
    name: 'Docs',
    vectorizers: configure.multiVectors.selfProvided({
      name: 'tokens',
      vectorIndexConfig: configure.vectorIndex.hnsw({ quantizer: configure.vectorIndex.quantizer.rq({ bits: 8 }) }),
    }),
  });
  const objects = Array.from({ length: 200 }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    vectors: { tokens: matrix(1 + ((n * 37) % 90)) },
  }));
  await docs.data.insertMany(objects);
  const found = await docs.query.nearVector(matrix(11), {
    targetVector: 'tokens',
    limit: 20,
    returnMetadata: ['distance'],
  });
  const { simd } = await client.status();
  await client.close();
  return { simd, found: found.objects.map(({ uuid, metadata }) => [uuid, metadata.distance]) };
}
