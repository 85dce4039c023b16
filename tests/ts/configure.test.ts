// Every factory of `configure` and `reconfigure` against Weaviate's client: the same plain objects for the same options.
import { describe, expect, it, vi } from 'vitest';
import * as client from 'weaviate-client';
import { configure, reconfigure } from '../../pkg/src/configure/configure.js';
import { generativeParameters } from '../../pkg/src/configure/generative-parameters.js';

const upstream = {
  configure: client.configure,
  reconfigure: client.reconfigure,
  generativeParameters: client.generativeParameters,
};

type Tree = { [name: string]: Tree | ((options?: unknown) => unknown) };

/** Calls the factory at a path with the same options on both sides. */
function both(root: 'configure' | 'reconfigure' | 'generativeParameters', path: string, options: unknown) {
  const at = (tree: unknown) => path.split('.').reduce((node, key) => (node as Tree)[key] as Tree, tree as Tree);
  const call = (tree: unknown) => {
    try {
      return (at(tree) as unknown as (options: unknown) => unknown)(structuredClone(options));
    } catch (error) {
      return { refused: (error as Error).message };
    }
  };
  const ours = { configure, reconfigure, generativeParameters }[root];
  return [call(ours), call(upstream[root])];
}

const MUVERA = { ksim: 2, type: 'muvera' };
const HNSW = {
  name: 'hnsw',
  config: { type: 'hnsw', ef: 5, multiVector: { aggregation: 'maxSim', encoding: { ksim: 3 } } },
};
const COMMON = { name: 'v', quantizer: { type: 'bq', rescoreLimit: 3 }, vectorIndexConfig: HNSW };
const FIELDS = { imageFields: ['a', 'b'], textFields: [{ name: 'c', weight: 0.3 }, { name: 'd' }], videoFields: ['e'] };

describe('vectors', () => {
  const OPTIONS: [string, object | undefined][] = [
    ['a name', { name: 'v' }],
    ['an index', { name: 'v', vectorIndexConfig: { name: 'flat', config: { type: 'flat' } } }],
    [
      'a dynamic index and a quantizer',
      { ...COMMON, vectorIndexConfig: { name: 'dynamic', config: { type: 'dynamic' } } },
    ],
    [
      'an hfresh index and a quantizer',
      { ...COMMON, vectorIndexConfig: { name: 'hfresh', config: { type: 'hfresh' } } },
    ],
    ['a quantizer', { quantizer: { type: 'rq', bits: 8 } }],
    ['settings', { ...COMMON, model: 'm', baseURL: 'u', vectorizeCollectionName: true }],
  ];
  /** What the modules of these factories cannot do without. */
  const NEEDED =
    /^(img2Vec|multi2VecGoogle|multi2VecPalm|ref2Vec|text2Vec(AWS|Azure|Databricks|DigitalOcean)|multi2VecWeaviate)/;
  /** Weaviate's client has no such factory. */
  const OWN = ['local'];
  for (const namespace of ['vectors', 'vectorizer', 'multiVectors'] as const) {
    const names = Object.keys(configure[namespace]).filter((name) => !OWN.includes(name));
    it(`has the factories of ${namespace}`, () => {
      expect(names.sort()).toEqual(Object.keys(upstream.configure[namespace]).sort());
    });
    for (const name of names) {
      it(`${namespace}.${name}`, () => {
        const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
        const own = /selfProvided|none/.test(name);
        for (const [title, given] of OPTIONS) {
          const options = NEEDED.test(name) ? { model: 'm', ...given } : given;
          if (own && title === 'settings' && namespace !== 'multiVectors') continue;
          const [ours, theirs] = both('configure', `${namespace}.${name}`, options);
          expect(ours, title).toEqual(theirs);
        }
        if (!NEEDED.test(name)) {
          const [ours, theirs] = both('configure', `${namespace}.${name}`, undefined);
          expect(ours, 'nothing').toEqual(theirs);
        }
        if (name.startsWith('multi2Vec')) {
          const options = { ...FIELDS, imageField: 'a', outputEncoding: 'x' };
          const [ours, theirs] = both('configure', `${namespace}.${name}`, namespace === 'multiVectors' ? {} : options);
          expect(ours, 'fields').toEqual(theirs);
        }
        if (name.startsWith('text2Vec')) {
          const [ours, theirs] = both('configure', `${namespace}.${name}`, { sourceProperties: ['a'], modelId: 'x' });
          expect(ours, 'source properties').toEqual(theirs);
        }
        if (namespace === 'multiVectors') {
          const [ours, theirs] = both('configure', `${namespace}.${name}`, {
            encoding: MUVERA,
            vectorIndexConfig: HNSW,
          });
          expect(ours, 'encoding').toEqual(theirs);
        }
        warn.mockRestore();
      });
    }
  }
});

