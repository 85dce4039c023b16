// Searches as the documentation teaches them: whole programs, no types given, non-strict.
import weaviate, {
  Bm25Operator,
  Diversity,
  Filters,
  type FilterValue,
  generateUuid5,
  Reference,
  type WeaviateClient,
} from 'weaviate-client';

type Question = { question: string; answer: string; points: number };
const client: WeaviateClient = await weaviate.connectToCustom({
  httpHost: 'localhost',
  httpPort: 8080,
  grpcPort: 50051,
});
const jeopardy = client.collections.use('JeopardyQuestion');
const typed = client.collections.use<'Q', Question>('Q');

const listed = await jeopardy.query.fetchObjects({
  limit: 1,
  offset: 1,
  returnProperties: ['question', 'answer', { name: 'inner', properties: ['a'] }],
  includeVector: true,
  returnReferences: [{ linkOn: 'hasCategory', returnProperties: ['title'], returnMetadata: ['creationTime'] }],
  returnMetadata: ['creationTime', 'updateTime'],
  sort: jeopardy.sort.byProperty('answer', true).byId(false),
});
for (const object of listed.objects) {
  console.log(
    object.uuid,
    JSON.stringify(object.properties, null, 2),
    object.vectors.default,
    object.metadata?.creationTime,
  );
  console.log(object.references.hasCategory.objects[0].properties.title);
}
const next = await jeopardy.query.fetchObjects({ after: listed.objects[0].uuid, includeVector: ['title', 'body'] });
next.objects[0].vectors.title.length;
const [first] = (await typed.query.fetchObjects()).objects;
console.log(first.properties.question.length + first.properties.points);

const keyword = await jeopardy.query.bm25('food', {
  queryProperties: ['question^2', 'answer'],
  returnMetadata: ['score'],
  limit: 3,
  autoLimit: 1,
  filters: jeopardy.filter.byProperty('round').equal('Double Jeopardy!'),
  operator: Bm25Operator.or({ minimumMatch: 2 }),
});
for (const object of keyword.objects) console.log(object.metadata?.score, object.properties.answer);
const grouped = await jeopardy.query.bm25('food', {
  groupBy: { property: 'round', objectsPerGroup: 3, numberOfGroups: 2 },
});
for (const group of Object.values(grouped.groups)) console.log(group.name, group.objects.length, group.minDistance);

const hybrid = await jeopardy.query.hybrid('food', {
  alpha: 0.25,
  fusionType: 'RelativeScore',
  vector: Array(1536).fill(-0.02),
  targetVector: 'title',
  queryProperties: ['question'],
  returnMetadata: ['score', 'explainScore'],
  maxVectorDistance: 0.4,
  bm25Operator: Bm25Operator.and(),
  rerank: { property: 'question', query: 'x' },
});
console.log(hybrid.objects[0].metadata?.explainScore);
await jeopardy.query.hybrid('food', {
  vector: { query: 'x', moveTo: { concepts: ['y'], force: 0.5 } },
  includeVector: true,
});
await jeopardy.query.hybrid('food', { vector: [[0.1, 0.2]], targetVector: 'colbert' });
await jeopardy.query.nearText(['animals', 'movies'], {
  distance: 0.25,
  limit: 2,
  moveAway: { force: 0.9, concepts: ['x'] },
  returnMetadata: ['distance'],
});
await jeopardy.query.nearVector([0.1, 0.2], { limit: 2, distance: 0.3, diversity: Diversity.mmr({ limit: 2 }) });
await jeopardy.query.nearVector(
  { a: [0.1], b: [[0.1], [0.2]] },
  { targetVector: jeopardy.multiTargetVector.sum(['a', 'b']) },
);
await jeopardy.query.nearVector([[0.1]], {
  targetVector: jeopardy.multiTargetVector.manualWeights({ a: 1, b: [1, 2] }),
});
await jeopardy.query.nearObject(generateUuid5('x'), { limit: 2 });
await jeopardy.query.nearImage('aGVsbG8=', { returnProperties: ['x'] });
const profiled = await jeopardy.query.nearVector([1], { returnMetadata: ['all', 'queryProfile'] });
for (const shard of profiled.queryProfile.shards) console.log(shard.name, shard.searches.vector.details);

const filters: FilterValue = Filters.and(
  jeopardy.filter.byProperty('round').containsAny(['x']),
  Filters.or(
    jeopardy.filter.byProperty('points').greaterThan(700),
    jeopardy.filter.byProperty('a', true).lessOrEqual(3),
  ),
  Filters.not(jeopardy.filter.byRef('hasCategory').byProperty('title').like('*sport*')),
  jeopardy.filter.byCreationTime().greaterOrEqual(new Date()),
  jeopardy.filter.byProperty('x').isNull(true),
  jeopardy.filter.byProperty('place').withinGeoRange({ latitude: 1, longitude: 2, distance: 100 }),
  jeopardy.filter.byRefCount('hasCategory').greaterThan(2),
  jeopardy.filter.byId().containsAny(['x']),
  weaviate.filter.byProperty('a').notEqual(3),
);
await jeopardy.query.fetchObjects({ filters });
await typed.query.fetchObjects({ filters: typed.filter.byProperty('points').lessThan(3) });

const total = await jeopardy.aggregate.overAll();
console.log(total.totalCount);
const metrics = await jeopardy.aggregate.overAll({
  returnMetrics: [
    jeopardy.metrics.aggregate('points').integer(['sum', 'maximum']),
    jeopardy.metrics.aggregate('answer').text(['topOccurrencesValue'], 5),
  ],
});
console.log(JSON.stringify(metrics.properties.points, null, 2));
const rounds = await jeopardy.aggregate.groupBy.overAll({ groupBy: { property: 'round', limit: 3 } });
for (const one of rounds) console.log(one.groupedBy.value, one.totalCount);
await jeopardy.aggregate.nearText('x', {
  objectLimit: 10,
  returnMetrics: jeopardy.metrics.aggregate('points').number(),
});
await jeopardy.aggregate.hybrid('x', { objectLimit: 10, vector: [1] });
const summed = await typed.aggregate.overAll({ returnMetrics: typed.metrics.aggregate('points').integer(['sum']) });
console.log(summed.properties.points.sum);

for await (const object of jeopardy.iterator({ includeVector: true }))
  console.log(object.uuid, object.properties, object.vectors);
const answered = await jeopardy.generate.nearText(
  'x',
  { singlePrompt: 'about {question}', groupedTask: 'sum up', groupedProperties: ['answer'] },
  { limit: 2 },
);
console.log(answered.generated, answered.generative?.text, answered.objects[0].generative?.text);
const consistent = jeopardy.withConsistency('QUORUM');
console.log(await consistent.length(), Reference.to('x').uuids);
client.close();
