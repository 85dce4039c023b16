// Embeds the pages that extract.py took out: node embed.mjs MODEL EXTRACTED OUT. Writes the files of www/data/pages.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEncoder } from 'weavelet/encoder';
import { boxOf, passagesOf } from './passages.mjs';

const DIMENSIONS = 128;
/** Of a component of a vector, and of a side of a page. */
const STEPS = { vector: 127, box: 65535 };

const [files, extracted, out] = process.argv.slice(2);
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const chosen = json(new URL('pages.json', import.meta.url));
const encoder = createEncoder({ files });

const vectors = [];
const boxes = [];
/** Adds rows of vectors; gives the first one's number. */
function add({ data }) {
  const row = vectors.length / DIMENSIONS;
  for (const value of data) vectors.push(Math.round(value * STEPS.vector));
  return row;
}

const pages = [];
for (const { id, document, page, lang, title } of chosen.pages) {
  const { width, height, lines } = json(join(extracted, `${id}.json`));
  const passages = passagesOf(lines);
  const texts = await encoder(
    passages.map(({ text }) => text),
    { kind: 'document' },
  );
  const rows = texts.map(({ vectors: made }) => add(made));
  texts.forEach(({ spans }, i) => {
    for (const span of spans) boxes.push(...boxOf(passages[i], span).map((side) => Math.round(side * STEPS.box)));
  });
  const { source, licence } = chosen.documents[document];
  const tokens = texts.flatMap((text) => text.tokens);
  const text = passages.map((passage) => passage.text).join('\n');
  pages.push({
    id,
    lang,
    title,
    source,
    licence,
    page,
    image: `${id}.webp`,
    width,
    height,
    row: rows[0],
    tokens,
    text,
  });
}
const queries = [];
for (const { lang, text } of chosen.queries) {
  const [made] = await encoder([text], { kind: 'query' });
  queries.push({ lang, text, row: add(made.vectors), tokens: made.tokens });
}
await encoder.close();

mkdirSync(out, { recursive: true });
for (const { image } of pages) copyFileSync(join(extracted, image), join(out, image));
const list = (entries) => `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`;
writeFileSync(join(out, 'pages.json'), `{"pages":${list(pages)},"queries":${list(queries)}}\n`);
writeFileSync(join(out, 'vectors.i8.bin'), Int8Array.from(vectors));
writeFileSync(join(out, 'boxes.u16.bin'), Uint16Array.from(boxes));
