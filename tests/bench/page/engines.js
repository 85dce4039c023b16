// The engines of the keyword bench behind one interface, in a browser or in Node: `build` indexes texts, `search` gives
// at most ten results. Each is set up as its documentation shows, with any word of a query being enough.
import { create, insertMultiple, search } from '@orama/orama';
import { Index } from 'flexsearch';
import MiniSearch from 'minisearch';
import weavelet, { configure, dataType } from 'weavelet';

const LIMIT = 10;
const BATCH = 1000;

async function buildWeavelet(texts) {
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const collection = await client.collections.create({
    name: 'Documents',
    properties: [{ name: 'text', dataType: dataType.TEXT }],
    vectorizers: [configure.vectors.selfProvided({ name: 'none' })],
  });
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH).map((text) => ({ text }));
    const { hasErrors, errors } = await collection.data.insertMany(batch);
    if (hasErrors) throw new Error(Object.values(errors)[0].message);
  }
  return {
    search: async (query) => (await collection.query.bm25(query, { limit: LIMIT })).objects.length,
    bytes: async () => (await client.status()).collections.Documents,
    close: () => client.close(),
  };
}

function buildMiniSearch(texts) {
  const index = new MiniSearch({ fields: ['text'] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return { search: (query) => index.search(query).slice(0, LIMIT).length };
}

async function buildOrama(texts) {
  const index = create({ schema: { text: 'string' } });
  await insertMultiple(
    index,
    texts.map((text, id) => ({ id: String(id), text })),
  );
  return { search: async (term) => (await search(index, { term, limit: LIMIT })).hits.length };
}

function buildFlexSearch(texts) {
  const index = new Index({ tokenize: 'strict' });
  texts.forEach((text, id) => {
    index.add(id, text);
  });
  return { search: (query) => index.search(query, { limit: LIMIT, suggest: true }).length };
}

export const BUILDS = {
  weavelet: buildWeavelet,
  MiniSearch: buildMiniSearch,
  Orama: buildOrama,
  FlexSearch: buildFlexSearch,
};
