// What config.get() makes of a class and what create sends, against what a real server and Weaviate's client answered.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectionFromRest } from '../../pkg/src/collections/config/from-rest.js';
import { mergeUpdate } from '../../pkg/src/collections/config/merge.js';
import { collectionToRest, vectorsToRest } from '../../pkg/src/collections/config/to-rest.js';
import { configure, reconfigure } from '../../pkg/src/configure/configure.js';
import type { WeaviateClass } from '../../pkg/src/types/rest.js';

type Step = { on?: string; call: string; args?: unknown[]; expect?: unknown; error?: unknown; only?: unknown };
const CASES = new URL('../conformance/cases/', import.meta.url);
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Collections whose class and whose configuration were both recorded with nothing written in between. */
function recorded() {
  const pairs: { title: string; rest: WeaviateClass; config: unknown }[] = [];
  for (const file of readdirSync(CASES)) {
    const { steps } = JSON.parse(readFileSync(new URL(file, CASES), 'utf8')) as { steps: Step[] };
    let known: Record<string, { rest?: WeaviateClass; config?: unknown }> = {};
    for (const [at, step] of steps.entries()) {
      if (step.error || step.only) continue;
      const name = step.on ?? String(step.args?.[0]);
      known[name] ??= {};
      const before = known[name];
      if (step.call === 'collections.exportToJson') before.rest = step.expect as WeaviateClass;
      else if (step.call === 'config.get' || step.call === 'collections.export') before.config = step.expect;
      else if (/^(config|collections|alias|tenants|data)\./.test(step.call)) known = {};
      if (!before.rest || !before.config) continue;
      pairs.push({ title: `${file} step ${at}: ${name}`, rest: before.rest, config: before.config });
      known[name] = {};
    }
  }
  return pairs;
}

describe('a class as config.get() shows it', () => {
  const pairs = recorded();
  it('finds recorded pairs', () => expect(pairs.length).toBeGreaterThan(5));
  for (const { title, rest, config } of pairs) {
    it(title, () => expect(json(collectionFromRest(rest))).toEqual(config));
  }
});

describe('what create sends', () => {
  it('spreads text analyzers, and asks every module to embed with the name', () => {
    const rest = collectionToRest({
      name: 'Article',
      properties: [
        { name: 'title', dataType: 'text', textAnalyzer: { asciiFold: { ignore: ['é'] } }, skipVectorization: true },
        { name: 'inner', dataType: 'object', nestedProperties: [{ name: 'a', dataType: 'text' }] },
      ],
      references: [
        { name: 'by', targetCollection: 'Author' },
        { name: 'about', targetCollections: ['Author', 'Journal'] },
      ],
      vectorizers: configure.multiVectors.text2VecJinaAI({ name: 'm', model: 'x', sourceProperties: ['title'] }),
    });
    const module = (skip: boolean) => ({ 'text2multivec-jinaai': { skip, vectorizePropertyName: true } });
    expect(rest).toEqual({
      class: 'Article',
      moduleConfig: {},
      properties: [
        {
          name: 'title',
          dataType: ['text'],
          textAnalyzer: { asciiFold: true, asciiFoldIgnore: ['é'] },
          moduleConfig: module(true),
        },
        {
          name: 'inner',
          dataType: ['object'],
          nestedProperties: [{ name: 'a', dataType: ['text'] }],
          moduleConfig: module(false),
        },
        { name: 'by', dataType: ['Author'] },
        { name: 'about', dataType: ['Author', 'Journal'] },
      ],
      vectorConfig: {
        m: {
          vectorizer: { 'text2multivec-jinaai': { model: 'x', properties: ['title'] } },
          vectorIndexType: 'hnsw',
          vectorIndexConfig: { multivector: { enabled: true } },
        },
      },
    });
  });

  it('puts quantizers, encodings and inner indexes where the schema has them', () => {
    const { vectorIndex, vectors } = configure;
    const { config } = vectorsToRest([
      vectors.selfProvided({ name: 'none', quantizer: vectorIndex.quantizer.none() }),
      vectors.selfProvided({
        name: 'dynamic',
        vectorIndexConfig: vectorIndex.dynamic({ hnsw: { ef: 3 }, flat: {} }),
        quantizer: vectorIndex.quantizer.bq({ cache: true }),
      }),
      configure.multiVectors.selfProvided({
        name: 'muvera',
        encoding: vectorIndex.multiVector.encoding.muvera({ ksim: 2 }),
      }),
    ]);
    expect(config).toEqual({
      none: {
        vectorizer: { none: {} },
        vectorIndexType: 'hnsw',
        vectorIndexConfig: { skipDefaultQuantization: true },
      },
      dynamic: {
        vectorizer: { none: {} },
        vectorIndexType: 'dynamic',
        vectorIndexConfig: {
          hnsw: { ef: 3, bq: { enabled: true, cache: true } },
          flat: { bq: { enabled: true, cache: true } },
        },
      },
      muvera: {
        vectorizer: { none: {} },
        vectorIndexType: 'hnsw',
        vectorIndexConfig: { multivector: { enabled: true, muvera: { enabled: true, ksim: 2 } } },
      },
    });
  });

  it('wants names for several vectors, and renames what the schema calls otherwise', () => {
    const { vectors } = configure;
    expect(() => vectorsToRest([vectors.selfProvided({ name: 'a' }), vectors.selfProvided()])).toThrow(
      'Invalid input provided: vectorName is required for each vectorizer when specifying more than one vectorizer',
    );
    const azure = vectors.text2VecAzureOpenAI({ deploymentId: 'd', resourceName: 'r' });
    const { modules } = vectorsToRest([{ ...azure, name: 'a' }]);
    expect(modules).toEqual(['text2vec-openai']);
    const legacy = configure.vectorizer.text2VecJinaAI({ name: 'v', vectorizeCollectionName: false });
    expect(vectorsToRest(legacy).config.v).toEqual({
      vectorizer: { 'text2vec-jinaai': { vectorizeClassName: false } },
    });
  });

  it('keeps the function of a custom generative module', () => {
    const rest = collectionToRest({ name: 'A', generative: configure.generative.custom(() => '') });
    expect(rest.moduleConfig).toEqual({ 'generative-custom': {} });
  });
});

