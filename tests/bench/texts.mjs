// Real texts in each setting: long descriptions of Debian's packages, 90 token vectors on average, and short ones as
// queries. nearVector in ms, what vectors hold in memory, how many of the exact ten best documents are found, and how
// often the description that belongs to the query is. TEXTS says how many, SETTINGS names some settings. Encoding 20,000
// texts takes an hour or more, once.
import { generateUuid5 } from 'weavelet';
import { encodedTexts } from './lib/encoded.mjs';
import { chosen, Exact, Setting } from './lib/settings.mjs';

const TEXTS = Number(process.env.TEXTS ?? 2000);
const QUERIES = 100;

const { queries, documents } = await encodedTexts(TEXTS, QUERIES);
let tokens = 0;
for (let n = 0; n < TEXTS; n++) {
  const [{ data, dimensions }] = documents(n, n + 1);
  tokens += data.length / dimensions;
}
const exact = new Exact(queries);
await exact.add(documents, 0, TEXTS);
/** How often the query's own description is among the ten. */
const own = (found) => found.filter((ids, n) => ids.includes(generateUuid5(String(n)))).length / found.length;

console.log(`${TEXTS} texts, ${tokens} tokens, ${QUERIES} queries`);
console.log('                        insert s      MB  B/token        ms    scan     all  recall     own');
const cell = (x, digits, width) => x.toFixed(digits).padStart(width);
const lines = [];
for (const name of chosen()) {
  const setting = new Setting(name);
  const seconds = await setting.grow(documents, 0, TEXTS, tokens * 512);
  if (seconds === undefined) continue;
  await setting.settle(queries[0]);
  const { bytes, scan, all } = await setting.costs(queries);
  const { ms, found } = await setting.search(queries);
  const line = { case: 'texts', name, texts: TEXTS, tokens, seconds, bytes, ms, scan, all };
  Object.assign(line, { recall: exact.recall(found), own: own(found) });
  lines.push(line);
  console.log(
    `${name.padEnd(24)}${cell(seconds, 1, 8)}${cell(bytes / 1e6, 0, 8)}${cell(bytes / tokens, 1, 9)}${cell(ms, 1, 10)}${cell(scan, 1, 8)}${cell(all, 1, 8)}${cell(line.recall, 3, 8)}${cell(line.own, 2, 8)}`,
  );
  await setting.close();
}
for (const line of lines) console.log(JSON.stringify(line));