it('multiVectors.local is as the factory of another module of texts', () => {
  type Factory = (options: object) => { vectorizer: object };
  const { local, text2VecJinaAI } = configure.multiVectors as unknown as { [name: string]: Factory };
  const options = { name: 'v', sourceProperties: ['a'], encoding: configure.vectorIndex.multiVector.encoding.muvera() };
  const { vectorizer, ...rest } = local!(options);
  const { vectorizer: _, ...theirs } = text2VecJinaAI!(options);
  expect(rest).toEqual(theirs);
  expect(vectorizer).toEqual({ name: 'text2multivec-local', config: undefined });
  expect(local!({ encoder: 'own' }).vectorizer).toMatchObject({ config: { encoder: 'own' } });
});

describe('everything else', () => {
  const dynamic = {
    distanceMetric: 'dot',
    threshold: 3,
    hnsw: { ef: 3, distanceMetric: 'cosine' },
    flat: { name: 'flat', config: { type: 'flat', distance: 'dot' } },
  };
  const CALLS: ['configure' | 'reconfigure', string, unknown][] = [
    ['configure', 'vectorIndex.hnsw', undefined],
    ['configure', 'vectorIndex.hnsw', { distanceMetric: 'dot', ef: 3, multiVector: {}, quantizer: { type: 'bq' } }],
    ['configure', 'vectorIndex.flat', { distanceMetric: 'dot', vectorCacheMaxObjects: 3 }],
    ['configure', 'vectorIndex.hfresh', { distanceMetric: 'dot', maxPostingSizeKb: 3 }],
    ['configure', 'vectorIndex.dynamic', undefined],
    ['configure', 'vectorIndex.dynamic', {}],
    ['configure', 'vectorIndex.dynamic', dynamic],
    ['configure', 'vectorIndex.multiVector.multiVector', undefined],
    ['configure', 'vectorIndex.multiVector.multiVector', { aggregation: 'maxSim', encoding: MUVERA }],
    ['configure', 'vectorIndex.multiVector.encoding.muvera', { ksim: 3 }],
    ...['none', 'bq', 'rq', 'pq', 'sq'].flatMap((name): ['configure', string, unknown][] => [
      ['configure', `vectorIndex.quantizer.${name}`, undefined],
      ['configure', `vectorIndex.quantizer.${name}`, { rescoreLimit: 3, bits: 1, encoder: { type: 'tile' } }],
    ]),
    ['configure', 'invertedIndex', {}],
    ['configure', 'invertedIndex', { bm25b: 0.3, indexTimestamps: true, stopwordsPreset: 'none' }],
    ['configure', 'invertedIndex', { bm25k1: 2, stopwordsAdditions: ['a'], stopwordPresets: { mine: ['x'] } }],
    ['configure', 'objectTTL.deleteByCreationTime', { defaultTTLSeconds: 100 }],
    ['configure', 'objectTTL.deleteByUpdateTime', { defaultTTLSeconds: 100, filterExpiredObjects: true }],
    ['configure', 'multiTenancy', undefined],
    ['configure', 'multiTenancy', { enabled: false, autoTenantCreation: true }],
    ['configure', 'replication', { factor: 3, asyncConfig: { frequency: 3 } }],
    ['configure', 'sharding', { desiredCount: 3 }],
    ['reconfigure', 'vectorIndex.hnsw', { ef: 3, quantizer: { type: 'pq', centroids: 3 } }],
    ['reconfigure', 'vectorIndex.flat', { vectorCacheMaxObjects: 3 }],
    ['reconfigure', 'vectorIndex.hfresh', { searchProbe: 3 }],
    ['reconfigure', 'vectorIndex.dynamic', { threshold: 3, hnsw: { ef: 3 }, flat: { name: 'flat', config: {} } }],
    ...['bq', 'rq', 'pq', 'sq'].flatMap((name): ['reconfigure', string, unknown][] => [
      ['reconfigure', `vectorIndex.quantizer.${name}`, undefined],
      ['reconfigure', `vectorIndex.quantizer.${name}`, { rescoreLimit: 3, pqEncoderType: 'tile' }],
    ]),
    ['reconfigure', 'invertedIndex', { bm25k1: 2 }],
    ['reconfigure', 'vectors.update', { name: 'v', vectorIndexConfig: { name: 'flat', config: {} } }],
    ['reconfigure', 'vectorizer.update', { vectorIndexConfig: { name: 'flat', config: {} } }],
    ['reconfigure', 'replication', { factor: 3 }],
    ['reconfigure', 'multiTenancy', { autoTenantCreation: true }],
    ['reconfigure', 'objectTTL.disable', undefined],
    ['reconfigure', 'objectTTL.deleteByCreationTime', { defaultTTLSeconds: 100 }],
    ['reconfigure', 'objectTTL.deleteByUpdateTime', { defaultTTLSeconds: 100 }],
  ];
  for (const [root, path, options] of CALLS) {
    it(`${root}.${path}(${JSON.stringify(options) ?? ''})`, () => {
      const [ours, theirs] = both(root, path, options);
      expect(ours).toEqual(theirs);
    });
  }

  const SETTINGS = {
    model: 'm',
    modelId: 'm',
    baseURL: 'u',
    temperature: 0.5,
    topP: 1,
    k: 3,
    maxTokens: 3,
    frequencyPenalty: 1,
    presencePenalty: 1,
    stopSequences: ['a'],
    returnLikelihoods: 'x',
    deploymentId: 'd',
    resourceName: 'r',
    systemPrompt: 'p',
  };
  it('has the factories of generative, and one of its own', () => {
    const names = Object.keys(configure.generative);
    expect(names.filter((name) => name !== 'custom').sort()).toEqual(Object.keys(upstream.configure.generative).sort());
    expect(Object.keys(configure.reranker).sort()).toEqual(Object.keys(upstream.configure.reranker).sort());
    expect(Object.keys(generativeParameters).sort()).toEqual(Object.keys(upstream.generativeParameters).sort());
  });
  for (const name of Object.keys(upstream.configure.generative)) {
    it(`generative.${name}`, () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      // This one picks its members; ours keeps what it is given.
      const { model, temperature, topP, systemPrompt } = SETTINGS;
      const settings = name === 'contextualai' ? { model, temperature, topP, systemPrompt } : SETTINGS;
      for (const options of name === 'azureOpenAI' ? [settings] : [undefined, settings]) {
        const [ours, theirs] = both('configure', `generative.${name}`, options);
        expect(ours).toEqual(theirs);
      }
      warn.mockRestore();
    });
  }
  for (const name of Object.keys(upstream.configure.reranker)) {
    it(`reranker.${name}`, () => {
      for (const options of [undefined, { model: 'm' }]) {
        const [ours, theirs] = both('configure', `reranker.${name}`, options);
        expect(ours).toEqual(theirs);
      }
    });
  }
  for (const name of Object.keys(upstream.generativeParameters)) {
    it(`generativeParameters.${name}`, () => {
      const lists = { stopSequences: ['a'], stop: ['b'], knowledge: ['c'] };
      for (const options of [undefined, { model: 'm', temperature: 1 }, { baseURL: 'u', ...lists }]) {
        const [ours, theirs] = both('generativeParameters', name, options) as [{ name: string }, { name: string }];
        expect(ours.name).toEqual(theirs.name);
      }
    });
  }

  it('keeps zeros, and no more than what was asked for', () => {
    expect(configure.invertedIndex({ bm25b: 0, bm25k1: 0 }).bm25).toEqual({ b: 0, k1: 0 });
    expect(configure.objectTTL.deleteByDateProperty({ property: 'at' })).toEqual({ enabled: true, deleteOn: 'at' });
    expect(reconfigure.objectTTL.deleteByDateProperty({ propertyName: 'at' })).toEqual({ deleteOn: 'at' });
  });
});
