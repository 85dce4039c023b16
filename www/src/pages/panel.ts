/** Pages as pictures: found by a query, with the heat of each of its tokens at the place where it is printed. */
import { heatMap } from 'weavelet';
import { snippet } from '../app/code.js';
import { h } from '../app/dom.js';
import { type Encoded, encodeQuery } from '../app/encoder.js';
import { language, pick } from '../app/language.js';
import { type MakePanel, turns } from '../app/panel.js';
import { param, place, setParams } from '../app/router.js';
import { readable } from '../why/spans.js';
import { type PageHit, pages } from './collection.js';
import { draw } from './heat.js';
import { patchOffer } from './patches.js';
import './pages.css';
import { TEXTS } from './texts.js';

/** How strong heat is at first. */
const OPACITY = '0.75';

export const makePages: MakePanel = () => {
  const texts = pick(TEXTS);
  const turn = turns();
  const input = h('input', {
    type: 'search',
    'aria-label': texts.placeholder,
    placeholder: texts.placeholder,
    oninput: () => setParams({ q: input.value, page: undefined, token: undefined }),
  });
  const samples = h('div', { class: 'chips samples', role: 'group', 'aria-label': texts.samples });
  const status = h('p', { class: 'summary', role: 'status' });
  const list = h('ol', { class: 'thumbnails', 'aria-label': texts.pages });
  const tokens = h('div', { class: 'chips', role: 'group', 'aria-label': texts.tokens });
  const picture = h('img', { alt: '' });
  const heat = h('canvas', { role: 'img' });
  const slider = h('input', { type: 'range', min: 0, max: 1, step: 0.05, 'aria-label': texts.opacity });
  slider.addEventListener('input', () => heat.style.setProperty('opacity', slider.value));
  // in the address when it is let go of: on its way there is nothing to search for
  slider.addEventListener('change', () => setParams({ heat: slider.value }));
  const source = h('p', { class: 'legend' });
  const kind = h('p', { class: 'note kind' });
  const patches = patchOffer(() => show());
  let shown: { hit: PageHit; token: number | undefined } | undefined;

  const redraw = () => {
    if (shown?.hit.explanation) draw(heat, heatMap(shown.hit.explanation, { token: shown.token }));
  };
  new ResizeObserver(redraw).observe(heat);

  /** The query of the address with its vectors: a sample's own, or of what embedded the pages. */
  async function query(): Promise<{ text: string; encoded: Encoded | undefined }> {
    const { queries } = await pages();
    const first = queries.find(({ lang }) => lang === language()) ?? queries[0];
    const text = param('q') ?? first?.text ?? '';
    const byPatches = await patches.encode(text);
    if (byPatches) return { text, encoded: byPatches };
    return { text, encoded: queries.find((one) => one.text === text)?.multiVector ?? (await encodeQuery(text)) };
  }

  async function show(): Promise<void> {
    const current = turn();
    const { text, encoded } = await query();
    const found = encoded && (await (patches.pages ?? (await pages())).search(encoded));
    if (!current()) return;
    if (document.activeElement !== input) input.value = text;
    status.textContent = found ? texts.found(found.ms) : text.trim() ? texts.noVectors : texts.nothing;
    const hits = found?.hits ?? [];
    const hit = hits.find(({ page }) => page.id === param('page')) ?? hits[0];
    list.replaceChildren(...hits.map((one) => thumbnail(one, one === hit)));
    stage.hidden = !hit;
    if (hit) showPage(hit);
  }

  function thumbnail({ page, score }: PageHit, chosen: boolean): HTMLElement {
    const { image, width, height, title, lang } = page;
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          'aria-current': chosen ? 'true' : undefined,
          onclick: () => setParams({ page: page.id }),
        },
        h('img', { src: image, alt: '', width, height, loading: 'lazy' }),
        h('span', { lang }, title),
        h('small', {}, score.toFixed(2)),
      ),
    );
  }

  function showPage(hit: PageHit): void {
    const { page, explanation } = hit;
    slider.value = param('heat') ?? OPACITY;
    heat.style.setProperty('opacity', slider.value);
    const labels = explanation?.vector?.targets[0]?.tokens ?? [];
    const token = place('token', labels.length);
    shown = { hit, token };
    picture.src = page.image;
    picture.width = page.width;
    picture.height = page.height;
    picture.alt = page.title;
    heat.setAttribute('aria-label', texts.heat(page.title));
    source.textContent = texts.from(page.source, page.page, page.licence);
    kind.textContent = 'grid' in page.multiVector ? texts.kind.grid : texts.kind.boxes;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.token;
    const chip = (text: string, index: number | undefined) =>
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          'data-token': String(index ?? ''),
          'aria-pressed': String(index === token),
          onclick: () => setParams({ token: index === undefined ? undefined : String(index) }),
        },
        text,
      );
    tokens.replaceChildren(
      chip(texts.whole, undefined),
      ...labels.map(({ label, index }) => chip(readable(label, index), index)),
    );
    if (focused !== undefined) tokens.querySelector<HTMLElement>(`[data-token="${focused}"]`)?.focus();
    redraw();
  }

  void pages().then(({ queries }) => {
    const own = [...queries].sort((a, b) => Number(b.lang === language()) - Number(a.lang === language()));
    samples.append(
      ...own.map(({ text, lang }) =>
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            lang,
            onclick: () => setParams({ q: text, page: undefined, token: undefined }),
          },
          text,
        ),
      ),
    );
  });

  const stage = h(
    'div',
    { class: 'stage', hidden: true },
    tokens,
    h('label', { class: 'opacity' }, h('span', {}, texts.opacity), slider),
    h('div', { class: 'sheet' }, picture, heat),
    source,
  );
  const element = h(
    'section',
    { class: 'panel' },
    h('header', {}, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    h('form', { class: 'query', onsubmit: (event) => event.preventDefault() }, input),
    samples,
    h('div', { class: 'row' }, status),
    h('div', { class: 'columns' }, h('div', {}, list, kind, patches.element), stage),
    snippet(() => CODE),
  );
  return { element, show };
};

const CODE = `await pages.data.insertMany([
  { properties: { page }, vectors: { tokens: { vectors, tokens, boxes } } }, // or { vectors, grid: { rows, columns } }
]);
const { objects } = await pages.query.nearVector({ vectors, tokens }, {
  targetVector: 'tokens',
  returnMetadata: ['explain'],
  explain: { matrix: true },
});
const { values, boxes, grid } = heatMap(objects[0].metadata.explain, { token: 2 }); // without a token: whole query`;
