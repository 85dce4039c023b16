/** The visitor's own files: stored, searched, embedded, saved and opened, all in this browser. */
import type { Collection, OpenedCollection, Properties } from 'weavelet';
import { snippet } from '../app/code.js';
import { h } from '../app/dom.js';
import { encodeQuery, encoderSize } from '../app/encoder.js';
import { passages } from '../app/engine.js';
import { count, pick, size } from '../app/language.js';
import { type MakePanel, turns } from '../app/panel.js';
import { noteParams, param, setParams } from '../app/router.js';
import './data.css';
import { type Embedder, jinaEmbedder, localEmbedder } from './embedders.js';
import { saveAs } from './files.js';
import { embedByJina } from './jina.js';
import { KeyField } from './key.js';
import type { Document } from './parse.js';
import { readFile } from './read.js';
import { type EmbeddedQuery, searchOwn } from './search.js';
import { StorageView } from './storage-view.js';
import { add, embed, forget, own, store } from './store.js';
import { TEXTS } from './texts.js';

/** The page's own index file, which the address may name. */
const SAMPLE = 'passages.wvlt.gz';
/** Time to wait for more changes before the view follows them, in milliseconds. */
const SETTLE = 150;

export const makeData: MakePanel = () => {
  const texts = pick(TEXTS);
  const turn = turns();
  const key = new KeyField();
  const storage = new StorageView();
  type Opened = { name: string; collection: OpenedCollection<undefined> };
  /** A file of the visitor's that is read in place of their own collection: no address leads to it. */
  let opened: Opened | undefined;
  let sample: Promise<Opened> | undefined;
  let work: AbortController | undefined;
  /** The query that the visitor sent off by Enter: each request to Jina costs something. */
  let sent: string | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const picker = h('input', {
    type: 'file',
    multiple: true,
    class: 'hidden',
    'aria-label': texts.choose,
    accept: '.txt,.md,.markdown,.json,.jsonl,.ndjson,.csv,.tsv',
  });
  picker.addEventListener('change', () => void take([...(picker.files ?? [])]));
  const opener = h('input', { type: 'file', class: 'hidden', 'aria-label': texts.open, accept: '.wvlt,.gz' });
  opener.addEventListener('change', () => void openFile(opener.files?.[0]));
  const button = (text: string, act: () => unknown, quiet = true) =>
    h('button', { type: 'button', class: quiet ? 'button quiet' : 'button', onclick: () => void act() }, text);

  const drop = h(
    'div',
    { class: 'drop' },
    h(
      'p',
      {},
      texts.drop,
      ' ',
      button(texts.choose, () => picker.click(), false),
    ),
    h('p', { class: 'legend' }, texts.formats, ' ', button(texts.demo, takePassages)),
    picker,
  );
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    void take([...(event.dataTransfer?.files ?? [])]);
  });

  const bar = h('progress', { hidden: true, 'aria-label': texts.vectors });
  const status = h('p', { class: 'summary', role: 'status' });
  const stop = button(texts.stop, () => work?.abort());
  stop.hidden = true;
  const total = h('strong', { class: 'total' }, '…');
  const input = h('input', {
    type: 'search',
    'aria-label': texts.search,
    placeholder: texts.search,
    oninput: () => setParams({ q: input.value }),
  });
  const summary = h('p', { class: 'summary' });
  const list = h('ol', { class: 'own-hits' });
  const reading = h('p', { class: 'row', hidden: true });
  const local = button('', () => embedWith(localEmbedder));
  const jina = button(texts.embedJina, () => (key.value ? embedWith(jinaEmbedder(key.value)) : key.focus()));
  const noEncoder = h('p', { class: 'legend', hidden: true }, texts.noEncoder);
  void encoderSize().then((bytes) => {
    local.textContent = texts.embedLocal(size(bytes ?? 0));
    local.hidden = bytes === undefined;
    noEncoder.hidden = bytes !== undefined;
  });

  /** Runs one thing that can be stopped; says how it ended. */
  async function run(act: (signal: AbortSignal) => Promise<string>): Promise<void> {
    work?.abort();
    const mine = new AbortController();
    work = mine;
    stop.hidden = false;
    try {
      status.textContent = await act(mine.signal);
    } catch (error) {
      status.textContent = mine.signal.aborted ? texts.stopped : texts.failed((error as Error).message);
    }
    if (work !== mine) return;
    stop.hidden = true;
    bar.hidden = true;
    await show();
  }

  const take = (files: File[]) =>
    run((signal) =>
      store_(
        (async function* () {
          for (const file of files) yield* readFile(file, signal);
        })(),
        signal,
      ),
    );

  async function takePassages(): Promise<void> {
    await run((signal) =>
      store_(
        (async function* () {
          const { objects } = await (await passages()).query.fetchObjects({ limit: 1000 });
          const all = objects.map(
            ({ properties: { title, text, source } }): Document => ({ title, text, file: source }),
          );
          for (let i = 0; i < all.length; i += 100) yield all.slice(i, i + 100);
        })(),
        signal,
      ),
    );
  }

  async function store_(batches: AsyncIterable<Document[]>, signal: AbortSignal): Promise<string> {
    closeFile();
    const started = performance.now();
    let done = 0;
    for await (const batch of batches) {
      signal.throwIfAborted();
      await add(batch);
      done += batch.length;
      const seconds = (performance.now() - started) / 1000;
      status.textContent = texts.reading(count(done), count(Math.round(done / seconds)));
    }
    return texts.added(count(done), ((performance.now() - started) / 1000).toFixed(1));
  }

  const embedWith = (embedder: Embedder) =>
    run(async (signal) => {
      bar.hidden = false;
      bar.removeAttribute('value');
      await embed(embedder, {
        signal,
        onProgress(done, all) {
          bar.max = Math.max(1, all);
          bar.value = done;
          status.textContent = texts.embedding(count(done), count(all));
        },
      });
      return texts.embedded;
    });

  async function openFile(file: File | undefined): Promise<void> {
    if (!file) return;
    await run(async () => {
      const collection = await (await store()).open(file);
      await collection.loaded;
      closeFile();
      opened = { name: file.name, collection };
      return texts.opened(file.name);
    });
  }

  function closeFile(): void {
    opened = undefined;
    noteParams({ file: undefined });
  }

  /** The index file to read: the one in the address, or the visitor's. */
  async function fileAskedFor(): Promise<Opened | undefined> {
    if (param('file') !== SAMPLE) return opened;
    sample ??= store()
      .then((client) => client.open(new URL(SAMPLE, document.baseURI)))
      .then((collection) => ({ name: SAMPLE, collection }));
    return sample.catch((error) => {
      sample = undefined;
      throw error;
    });
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    sent = input.value;
    void show();
  }

  async function remove(): Promise<void> {
    if (forgetting.textContent !== texts.forgetSure) {
      forgetting.textContent = texts.forgetSure;
      return;
    }
    forgetting.textContent = texts.forget;
    work?.abort();
    await forget();
    await show();
  }
  const forgetting = button(texts.forget, remove);
  forgetting.addEventListener('blur', () => {
    forgetting.textContent = texts.forget;
  });

  async function show(): Promise<void> {
    const current = turn();
    const file = await fileAskedFor();
    await file?.collection.loaded;
    const collection = (file?.collection ?? (await own())) as unknown as Collection<Properties>;
    const all = await collection.length();
    const query = param('q') ?? '';
    const embedded =
      file || !query.trim() ? undefined : await embedQuery(collection, query, query === sent ? key.value : undefined);
    const found = query.trim() ? await searchOwn(collection, query, embedded) : undefined;
    await storage.show();
    if (!current()) return;
    if (document.activeElement !== input) input.value = query;
    total.textContent = all > 0 ? texts.documents(count(all)) : texts.empty;
    reading.hidden = !file;
    if (file)
      reading.replaceChildren(
        texts.opened(file.name),
        button(texts.back, () => {
          closeFile();
          return show();
        }),
      );
    summary.textContent = found ? (found.hits.length ? texts.found(found.mode, found.ms) : texts.nothing) : '';
    list.replaceChildren(
      ...(found?.hits ?? []).map(({ title, text, score }) =>
        h(
          'li',
          {},
          h('span', { class: 'hit-title' }, title),
          h('span', { class: 'score' }, score.toFixed(3)),
          h('span', { class: 'hit-text' }, text),
        ),
      ),
    );
  }

  /** Follows what this tab and others write. */
  void store().then((client) =>
    client.on('change', () => {
      clearTimeout(settling);
      settling = setTimeout(() => element.isConnected && void show(), SETTLE);
    }),
  );

  const element = h(
    'section',
    { class: 'panel' },
    h('header', {}, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    drop,
    h('div', { class: 'row' }, total, bar, status, stop),
    reading,
    h(
      'div',
      { class: 'columns' },
      h('div', {}, h('form', { class: 'query small', onsubmit: submit }, input), summary, list),
      h(
        'div',
        { class: 'card side' },
        h('h2', {}, texts.vectors),
        h('div', { class: 'row' }, local, noEncoder),
        key.element,
        h('div', { class: 'row' }, jina),
        h('h2', {}, texts.storage),
        storage.element,
        h('p', { class: 'legend' }, texts.tabs),
        h(
          'div',
          { class: 'row' },
          button(texts.save, async () => saveAs('my-passages.wvlt', (await own()).save())),
          button(texts.open, () => opener.click()),
          button(texts.openSample, () => setParams({ file: SAMPLE })),
          opener,
          forgetting,
        ),
      ),
    ),
    snippet(() => CODE),
  );
  return { element, show };
};

