// Collections and objects as the documentation teaches them: whole programs, no types given, non-strict.
import assert from 'node:assert';
import weaviate, {
  type Collection,
  configure,
  type DataObject,
  dataType,
  generateUuid5,
  generative,
  type InsertObject,
  multiVectors,
  reconfigure,
  reranker,
  tokenization,
  vectorDistances,
  vectorIndex,
  vectors,
  type WeaviateClient,
} from 'weaviate-client';

const client: WeaviateClient = await weaviate.connectToLocal({
  headers: { 'X-JinaAI-Api-Key': process.env.KEY as string },
});
const cloud = await weaviate.connectToWeaviateCloud(process.env.URL as string, {
  authCredentials: new weaviate.ApiKey(process.env.KEY || ''),
  timeout: { init: 30, query: 60, insert: 120 },
});
assert.equal(await cloud.isReady(), true);

const created = await client.collections.create({ name: 'Article' });
console.log(JSON.stringify(created, null, 2));

const person = await client.collections.create({
  name: 'Person',
  properties: [
    { name: 'name', dataType: dataType.TEXT, tokenization: tokenization.LOWERCASE, vectorizePropertyName: true },
    { name: 'body', dataType: dataType.TEXT, skipVectorization: true, tokenization: 'whitespace' },
    {
      name: 'home_address',
      dataType: dataType.OBJECT,
      nestedProperties: [
        { name: 'street', dataType: dataType.OBJECT, nestedProperties: [{ name: 'number', dataType: dataType.INT }] },
        { name: 'city', dataType: dataType.TEXT },
      ],
    },
    { name: 'offices', dataType: dataType.OBJECT_ARRAY, nestedProperties: [{ name: 'city', dataType: dataType.TEXT }] },
    { name: 'born', dataType: dataType.DATE },
    { name: 'phone', dataType: dataType.PHONE_NUMBER },
    { name: 'place', dataType: dataType.GEO_COORDINATES },
    { name: 'numbers', dataType: dataType.INT_ARRAY },
    { name: 'photo', dataType: dataType.BLOB },
    { name: 'other', dataType: dataType.UUID },
  ],
});
const example = { name: 'John', home_address: { street: { number: 1 }, city: 'London' }, offices: [{ city: 'Paris' }] };
const id = await person.data.insert(example);
const back = await person.query.fetchObjectById(id);
assert.deepEqual(back?.properties, example);
await person.data.insert({
  name: 'Jane',
  born: new Date(),
  phone: { number: '+44 1234', defaultCountry: 'gb' },
  place: { latitude: 1, longitude: 2 },
  numbers: [1, 2],
  photo: 'aGVsbG8=',
  other: generateUuid5('x'),
});
assert.equal(back.properties.name, 'John');

const named = await client.collections.create({
  name: 'ArticleNV',
  vectorizers: [
    vectors.text2VecCohere({
      name: 'title',
      sourceProperties: ['title'],
      vectorIndexConfig: configure.vectorIndex.hnsw({ distanceMetric: vectorDistances.COSINE }),
    }),
    vectors.selfProvided({
      name: 'custom',
      vectorIndexConfig: vectorIndex.flat({ quantizer: vectorIndex.quantizer.bq() }),
    }),
    multiVectors.text2VecJinaAI({ name: 'jina', sourceProperties: ['title'] }),
    multiVectors.selfProvided({
      name: 'muvera',
      encoding: configure.vectorIndex.multiVector.encoding.muvera({ ksim: 4, dprojections: 16, repetitions: 20 }),
    }),
  ],
  properties: [{ name: 'title', dataType: 'text' }],
  references: [{ name: 'hasCategory', targetCollection: 'Category' }],
  invertedIndex: { bm25: { b: 0.7, k1: 1.25 }, indexNullState: true, indexPropertyLength: true, indexTimestamps: true },
  multiTenancy: configure.multiTenancy({ enabled: true, autoTenantCreation: true }),
  replication: configure.replication({ factor: 3, asyncEnabled: true, deletionStrategy: 'TimeBasedResolution' }),
  sharding: configure.sharding({ virtualPerPhysical: 128, desiredCount: 1, desiredVirtualCount: 128 }),
  reranker: reranker.cohere(),
  generative: generative.openAI({ model: 'x' }),
  objectTTL: configure.objectTTL.deleteByCreationTime({ defaultTTLSeconds: 3600 }),
});
await named.config.addVector(vectors.text2VecCohere({ name: 'body', sourceProperties: ['body'] }));
await named.config.addProperty({ name: 'onHomepage', dataType: dataType.BOOLEAN });
await named.config.addReference({ name: 'hasAuthor', targetCollection: 'Author' });
await named.config.update({
  description: 'x',
  invertedIndex: reconfigure.invertedIndex({ bm25k1: 1.5, stopwordsAdditions: ['a'] }),
  vectorizers: [
    reconfigure.vectors.update({
      name: 'custom',
      vectorIndexConfig: reconfigure.vectorIndex.hnsw({ ef: 4, quantizer: reconfigure.vectorIndex.quantizer.pq() }),
    }),
  ],
  generative: reconfigure.generative.cohere(),
  replication: reconfigure.replication({ asyncEnabled: false }),
});
const config = await named.config.get();
console.log(
  config.vectorizers.custom.vectorizer.name,
  config.properties.map((property) => property.tokenization),
);

