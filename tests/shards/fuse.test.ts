// The Worker fuses what shards found; the core fuses within one. Both must make the same of the same lists.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { type Collection, configure, dataType, generateUuid5, type WeaviateClient } from 'weavelet';
import { ranked, relativeScore } from '../../pkg/src/shards/fuse.js';
import { goFloat32 } from '../../pkg/src/shards/go-float32.js';

const WORDS = ['late', 'interaction', 'token', 'vector', 'shard', 'ring', 'score', 'merge'];

describe('fusion', () => {
  let client: WeaviateClient;
  let texts: Collection;
  beforeAll(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory' });
    await client.collections.create({
      name: 'Texts',
      properties: [{ name: 'text', dataType: dataType.TEXT }],
      vectorizers: configure.vectors.selfProvided(),
    });
    texts = client.collections.use('Texts');
    await texts.data.insertMany(
      Array.from({ length: 80 }, (_, n) => ({
        id: generateUuid5(n),
        properties: { text: WORDS.filter((_, i) => (n >> (i % 7)) & 1).join(' ') },
        vectors: [Math.cos(n), Math.sin(n), (n % 5) / 5],
      })),
    );
  });
  afterAll(() => client.close());

  it.each([0, 0.25, 0.5, 1])('equals that of the core, with alpha %d', async (alpha) => {
    const [query, vector] = ['late token ring', [1, 0.5, 0.2]];
    const near = await texts.query.nearVector(vector, { limit: 100, returnMetadata: ['distance'] });
    const keyword = await texts.query.bm25(query, { limit: 100, returnMetadata: ['score'] });
    const dense = near.objects.map(({ uuid, metadata }) => ({ uuid, value: Math.fround(1 - metadata!.distance!) }));
    const sparse = keyword.objects.map(({ uuid, metadata }) => ({ uuid, value: metadata!.score! }));
    const sets = [
      { kind: 'vector' as const, weight: Math.fround(alpha), name: 'vector,hybridVector', hits: dense },
      { kind: 'keyword' as const, weight: Math.fround(1 - alpha), name: 'keyword,bm25', hits: sparse },
    ].filter(({ weight }) => weight > 0);
    for (const [fusionType, fuse] of [['RelativeScore', relativeScore] as const, ['Ranked', ranked] as const]) {
      const { objects } = await texts.query.hybrid(query, {
        alpha,
        vector,
        fusionType,
        limit: 50,
        returnMetadata: ['score', 'explainScore'],
      });
      const own = fuse(sets).slice(0, 50);
      expect(own.map(({ uuid, score, explain }) => [uuid, score, explain])).toEqual(
        objects.map(({ uuid, metadata }) => [uuid, metadata?.score, metadata?.explainScore]),
      );
    }
  });

  it.each([
    [0, '0'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [100_000, '100000'],
    [1_000_000, '1e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1234567, '1.234567e+06'],
  ])('writes %d as Go does', (value, text) => expect(goFloat32(Math.fround(value))).toBe(text));
});
