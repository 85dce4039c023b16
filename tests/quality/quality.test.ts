/** Every document and every query of the test collections, searched through the public interface. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { type Collection, configure, dataType, generateUuid5, type WeaviateClient } from 'weavelet';
import { ndcgAt10, readCollection } from './collection.mjs';

/** Scores closer than this are a float tie: their order is free. Golden scores have 5 decimals. */
const TIE = 2e-4;
const BATCH = 100;
const MAXSIM = 'MaxSim 128-d int8 docs, f16 queries';

const sets = [
  { name: 'en-faq', tokens: 'word', bm25: { system: 'bm25 word tokens, no stem', within: 0.02 } },
  { name: 'ja-docs', tokens: 'kagome_ja', bm25: { atLeast: 0.69 } },
] as const;

for (const { name, tokens, bm25 } of sets) {
  describe(name, () => {
    const set = readCollection(name);
    let client: WeaviateClient;
    let collection: Collection;

    beforeAll(async () => {
      client = await weavelet.connectToLocal({ storage: 'memory' });
      collection = await client.collections.create({
        name: 'Documents',
        properties: [
          { name: 'docId', dataType: dataType.TEXT, indexSearchable: false },
          { name: 'text', dataType: dataType.TEXT, tokenization: tokens },
        ],
        vectorizers: [
          configure.multiVectors.selfProvided({
            name: 'tokens',
            vectorIndexConfig: configure.vectorIndex.hnsw({ distanceMetric: 'dot' }),
          }),
        ],
      });
      const objects = set.documents.map(({ id, text }, i) => ({
        id: generateUuid5(id),
        properties: { docId: id, text },
        vectors: { tokens: set.documentVectors[i]! },
      }));
      for (let i = 0; i < objects.length; i += BATCH) {
        const { hasErrors, errors } = await collection.data.insertMany(objects.slice(i, i + BATCH));
        expect(hasErrors, JSON.stringify(errors)).toBe(false);
      }
    }, 300_000);
    afterAll(() => client?.close());

    it('has every document', async () => {
      expect(await collection.length()).toBe(set.documents.length);
    });

    it('finds the exact top 10 of every query, and the quality that comes with it', async () => {
      const results = new Map<string, string[]>();
      for (const [i, query] of set.queries.entries()) {
        const { objects } = await collection.query.nearVector(set.queryVectors[i]!, {
          targetVector: 'tokens',
          limit: 10,
          returnMetadata: ['distance'],
          returnProperties: ['docId'],
        });
        const ids = objects.map(({ properties }) => String(properties.docId));
        results.set(query.id, ids);
        const scores = objects.map(({ metadata }) => -(metadata?.distance ?? Number.NaN));
        expectGolden(query.id, set.golden[i]!.top, ids, scores);
      }
      expect(Math.abs(ndcgAt10(set.relevant, results) - set.expected[MAXSIM]![0])).toBeLessThan(0.001);
    }, 300_000);

    it('reaches the expected quality with BM25', async () => {
      const results = new Map<string, string[]>();
      for (const query of set.queries) {
        const { objects } = await collection.query.bm25(query.text, {
          limit: 10,
          queryProperties: ['text'],
          returnProperties: ['docId'],
        });
        results.set(
          query.id,
          objects.map(({ properties }) => String(properties.docId)),
        );
      }
      const ndcg = ndcgAt10(set.relevant, results);
      console.log(`${name}: BM25 nDCG@10 ${ndcg.toFixed(4)}`);
      if ('atLeast' in bm25) expect(ndcg).toBeGreaterThanOrEqual(bm25.atLeast);
      else expect(ndcg).toBeGreaterThanOrEqual(set.expected[bm25.system]![0] - bm25.within);
    }, 120_000);

    /** The golden list, where documents whose scores tie may stand in any order. */
    function expectGolden(query: string, golden: [number, number][], ids: string[], scores: number[]): void {
      expect(ids, query).toHaveLength(golden.length);
      const goldenScore = new Map(golden.map(([document, score]) => [set.documents[document]!.id, score]));
      const last = golden.at(-1)![1];
      for (const [rank, [, score]] of golden.entries()) {
        expect(Math.abs(scores[rank]! - score), `${query}: score at rank ${rank}`).toBeLessThan(TIE);
        // Beyond the list's end a tie with its last member is as good.
        expect(
          Math.abs((goldenScore.get(ids[rank]!) ?? last) - score),
          `${query}: ${ids[rank]} at rank ${rank}`,
        ).toBeLessThan(TIE);
      }
      expect(new Set(ids).size, query).toBe(ids.length);
    }
  });
}
