/** The first screen: a search that answers while one types, and the best hit beside its query. */

import { snippet } from '../app/code.js';
import { choice, choose, h, link } from '../app/dom.js';
import { passages, samples } from '../app/engine.js';
import { count, language, pick } from '../app/language.js';
import { type MakePanel, turns } from '../app/panel.js';
import { type Found, type Hit, type Mode, search, toQuery } from '../app/query.js';
import { address, param, setParams } from '../app/router.js';
import { Alignment } from '../why/alignment.js';
import { words } from '../why/words.js';
import { encoderOffer } from './encoder-offer.js';
import type { JinaOffer } from './jina-offer.js';
import { TEXTS } from './texts.js';

/** Pause after a key before the search runs, in milliseconds: shorter than the next key of most. */
const PAUSE = 40;
/** What belongs to the hits of one query, and goes with them. */
const ANEW = { hit: undefined, token: undefined };
/** Samples that are shown at first: the shortest of the own language. */
const SAMPLES = 3;

export const DEFAULTS = { en: 'first humans to walk on the moon', ja: '' };

/** The query of the address, or the first sample of the language. */
export async function askedFor(): Promise<string> {
  const asked = param('q');
  if (asked !== undefined) return asked;
  const list = await samples();
  const own = list.find((sample) => sample.text === DEFAULTS[language()]);
  return (own ?? list.find((sample) => sample.language === language()) ?? list[0])?.text ?? '';
}

export const modeAskedFor = (): Mode => {
  const mode = param('mode');
  return mode === 'bm25' || mode === 'hybrid' ? mode : 'maxsim';
};

/** How many passages there are, once all of them are there. */
async function size(): Promise<number> {
  const all = await passages();
  await all.loaded;
  return all.length();
}

