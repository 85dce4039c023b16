// A collection that grows, in each setting: nearVector in ms, bytes held, and how many of the exact ten best documents are
// among the ten it gives. Documents are two texts of the English test collection joined, 184 token vectors of 128 numbers
// on average; queries are its own, 11 tokens, and the same taken three times together. DOCUMENTS is the largest number,
// SETTINGS names some of them, separated by semicolons; those that get too large drop out. Prints a table, then JSON lines.
import { readCollection } from '../quality/collection.mjs';
import { chosen, Exact, Setting } from './lib/settings.mjs';

const LARGEST = Number(process.env.DOCUMENTS ?? 10_000);
const SIZES = [1000, 10_000, 100_000].filter((size) => size < LARGEST).concat(LARGEST);
const QUERIES = 20;

const set = readCollection('en-faq');
const joined = (...parts) => {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, dimensions: parts[0].dimensions };
};
/** Document `n`: text `n` and another one, so that no two documents are the same. */
function document(n) {
  const count = set.documentVectors.length;
  const step = 1 + 7 * Math.floor(n / count);
  return joined(set.documentVectors[n % count], set.documentVectors[(n + step) % count]);
}
const documents = (from, to) => Array.from({ length: to - from }, (_, i) => document(from + i));
const every = Math.floor(set.queryVectors.length / QUERIES / 3);
const parts = Array.from({ length: QUERIES }, (_, i) => [0, 1, 2].map((n) => set.queryVectors[(3 * i + n) * every]));
const queries = { short: parts.map(([first]) => first), long: parts.map((all) => joined(...all)) };

const settings = chosen().map((name) => new Setting(name));
const exact = { short: new Exact(queries.short), long: new Exact(queries.long) };
const cell = (x, digits, width) => x.toFixed(digits).padStart(width);
const lines = [];
let tokens = 0;
let before = 0;
for (const size of SIZES) {
  for (let n = before; n < size; n++) tokens += document(n).data.length / set.documentVectors[0].dimensions;
  for (const of of Object.values(exact)) await of.add(documents, before, size);
  console.log(`\n${size} documents, ${tokens} tokens; the last two: scan of long queries, and scan of everything`);
  console.log(
    '                        insert s settle s  B/token  short ms  recall   long ms  recall   scan ms     all ms',
  );
  for (const own of settings) {
    const seconds = await own.grow(documents, before, size, tokens * 512);
    if (seconds === undefined) continue;
    const settled = await own.settle(queries.short[0]);
    const { bytes, scan, all } = await own.costs(queries.long);
    const line = {
      case: 'large',
      kind: own.name,
      size,
      tokens,
      seconds,
      settled,
      bytes: bytes / tokens,
      scan,
      exhaustive: all,
    };
    for (const form of Object.keys(queries)) {
      const { ms, found } = await own.search(queries[form]);
      Object.assign(line, { [form]: ms, [`${form}Recall`]: exact[form].recall(found) });
    }
    lines.push(line);
    const { short, shortRecall, long, longRecall } = line;
    console.log(
      `${own.name.padEnd(24)}${cell(seconds, 1, 8)}${cell(settled, 1, 9)}${cell(line.bytes, 1, 9)}${cell(short, 1, 10)}${cell(shortRecall, 3, 8)}${cell(long, 1, 10)}${cell(longRecall, 3, 8)}${cell(scan, 1, 10)}${cell(all, 1, 11)}`,
    );
  }
  before = size;
}
for (const own of settings) await own.close();
for (const line of lines) console.log(JSON.stringify(line));