describe('what update sends', () => {
  const current: WeaviateClass = {
    class: 'A',
    properties: [{ name: 'a', dataType: ['text'] }],
    moduleConfig: { 'generative-openai': { model: 'x' }, 'reranker-jinaai': {} },
    invertedIndexConfig: { bm25: { b: 0.75, k1: 1.2 }, cleanupIntervalSeconds: 60, stopwords: { preset: 'en' } },
    vectorConfig: { m: { vectorIndexType: 'hnsw', vectorIndexConfig: { ef: -1, bq: { enabled: true } } } },
  };
  const merged = (update: Parameters<typeof mergeUpdate>[1]) => json(mergeUpdate(current, update));

  it('overwrites with what a factory leaves undefined', () => {
    const { invertedIndexConfig } = merged({ invertedIndex: reconfigure.invertedIndex({ bm25k1: 2 }) });
    expect(invertedIndexConfig).toEqual({ bm25: { k1: 2 }, stopwords: { preset: 'en' } });
  });

  it('replaces a module of the same kind, and leaves the others', () => {
    const { moduleConfig } = merged({ generative: reconfigure.generative.cohere({ k: 3 }) });
    expect(moduleConfig).toEqual({ 'generative-cohere': { kProperty: 3 }, 'reranker-jinaai': {} });
  });

  it('ignores unknown vectors, and refuses another quantizer', () => {
    const update = (name: string, vectorIndexConfig: ReturnType<typeof reconfigure.vectorIndex.hnsw>) =>
      merged({ vectorizers: [reconfigure.vectors.update({ name, vectorIndexConfig })] });
    const { quantizer } = reconfigure.vectorIndex;
    expect(update('nope', reconfigure.vectorIndex.hnsw({ ef: 3 }))).toEqual(current);
    const changed = update('m', reconfigure.vectorIndex.hnsw({ quantizer: quantizer.bq({ rescoreLimit: 5 }) }));
    expect(changed.vectorConfig.m.vectorIndexConfig).toEqual({ ef: -1, bq: { enabled: true, rescoreLimit: 5 } });
    expect(() => update('m', reconfigure.vectorIndex.hnsw({ quantizer: quantizer.pq() }))).toThrow(
      'Invalid input provided: Cannot update the quantizer type of an enabled vector index.',
    );
  });

  it('describes properties, and merges the rest one by one', () => {
    expect(merged({ description: 'd', propertyDescriptions: { a: 'x', b: 'y' } })).toMatchObject({
      description: 'd',
      properties: [{ name: 'a', description: 'x' }],
    });
    expect(merged({ objectTTL: reconfigure.objectTTL.deleteByUpdateTime({ defaultTTLSeconds: 60 }) })).toMatchObject({
      objectTtlConfig: { deleteOn: '_lastUpdateTimeUnix', defaultTtl: 60 },
    });
  });
});
