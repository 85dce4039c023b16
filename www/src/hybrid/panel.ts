/** Three rankings of one query side by side, and how passages move from words and from meaning into their blend. */

import { snippet } from '../app/code.js';
import { choice, choose, h, svg } from '../app/dom.js';
import { samples } from '../app/engine.js';
import { language, pick } from '../app/language.js';
import { type MakePanel, turns } from '../app/panel.js';
import { type Found, type Hit, type Query, search, toQuery } from '../app/query.js';
import { param, setParams } from '../app/router.js';
import { askedFor } from '../search/panel.js';
import { chips, facets, filterAskedFor } from './filters.js';
import './hybrid.css';
import { TEXTS } from './texts.js';

const LIMIT = 8;
type Fusion = 'Ranked' | 'RelativeScore';

const alphaAskedFor = () => Math.min(1, Math.max(0, Number(param('alpha') ?? 0.5) || 0));
const fusionAskedFor = (): Fusion => (param('fusion') === 'ranked' ? 'Ranked' : 'RelativeScore');

export const makeHybrid: MakePanel = () => {
  const texts = pick(TEXTS);
  const turn = turns();
  const input = h('input', {
    type: 'text',
    class: 'wide',
    'aria-label': texts.placeholder,
    list: 'hybrid-samples',
    oninput: () => setParams({ q: input.value }),
  });
  const list = h('datalist', { id: 'hybrid-samples' });
  void samples().then((all) => {
    const own = [...all].sort((a, b) => Number(b.language === language()) - Number(a.language === language()));
    list.append(...own.map(({ text }) => h('option', { value: text })));
  });
  const slider = h('input', {
    type: 'range',
    min: 0,
    max: 1,
    step: 0.01,
    'aria-label': texts.alpha,
    oninput: () => setParams({ alpha: slider.value }),
  });
  const alpha = h('output', {});
  const fusion = choice(
    texts.fusion,
    [
      ['RelativeScore', texts.relative],
      ['Ranked', texts.ranked],
    ],
    'RelativeScore',
    (value) => setParams({ fusion: value === 'Ranked' ? 'ranked' : undefined }),
  );
  const only = h('div', {});
  const note = h('p', { class: 'note', role: 'status' });
  const moves = svg('svg', { class: 'moves', 'aria-hidden': 'true' });
  const bench = h('div', { class: 'bench' }, moves);
  new ResizeObserver(() => draw()).observe(bench);

  async function show(): Promise<void> {
    const current = turn();
    const text = await askedFor();
    const query = await toQuery(text);
    const filters = await filterAskedFor();
    const [words, tokens, both] = await searches(query, { filters, limit: LIMIT });
    const known = await facets();
    if (!current()) return;
    if (document.activeElement !== input) input.value = text;
    slider.value = String(alphaAskedFor());
    alpha.textContent = alphaAskedFor().toFixed(2);
    choose(fusion, fusionAskedFor());
    const focused = (document.activeElement as HTMLElement | null)?.dataset.value;
    only.replaceChildren(chips(known));
    if (focused) only.querySelector<HTMLElement>(`[data-value="${CSS.escape(focused)}"]`)?.focus();
    note.textContent = query.encoded ? '' : texts.noVectors;
    bench.replaceChildren(moves, column('BM25', words), column(texts.hybrid, both, both), column('MaxSim', tokens));
    draw();
  }

  function column(name: string, found: Found | undefined, blend?: Found): HTMLElement {
    const items = (found?.hits ?? []).map((hit) =>
      h(
        'li',
        { 'data-id': hit.id, onpointerenter: () => light(hit.id), onpointerleave: () => light(undefined) },
        h('span', { class: 'bench-title', lang: hit.passage.language }, hit.passage.title),
        blend ? parts(hit) : h('span', { class: 'bench-score' }, hit.score.toFixed(3)),
      ),
    );
    const head = h('h2', {}, name, h('small', {}, found ? texts.ms(found.ms) : ''));
    const empty = h('p', { class: 'note' }, texts.nothing);
    return h('section', { class: 'bench-column' }, head, items.length ? h('ol', {}, ...items) : empty);
  }

  /** What each leg gave to a blended score. */
  function parts({ score, explanation }: Hit): HTMLElement {
    const out = h('span', { class: 'bench-parts' }, h('span', { class: 'bench-score' }, score.toFixed(3)));
    for (const { kind, contribution } of explanation?.hybrid?.legs ?? []) {
      const part = h('span', { class: `part ${kind}`, title: `${kind} ${contribution.toFixed(3)}` });
      part.style.setProperty('--part', String(contribution));
      out.append(part);
    }
    return out;
  }

  function light(id: string | undefined): void {
    for (const item of bench.querySelectorAll<HTMLElement>('li')) item.classList.toggle('lit', item.dataset.id === id);
    for (const path of moves.children) path.classList.toggle('lit', (path as SVGElement).dataset.id === id);
  }

  /** A line for every passage that is in a leg and in the blend. */
  function draw(): void {
    const origin = bench.getBoundingClientRect();
    const [left, middle, right] = [...bench.querySelectorAll('.bench-column')];
    const boxes = (part: Element | undefined) =>
      new Map(
        [...(part?.querySelectorAll<HTMLElement>('li') ?? [])].map((item) => [
          item.dataset.id ?? '',
          item.getBoundingClientRect(),
        ]),
      );
    const [from, to, other] = [boxes(left), boxes(middle), boxes(right)];
    const paths: SVGPathElement[] = [];
    const connect = (id: string, a: DOMRect, b: DOMRect) => {
      if (a.right > b.left) return; // one column above the other on a narrow screen
      const [x1, y1, x2, y2] = [
        a.right - origin.left,
        a.top + a.height / 2 - origin.top,
        b.left - origin.left,
        b.top + b.height / 2 - origin.top,
      ];
      const bend = (x2 - x1) / 2;
      paths.push(svg('path', { 'data-id': id, d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }));
    };
    for (const [id, box] of to) {
      const [a, b] = [from.get(id), other.get(id)];
      if (a) connect(id, a, box);
      if (b) connect(id, box, b);
    }
    moves.replaceChildren(...paths);
  }

  const element = h(
    'section',
    { class: 'panel' },
    h('header', {}, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    h('div', { class: 'row' }, input, list, fusion),
    h(
      'div',
      { class: 'alpha' },
      h('span', {}, texts.words),
      slider,
      h('span', {}, texts.meaning),
      h('span', {}, `${texts.alpha} = `, alpha),
    ),
    only,
    note,
    bench,
    snippet(
      () => `await passages.query.hybrid('${(input.value || 'query').replace(/'/g, '’')}', {
  vector: { vectors, tokens },
  targetVector: 'tokens',
  alpha: ${alphaAskedFor()},
  fusionType: '${fusionAskedFor()}',
  queryProperties: ['title^2', 'text'],${param('only') ? `\n  filters: passages.filter.byProperty('…').equal('…'), // ${param('only')}` : ''}
  limit: ${LIMIT},
  returnMetadata: ['score', 'explain'],
});`,
    ),
  );
  return { element, show };
};

type Options = Parameters<typeof search>[2];

/** Words, tokens, both; without vectors words alone. */
function searches(query: Query, options: Options): Promise<[Found, Found | undefined, Found | undefined]> {
  const blend = { ...options, alpha: alphaAskedFor(), fusion: fusionAskedFor() };
  return Promise.all([
    search(query, 'bm25', options),
    query.encoded && search(query, 'maxsim', options),
    query.encoded && search(query, 'hybrid', blend),
  ]);
}