/**
 * The query as what embedded the visitor's texts sees it: the local encoder with each letter, Jina when it was sent off.
 * Undefined where words have to do.
 */
async function embedQuery(
  collection: Collection<Properties>,
  query: string,
  key: string | undefined,
): Promise<EmbeddedQuery | undefined> {
  const has = async (target: string) => {
    const filters = collection.filter.byProperty('embedded').equal(target);
    return (await collection.query.fetchObjects({ filters, limit: 1 })).objects.length > 0;
  };
  const local = await encodeQuery(query);
  if (local && (await has('local'))) return { target: 'local', vectors: local };
  if (!key || !(await has('jina'))) return undefined;
  const [vectors] = await embedByJina(key, [query], { kind: 'query' });
  return vectors && { target: 'jina', vectors };
}

const CODE = `const client = await connectToLocal({ storage: 'weavelet-page', worker: true }); // IndexedDB, in a worker
const mine = client.collections.use('Mine');
await mine.data.insertMany(documents); //             BM25 finds them when this resolves
client.on('change', ({ origin }) => refresh()); //    also what other tabs write

const embedded = await encoder(texts, { kind: 'document', signal, onProgress });
const file = mine.save(); //                          a stream of one file
const other = await client.open(fileFromTheVisitor);
const { storage, stored, memory } = await client.status();`;
