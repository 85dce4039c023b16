// What explanations, passages and as-you-type matching add to a search for ten hits: by vectors and hybrid over the
// English test collection (1,369 texts of 92 token vectors, labelled by their words' places), by keywords over 20,000
// texts. Timed is the call and a look at what came: every part of every explanation is read, and adds up to the score.
// The ways of asking take turns for every query, so that other work on the machine meets all of them.
//   node tests/bench/explain.mjs [ROUNDS]
import weavelet, { configure, dataType } from 'weavelet';
import { readCollection } from '../quality/collection.mjs';
import { corpus } from './lib/corpus.mjs';
import { median } from './lib/median.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
/** Keyword searches are so quick that the least of few rounds is still mostly noise. */
const KEYWORD_ROUNDS = 8 * ROUNDS;
const TEXTS = 20_000;
const QUERIES = 100;
/** Searches by vectors take long enough to tell apart by fewer. */
const NEAR_QUERIES = 30;
/** What an explanation may add: the goal. */
const GOAL = 1.2;

const client = await weavelet.connectToLocal({ storage: 'memory' });
const make = async (name, objects, vectorizers) => {
  const properties = [{ name: 'text', dataType: dataType.TEXT }];
  const collection = await client.collections.create({ name, properties, vectorizers });
  const { hasErrors, errors } = await collection.data.ingest(objects);
  if (hasErrors) throw new Error(Object.values(errors)[0].message);
  return collection;
};

const set = readCollection('en-faq');
const labelled = set.documents.map(({ text }, i) => {
  const vectors = set.documentVectors[i];
  const count = vectors.length ?? vectors.data.length / vectors.dimensions;
  const tokens = Array.from({ length: count }, (_, at) => `token${at}`);
  return { properties: { text }, vectors: { tokens: { vectors, tokens } } };
});
const late = await make('Late', labelled, [configure.multiVectors.selfProvided({ name: 'tokens' })]);
const words = corpus(TEXTS, QUERIES);
const keywords = await make(
  'Keywords',
  words.texts.map((text) => ({ text })),
  [],
);

const explain = { returnMetadata: ['explain'] };
const ways = { plain: {}, explain, matrix: { ...explain, explain: { matrix: true } }, highlight: { highlight: true } };
const near = { limit: 10, targetVector: 'tokens' };
const cases = {
  nearVector: [
    set.queries.slice(0, NEAR_QUERIES).map((_, i) => set.queryVectors[i]),
    (vector, way) => late.query.nearVector(vector, { ...near, ...way }),
    ways,
  ],
  hybrid: [
    set.queries.slice(0, NEAR_QUERIES).map(({ text }, i) => [text, set.queryVectors[i]]),
    ([text, vector], way) => late.query.hybrid(text, { ...near, vector, ...way }),
    ways,
  ],
  bm25: [
    words.queries,
    (text, way) => keywords.query.bm25(text, { limit: 10, ...way }),
    {
      plain: {},
      explain,
      highlight: { highlight: true },
      prefix: { asYouType: { edits: 0 } },
      edits: { asYouType: true },
    },
  ],
};

/** How far the parts of an explanation may be from the score, which is in single precision. */
const ROUNDING = 1e-5;

/** Reads an explanation to its last number: the sum of its parts. */
function sum({ hybrid, keyword, vector }) {
  let leg = 0;
  for (const { similarity } of vector?.targets[0].tokens ?? []) leg += similarity;
  for (const { contribution } of keyword?.terms ?? []) leg += contribution;
  let whole = 0;
  for (const { contribution } of hybrid?.legs ?? []) whole += contribution;
  return hybrid ? whole : leg;
}

function look({ objects }) {
  for (const { metadata } of objects) {
    const { explain } = metadata;
    if (explain && !(Math.abs(sum(explain) - explain.score) <= ROUNDING * Math.abs(explain.score)))
      throw new Error(`the parts of an explanation add up to ${sum(explain)}, its score is ${explain.score}`);
  }
}

for (const [name, [queries, search, asked]] of Object.entries(cases)) {
  const times = Object.fromEntries(Object.keys(asked).map((way) => [way, queries.map(() => Number.POSITIVE_INFINITY)]));
  const rounds = name === 'bm25' ? KEYWORD_ROUNDS : ROUNDS;
  for (let round = 0; round <= rounds; round++) {
    for (const [i, query] of queries.entries()) {
      for (const [way, options] of Object.entries(asked)) {
        // untimed, for each way alike: else what is asked as the time before would have the warmer caches
        await search(query, options);
        const since = performance.now();
        look(await search(query, options));
        // the first round warms up
        if (round > 0) times[way][i] = Math.min(times[way][i], performance.now() - since);
      }
    }
  }
  const plain = median(times.plain);
  for (const [way, all] of Object.entries(times)) {
    const ratio = median(all.map((time, i) => time / times.plain[i]));
    const goal = way === 'explain' ? `, goal ${GOAL}` : '';
    console.log(
      `${name.padEnd(11)} ${way.padEnd(10)} ${median(all).toFixed(3)} ms, ${ratio.toFixed(2)} of plain${goal}`,
    );
    console.log(JSON.stringify({ bench: 'explain', what: name, way, ms: median(all), plain, ratio }));
  }
}
await client.close();