export const makeSearch: MakePanel = () => {
  const texts = pick(TEXTS);
  const modes = [
    ['maxsim', texts.maxsim],
    ['bm25', texts.bm25],
    ['hybrid', texts.hybrid],
  ] as const;
  const modeName = (mode: Mode) => modes.find(([value]) => value === mode)?.[1] ?? mode;
  const turn = turns();
  let typing: ReturnType<typeof setTimeout> | undefined;

  const input = h('input', {
    type: 'search',
    id: 'query',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: texts.placeholder,
    'aria-label': texts.placeholder,
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(() => setParams({ q: input.value, ...ANEW, typed: '1' }), PAUSE);
    },
  });
  const form = h('form', { class: 'query', onsubmit: (event) => event.preventDefault() }, input);
  const chips = h('div', { class: 'chips samples', role: 'group', 'aria-label': texts.samples });
  const kind = choice(texts.kind, modes, 'maxsim', (mode) => setParams({ mode, ...ANEW }));
  const summary = h('p', { class: 'summary', role: 'status' }, texts.starting);
  const offer = encoderOffer(() => show());
  const byJina = h('div', {});
  let jina: JinaOffer | undefined;
  let loading: Promise<void> | undefined;
  const list = h('ol', { class: 'hits', 'aria-label': texts.results });
  const beside = h('section', { class: 'card beside', 'aria-live': 'off' });

  function hitItem(hit: Hit, position: number, best: number, chosen: boolean): HTMLElement {
    const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.setProperty('--part', String(Math.max(0, hit.score) / best));
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          'aria-current': chosen ? 'true' : undefined,
          onclick: () => setParams({ hit: String(position), token: undefined }),
        },
        h('span', { class: 'hit-title', lang: hit.passage.language }, hit.passage.title),
        h('span', { class: 'score' }, hit.score.toFixed(3)),
        h('span', { class: 'hit-text', lang: hit.passage.language }, hit.passage.text),
        bar,
      ),
    );
  }

  function showHit(hit: Hit | undefined, found: Found, position: number): void {
    beside.hidden = !hit;
    if (!hit) return;
    const { passage, explanation } = hit;
    const target = explanation?.vector?.targets[0];
    const source = texts.from(passage.source, passage.licence);
    beside.replaceChildren(
      target?.tokens && found.mode !== 'bm25' ? new Alignment(hit, target).element : words(hit),
      h(
        'p',
        { class: 'legend' },
        h('a', { href: address('why', { q: input.value, mode: found.mode, hit: String(position) }) }, `${texts.why} →`),
        h('br'),
        passage.url ? link(passage.url, source) : source,
      ),
    );
  }

  async function show(): Promise<void> {
    const current = turn();
    try {
      const text = await askedFor();
      if (!current()) return;
      if (document.activeElement !== input || !param('typed')) input.value = text;
      const query = await toQuery(text);
      const [found, total] = await Promise.all([search(query, modeAskedFor(), { asYouType: true }), size()]);
      if (!current()) return;
      choose(kind, found.mode);
      for (const radio of kind.querySelectorAll('input')) radio.disabled = !query.encoded && radio.value !== 'bm25';
      summary.textContent = found.hits.length
        ? texts.summary(modeName(found.mode), found.ms, count(total))
        : texts.nothing;
      const position = Math.min(Number(param('hit') ?? 0) || 0, Math.max(0, found.hits.length - 1));
      const best = Math.max(...found.hits.map(({ score }) => score), 1e-9);
      const focused = list.contains(document.activeElement);
      list.replaceChildren(...found.hits.map((hit, i) => hitItem(hit, i, best, i === position)));
      if (focused) list.querySelector<HTMLElement>('[aria-current]')?.focus();
      showHit(found.hits[position], found, position);
      document.body.dataset.ready ??= performance.now().toFixed(0);
      const typed = text.trim() !== '' && (!query.encoded || query.other !== undefined);
      await showOffers(typed ? text : undefined, typed && !query.encoded, current);
    } catch (error) {
      if (current()) summary.textContent = texts.failed(error instanceof Error ? error.message : String(error));
    }
  }

  /** What can make vectors for a typed query. The code for Jina comes with the first one. */
  async function showOffers(text: string | undefined, lacking: boolean, current: () => boolean): Promise<void> {
    offer.show(lacking && !jina?.ready);
    if (text !== undefined) {
      loading ??= import('./jina-offer.js').then(({ jinaOffer }) => {
        jina = jinaOffer(show);
        byJina.append(jina.element);
      });
    }
    await loading;
    if (current()) jina?.show(text, lacking && modeAskedFor() !== 'bm25');
  }

  async function showSamples(): Promise<void> {
    const all = await samples();
    const own = all.filter((sample) => sample.language === language()).sort((a, b) => a.text.length - b.text.length);
    const others = all.filter((sample) => sample.language !== language());
    const chip = ({ text, language: lang }: { text: string; language: string }) =>
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          lang,
          onclick: () => setParams({ q: text, ...ANEW, typed: undefined }),
        },
        text,
      );
    const more = h(
      'button',
      { type: 'button', class: 'chip quiet', onclick: () => chips.replaceChildren(...[...own, ...others].map(chip)) },
      texts.more,
    );
    chips.replaceChildren(...own.slice(0, SAMPLES).map(chip), ...others.slice(0, 1).map(chip), more);
  }
  void showSamples();

  const element = h(
    'section',
    { class: 'panel search' },
    h('header', { class: 'hero' }, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    form,
    chips,
    h('div', { class: 'row' }, kind, summary),
    offer.element,
    byJina,
    h('div', { class: 'columns' }, list, beside),
    snippet(() => CODE),
  );
  return { element, show };
};

const CODE = `import { connectToLocal } from 'weavelet';

const client = await connectToLocal({ storage: 'memory', worker: true });
const passages = await client.open('passages.wvlt.gz');

const { objects } = await passages.query.nearVector(
  { vectors, tokens }, // one row per token of the query, and its label
  { targetVector: 'tokens', limit: 8, returnMetadata: ['distance', 'explain'], explain: { matrix: true } },
);
// while one types, without vectors
await passages.query.bm25('moon lan', { asYouType: true, queryProperties: ['title^2', 'text'] });`;
