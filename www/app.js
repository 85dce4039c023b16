/** The page: opens the index, fills it on the first visit, and shows three searches side by side. */
import { loadDocuments, loadQueries } from './demo-data.js';
import { Index } from './search.js';
import { onLanguage, text, translatePage } from './texts.js';

const element = (id) => document.getElementById(id);
const [query, status, progress, results] = ['query', 'status', 'progress', 'results'].map(element);
const KINDS = ['bm25', 'maxsim', 'hybrid'];

let index;
let samples = [];
let documentCount = 0;
/** What the page shows last: repeated when the language changes. */
let show = () => say(text('starting'));

function say(line, warning = false) {
  status.textContent = line;
  status.classList.toggle('warning', warning);
}

function fail(error) {
  console.error(error);
  show = () => say(text('failed', error.message), true);
  show();
}

function node(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.append(...[content].flat().filter((part) => part !== undefined));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** One hit; bars compare the scores within one list. */
function hitNode({ title, text: body, lang, src, license, url, score }, best) {
  const source = url ? node('a', src, { href: url, rel: 'noreferrer' }) : src;
  return node('li', [
    node('h3', [node('span', title, { lang }), node('data', score.toFixed(3), { value: score })]),
    node('meter', '', { min: 0, max: Math.max(best, 1e-9), value: Math.max(score, 0), 'aria-hidden': 'true' }),
    node('p', body, { lang }),
    node('footer', [source, ` · ${license}`]),
  ]);
}

function showKind(kind, found) {
  const [time, list] = [element(kind).querySelector('output'), element(kind).querySelector('ol')];
  time.textContent = found ? text('milliseconds', found.ms) : '';
  const none = (name) => [node('li', text(name), { class: 'none' })];
  if (!found) list.replaceChildren(...none('needsVectors'));
  else if (found.hits.length === 0) list.replaceChildren(...none('nothing'));
  else list.replaceChildren(...found.hits.map((hit) => hitNode(hit, found.hits[0].score)));
}

async function search(asked) {
  const sample = samples.find((candidate) => candidate.text === asked);
  const found = await index.search(asked, sample?.vectors);
  show = () => {
    for (const kind of KINDS) showKind(kind, found[kind]);
    if (sample) say(text('found', asked));
    else say(text('noVectors'), true);
  };
  results.hidden = false;
  markSample(asked);
  show();
}

function markSample(asked) {
  for (const button of element('samples').children)
    button.setAttribute('aria-pressed', String(button.textContent === asked));
}

/** Samples in the page's language come first. */
function showSamples() {
  const own = ({ lang }) => lang === document.documentElement.lang;
  const ordered = [...samples.filter(own), ...samples.filter((sample) => !own(sample))];
  const buttons = ordered.map(({ text: sample, lang }) => node('button', sample, { type: 'button', lang }));
  element('samples').replaceChildren(...buttons);
}

async function fill() {
  const documents = await loadDocuments();
  progress.max = documents.length;
  progress.hidden = false;
  await index.fill(documents, (done) => {
    progress.value = done;
    show = () => say(text('importing', done, documents.length));
    show();
  });
  progress.hidden = true;
}

async function showStored() {
  const { usage } = (await navigator.storage?.estimate?.()) ?? {};
  element('stored').textContent = documentCount ? text('stored', documentCount, usage && (usage / 1e6).toFixed(1)) : '';
}

async function start() {
  translatePage();
  show();
  [index, samples] = await Promise.all([Index.open(), loadQueries()]);
  showSamples();
  documentCount = await index.count();
  // An import that a closed tab interrupted starts again.
  if (documentCount < expectedCount()) {
    await fill();
    documentCount = await index.count();
    localStorage.setItem('documents', String(documentCount));
  }
  for (const id of ['query', 'go']) element(id).disabled = false;
  element('forget').hidden = false;
  show = () => say(text('ready'));
  show();
  await showStored();
  document.body.dataset.ready = String(documentCount);
}

/** How many documents a finished import stored; unknown on the first visit. */
const expectedCount = () => Number(localStorage.getItem('documents') ?? Number.POSITIVE_INFINITY);

element('search').addEventListener('submit', (event) => {
  event.preventDefault();
  if (query.value.trim()) search(query.value.trim()).catch(fail);
});
element('samples').addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement) || query.disabled) return;
  query.value = target.textContent;
  search(query.value).catch(fail);
});
element('forget').addEventListener('click', async () => {
  localStorage.removeItem('documents');
  await index.forget();
  location.reload();
});
onLanguage(() => {
  showSamples();
  markSample(query.value);
  show();
  showStored();
});
start().catch(fail);