let articles = client.collections.use('Article');
articles = client.collections.get('Article');
const handle: Collection = client.collections.use('Other');
for (const one of await client.collections.listAll()) console.log(one.name);
await Promise.all(['A', 'B'].map(client.collections.delete));
if (await client.collections.exists('A')) await client.collections.deleteAll();
const schema = await client.collections.exportToJson('Article');
await client.collections.createFromSchema(schema);

const rows = [{ question: 'a', answer: 'b', vector: [1, 2] }];
const objects: DataObject<undefined>[] = rows.map((row) => ({
  properties: { question: row.question },
  vectors: row.vector,
}));
const response = await articles.data.insertMany(objects);
if (response.hasErrors) console.error(Object.values(response.errors).map((error) => error.message));
const list = [];
for (const row of rows) list.push({ properties: row, id: generateUuid5(row.question) });
await articles.data.insertMany(list);
await articles.data.ingest(rows.map((row) => ({ question: row.question })));
function* generate() {
  for (const row of rows) yield { properties: { answer: row.answer }, vectors: { default: row.vector } };
}
await articles.data.ingest(generate());
await articles.data.insert({
  properties: { question: 'x' },
  id: generateUuid5('x', 'y'),
  vectors: {
    title: Array(1536).fill(0.1),
    colbert: [
      [0.1, 0.2],
      [0.3, 0.4],
    ],
  },
});
const input: InsertObject<undefined> = { properties: { name: 'x' }, references: { hasCategory: 'x' } };
await handle.data.insert(input);
await articles.data.update({ id, properties: { points: 100 }, vectors: [1, 2] });
await articles.data.replace({ id, properties: { points: null } });
await articles.data.deleteById(id);
const deleted = await articles.data.deleteMany(articles.filter.byProperty('name').like('x*'), {
  dryRun: true,
  verbose: true,
});
for (const object of deleted.objects) console.log(object.id, object.successful);
await articles.data.referenceAdd({ fromUuid: id, fromProperty: 'hasCategory', to: id });
await articles.data.referenceAddMany([{ fromUuid: id, fromProperty: 'hasCategory', to: [id] }]);
await articles.data.referenceReplace({
  fromUuid: id,
  fromProperty: 'hasCategory',
  to: { targetCollection: 'C', uuids: id },
});
await articles.data.referenceDelete({ fromUuid: id, fromProperty: 'hasCategory', to: id });

await named.tenants.create([{ name: 'a' }, { name: 'b', activityStatus: 'INACTIVE' }]);
const tenants = await named.tenants.get();
console.log(tenants.a.activityStatus, await named.tenants.getByName('a'));
await named.tenants.update({ name: 'a', activityStatus: 'INACTIVE' });
await named.tenants.remove([{ name: 'a' }, 'b']);
const tenant = named.withTenant('a');
await tenant.data.insert({ title: 'x' });
await tenant.query.fetchObjects({ limit: 2 });

await client.alias.create({ collection: 'Article', alias: 'Current' });
for (const one of await client.alias.listAll({ collection: 'Article' })) console.log(one.alias, one.collection);
await client.alias.update({ alias: 'Current', newTargetCollection: 'Other' });
const tokens = await client.tokenize.text('a b', 'word', { analyzerConfig: { asciiFold: { ignore: ['é'] } } });
console.log(tokens.indexed, tokens.query, (await client.getMeta()).version);
const version = await client.getWeaviateVersion();
if (version.isAtLeast(1, 38, 0)) console.log(version.show());
const stream = await client.batch.stream();
await stream.addObject({ collection: 'Article', properties: { question: 'x' } });
await stream.stop();
await client.close();
