// Explanations of all kinds of searches over generated collections: what is told, and that it adds up.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import weavelet, { type Collection, configure, type Explanation, type WeaviateClient } from 'weavelet';
import { generator } from './numbers.js';
import { expectSums } from './sums.js';

const { filter } = weavelet;
const WORDS = ['red', 'boat', 'river', 'sea', 'stone', 'green', 'wind', 'sail'];

describe.each([
  ['here', {}],
  ['in two workers', { worker: { count: 2 } }],
])('an explanation %s', (_, options) => {
  let client: WeaviateClient;
  let things: Collection;
  beforeEach(async () => {
    const { tokens, vector, below } = generator(7);
    client = await weavelet.connectToLocal({ storage: 'memory', ...options });
    things = await client.collections.create({
      name: 'Things',
      properties: [
        { name: 'title', dataType: 'text' },
        { name: 'text', dataType: 'text' },
        { name: 'rank', dataType: 'number' },
      ],
      vectorizers: [
        configure.multiVectors.selfProvided({ name: 'tokens' }),
        configure.multiVectors.selfProvided({
          name: 'coded',
          vectorIndexConfig: configure.vectorIndex.hnsw({
            multiVector: configure.vectorIndex.multiVector.multiVector(),
            quantizer: configure.vectorIndex.quantizer.rq(),
          }),
        }),
        configure.vectors.selfProvided({ name: 'whole' }),
      ],
    } as never);
    const words = (count: number) => Array.from({ length: count }, () => WORDS[below(WORDS.length)]).join(' ');
    const objects = Array.from({ length: 60 }, (_, rank) => ({
      properties: { title: words(2), text: words(12), rank },
      vectors: { tokens: tokens(3 + below(20), 24), coded: tokens(3 + below(20), 24), whole: vector(8) },
    }));
    expect((await things.data.insertMany(objects as never)).hasErrors).toBe(false);
  });
  afterEach(() => client.close());

  const returnMetadata: ('score' | 'distance' | 'explain')[] = ['score', 'distance', 'explain'];
  const asked = { returnMetadata, explain: { matrix: true }, limit: 8 };
  const given = generator(11);
  const late = given.tokens(9, 24);
  const whole = given.vector(8);

  /** The explanations of a page, checked. */
  const explained = async (found: Promise<unknown>): Promise<Explanation[]> => {
    const { objects } = (await found) as Awaited<ReturnType<Collection['query']['fetchObjects']>>;
    expect(objects.length).toBeGreaterThan(0);
    for (const { metadata } of objects) expectSums(metadata?.explain as Explanation, metadata ?? {});
    return objects.map(({ metadata }) => metadata?.explain as Explanation);
  };

  it('takes a distance apart by tokens, of codes from full precision', async () => {
    for (const targetVector of ['tokens', 'coded']) {
      const [first] = await explained(things.query.nearVector(late, { ...asked, targetVector }));
      expect(first?.vector?.targets).toMatchObject([{ name: targetVector, weight: 1 }]);
      expect(first?.vector?.targets[0]?.tokens?.map(({ index }) => index)).toEqual([...late.keys()]);
      expect(first?.keyword ?? first?.hybrid ?? first?.vector?.join).toBeUndefined();
    }
    const [single] = await explained(things.query.nearVector(whole, { ...asked, targetVector: 'whole' }));
    expect(Object.keys(single?.vector?.targets[0] ?? {})).toEqual(['name', 'weight', 'distance', 'score']);
  });

  it('has a matrix on request only', async () => {
    const options = { ...asked, targetVector: 'tokens', explain: undefined };
    const [without] = await explained(things.query.nearVector(late, options));
    expect(without?.vector?.targets[0]).not.toHaveProperty('matrix');
    const { objects } = await things.query.nearVector(late, { targetVector: 'tokens' });
    expect(objects[0]?.metadata).not.toHaveProperty('explain');
  });

  it('takes a keyword score apart by terms', async () => {
    const [first] = await explained(
      things.query.bm25('red boat nowhere', { ...asked, queryProperties: ['title^2', 'text'] }),
    );
    for (const { term, property, weight, tf, idf, length, averageLength, contribution } of first?.keyword?.terms ??
      []) {
      expect(['red', 'boat']).toContain(term);
      expect([property, weight]).toEqual(property === 'title' ? ['title', 2] : ['text', 1]);
      const saturated = tf / (tf + 1.2 * (0.25 + (0.75 * length) / averageLength));
      expect(contribution).toBeCloseTo(saturated * idf * weight, 6);
    }
  });

  it('tells both legs of a hybrid search', async () => {
    for (const fusionType of ['RelativeScore', 'Ranked'] as const) {
      const options = { ...asked, vector: { tokens: late }, targetVector: 'tokens', alpha: 0.6, fusionType };
      const all = await explained(things.query.hybrid('red boat', options));
      expect(all[0]?.hybrid?.legs.map(({ kind, weight }) => [kind, Math.round(weight * 10)])).toEqual([
        ['vector', 6],
        ['keyword', 4],
      ]);
      expect(all[0]?.hybrid).toMatchObject({
        alpha: 0.6,
        fusion: fusionType === 'Ranked' ? 'ranked' : 'relative-score',
      });
      for (const { hybrid, vector, keyword } of all) {
        const legs = hybrid?.legs.map(({ kind }) => kind);
        expect([vector !== undefined, keyword !== undefined]).toEqual([
          legs?.includes('vector'),
          legs?.includes('keyword'),
        ]);
      }
    }
    const [dense] = await explained(
      things.query.hybrid('red', { ...asked, vector: { tokens: late }, targetVector: 'tokens', alpha: 1 }),
    );
    expect(dense?.hybrid?.legs).toHaveLength(1);
  });

  it('tells how several targets became one', async () => {
    const join = things.multiTargetVector;
    const weights = { tokens: 0.7, whole: 1.5 } as never;
    const joins = {
      sum: join.sum(['tokens', 'whole'] as never),
      average: join.average(['tokens', 'whole'] as never),
      minimum: join.minimum(['tokens', 'whole'] as never),
      'manual-weights': join.manualWeights(weights),
      'relative-score': join.relativeScore(weights),
    };
    for (const [combination, targetVector] of Object.entries(joins)) {
      const found = things.query.nearVector({ tokens: late, whole } as never, { ...asked, targetVector } as never);
      const [first] = await explained(found);
      expect(first?.vector?.join?.combination).toBe(combination);
      expect(first?.vector?.targets.map(({ name }) => name)).toEqual(['tokens', 'whole']);
    }
  });

  it('tells what a boost and diversity changed', async () => {
    const conditions = [
      { func: { ...filter.byProperty('rank' as never).greaterThan(30 as never), type: 'filter' as const }, weight: 2 },
      { func: { property: 'rank', type: 'propertyValue' as const } },
    ];
    const boosted = await explained(
      things.query.bm25('red', { ...asked, boost: { conditions: conditions as never, weight: 0.4 } }),
    );
    expect(boosted.map(({ boost }) => boost?.after.rank)).toEqual(boosted.map((_, i) => i + 1));
    expect(new Set(boosted.map(({ boost }) => boost?.before.rank)).size).toBe(boosted.length);
    expect(boosted[0]?.boost?.conditions.map(({ kind, weight }) => [kind, weight])).toEqual([
      ['filter', 2],
      ['property-value', 1],
    ]);
    const near = await explained(
      things.query.nearVector(whole, { ...asked, targetVector: 'whole', boost: { conditions: conditions as never } }),
    );
    expect(near[0]?.boost?.before.score).toBeCloseTo(-(near[0]?.vector?.targets[0]?.distance as number));
    const diverse = await explained(
      things.query.nearVector(whole, {
        ...asked,
        targetVector: 'whole',
        diversity: { type: 'mmr', limit: 5, balance: 0.3 },
      }),
    );
    expect(diverse.map(({ mmr }) => mmr?.after.rank)).toEqual([1, 2, 3, 4, 5]);
    expect([diverse[0]?.mmr?.nearest, typeof diverse[1]?.mmr?.nearest?.uuid]).toEqual([undefined, 'string']);
  });

  it('comes with groups, and with objects found by an object', async () => {
    const groupBy = { property: 'title', numberOfGroups: 3, objectsPerGroup: 2 } as never;
    const found = await things.query.bm25('red', { ...asked, groupBy });
    expect(found.objects.length).toBeGreaterThan(2);
    for (const { metadata } of found.objects) expectSums(metadata?.explain as Explanation, {});
    const { objects } = await things.query.fetchObjects({ limit: 1 });
    const alike = await explained(
      things.query.nearObject(objects[0]?.uuid as string, { ...asked, targetVector: 'tokens' }),
    );
    // an object is nearest to itself: each token to its own
    expect(alike[0]?.vector?.targets[0]?.tokens?.every(({ index, match }) => index === match.index)).toBe(true);
  });
});
