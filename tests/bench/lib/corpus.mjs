// The texts of the keyword benches: the long descriptions of Debian's packages, about 60 words each, and their short
// descriptions, from which queries are cut. Made from apt's lists, kept under target/, not in git: they are not ours.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../target/bench/corpus.json', import.meta.url));
/** Characters: shorter descriptions say too little. */
const LEAST = 160;
/** Descriptions that begin alike belong to one program cut in several packages; one of them is enough. */
const ALIKE = 80;

const MISSING = `The bench needs Debian's English package descriptions, and apt has no list of them. On Debian, as root:
  apt-get update -o Acquire::Languages=en`;

const lines = (program, ...args) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });

function lists() {
  const options = ['--format', '$(FILENAME)', '-o', 'Acquire::Languages=en', 'Created-By: Translations'];
  try {
    return lines('apt-get', 'indextargets', ...options)
      .split('\n')
      .filter((file) => file && existsSync(file));
  } catch {
    return [];
  }
}

/** The same order on every machine: by a small generator with a fixed seed. */
function shuffled(items) {
  const order = [...items];
  let state = 1;
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}

function make() {
  const seen = new Set();
  const found = [];
  const files = lists();
  if (files.length === 0) throw new Error(MISSING);
  for (const file of files) {
    for (const entry of lines('/usr/lib/apt/apt-helper', 'cat-file', file).split('\n\n')) {
      const [, short, long] = entry.match(/^Description(?:-en)?: (.*)\n((?: .*\n?)*)/m) ?? [];
      if (!long) continue;
      const paragraphs = long.split('\n').map((line) => line.trim());
      const text = paragraphs.filter((line) => line !== '' && line !== '.').join(' ');
      const start = text.slice(0, ALIKE);
      if (text.length < LEAST || seen.has(start)) continue;
      seen.add(start);
      found.push({ text, short });
    }
  }
  return shuffled(found);
}

/** The first so many texts, `{ text, short }`. */
export function descriptions(count) {
  if (!existsSync(CACHE)) {
    const made = make();
    mkdirSync(new URL('.', `file://${CACHE}`), { recursive: true });
    writeFileSync(CACHE, JSON.stringify(made));
  }
  const entries = JSON.parse(readFileSync(CACHE, 'utf8')).slice(0, count);
  if (entries.length < count) throw new Error(`the corpus has ${entries.length} texts, not ${count}`);
  return entries;
}

/**
 * So many texts, and queries of one to five words that occur in short descriptions of them, as many of each length.
 * @returns {{ texts: string[], queries: string[] }}
 */
export function corpus(count, queryCount) {
  const entries = descriptions(count);
  const queries = [];
  for (const { short } of shuffled(entries)) {
    if (queries.length === queryCount) break;
    const words = short.toLowerCase().match(/[a-z]{2,}/g) ?? [];
    const wanted = 1 + (queries.length % 5);
    if (words.length >= wanted) queries.push(words.slice(0, wanted).join(' '));
  }
  return { texts: entries.map(({ text }) => text), queries };
}
