/** Dropped files as documents, by the ending of their names. */
import Papa from 'papaparse';

export type Document = { title: string; text: string; file: string };
type Row = Record<string, unknown>;

/** Documents that are stored at a time: few enough that the page's thread is not held up. */
const BATCH = 64;

/** Most UTF-16 code units of a passage: what an encoder takes at once, with room. */
const LONGEST = 1200;
const TITLE = /^(title|name|heading|subject|id|見出し|題名|タイトル|名前)$/i;

/** Batches of documents as they are read. @throws Error naming the file, and what in it is not as it must be */
export async function* documents(file: File, batch = BATCH): AsyncGenerator<Document[]> {
  let waiting: Document[] = [];
  for await (const document of read(file)) {
    waiting.push(document);
    if (waiting.length < batch) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

async function* read(file: File): AsyncGenerator<Document> {
  const ending = file.name.toLowerCase().split('.').pop() ?? '';
  if (ending === 'csv' || ending === 'tsv') yield* fromTable(file);
  else if (ending === 'json') yield* fromJson(file);
  else if (ending === 'jsonl' || ending === 'ndjson') yield* fromLines(file);
  else if (['txt', 'md', 'markdown', 'text'].includes(ending)) yield* fromProse(file);
  else throw new Error(`${file.name}: .${ending} is not read; .txt, .md, .json, .jsonl, .csv and .tsv are`);
}

async function* fromTable(file: File): AsyncGenerator<Document> {
  const { data, errors } = Papa.parse<Row>(await file.text(), { header: true, skipEmptyLines: 'greedy' });
  const broken = errors.find(({ type }) => type === 'Quotes');
  if (broken) throw new Error(`${file.name}, row ${broken.row}: ${broken.message}`);
  for (const row of data) yield* fromRow(row, file.name);
}

async function* fromJson(file: File): AsyncGenerator<Document> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch (error) {
    throw new Error(`${file.name}: ${(error as Error).message}`);
  }
  const rows = Array.isArray(value) ? value : [value];
  for (const row of rows) yield* fromRow(row, file.name);
}

async function* fromLines(file: File): AsyncGenerator<Document> {
  const lines = (await file.text()).split('\n');
  for (const [i, line] of lines.entries()) {
    if (!line.trim()) continue;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (error) {
      throw new Error(`${file.name}, line ${i + 1}: ${(error as Error).message}`);
    }
    yield* fromRow(row, file.name);
  }
}

/** A record: the title by the name of its column, the text of all others. */
function* fromRow(row: unknown, file: string): Generator<Document> {
  if (typeof row === 'string') return yield* passages('', row, file);
  if (typeof row !== 'object' || row === null) {
    throw new Error(`${file}: a record must be an object or a text, not ${JSON.stringify(row)}`);
  }
  const values = Object.entries(row).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  const title = values.find(([name]) => TITLE.test(name));
  const rest = values.filter((entry) => entry !== title && String(entry[1]).trim() !== '');
  yield* passages(String(title?.[1] ?? ''), rest.map(([, value]) => String(value)).join('\n'), file);
}

/** Markdown's headings are titles of what follows them; elsewhere empty lines end a passage. */
async function* fromProse(file: File): AsyncGenerator<Document> {
  let title = '';
  for (const block of (await file.text()).split(/\r?\n\s*\r?\n/)) {
    const heading = /^#{1,6}\s+(.+?)\s*#*\s*(?:\r?\n|$)/.exec(block.trim());
    if (heading?.[1]) title = heading[1];
    const text = heading ? block.trim().slice(heading[0].length) : block;
    if (text.trim()) yield* passages(title, text, file.name);
  }
}

/** A text in passages of a bearable length, cut after a sentence where there is one. */
function* passages(title: string, text: string, file: string): Generator<Document> {
  let rest = text.trim();
  if (!rest && title) yield { title, text: title, file };
  while (rest) {
    const cut = rest.length <= LONGEST ? rest.length : endOfSentence(rest);
    const passage = rest.slice(0, cut).trim();
    yield { title: title || passage.split('\n')[0]?.slice(0, 60) || file, text: passage, file };
    rest = rest.slice(cut).trim();
  }
}

function endOfSentence(text: string): number {
  const ends = [...text.slice(0, LONGEST).matchAll(/[.!?]\s|[。！？\n]/g)];
  const last = ends.at(-1);
  return last && last.index > LONGEST / 3 ? last.index + last[0].length : LONGEST;
}
