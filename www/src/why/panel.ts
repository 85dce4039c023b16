/** Why a hit is where it is: threads, shares and the whole matrix of one query and one document. */
import type { TargetExplanation } from 'weavelet';
import { snippet } from '../app/code.js';
import { choice, choose, h } from '../app/dom.js';
import { pick } from '../app/language.js';
import { type MakePanel, turns } from '../app/panel.js';
import { search, toQuery } from '../app/query.js';
import { param, setParams } from '../app/router.js';
import { askedFor, modeAskedFor } from '../search/panel.js';
import { Alignment } from './alignment.js';
import { MatrixView } from './matrix.js';
import { readable } from './spans.js';
import { TEXTS } from './texts.js';
import { words } from './words.js';
import './why.css';

/** Bars that fill one row together: each token's part of the score, in per cent that add up to 100. */
function shares(target: TargetExplanation): HTMLElement {
  const texts = pick(TEXTS);
  const rows = wholePercent((target.tokens ?? []).map(({ share }) => share)).map((percent, i) => {
    const label = readable(target.tokens?.[i]?.label, i);
    const bar = h('span', { class: 'share-bar', 'aria-hidden': 'true' });
    bar.style.setProperty('--part', String(Math.max(0, percent) / 100));
    return h(
      'li',
      {},
      h('span', {}, label),
      bar,
      h('span', { class: 'percent', 'aria-label': texts.shareOf(label) }, `${percent.toFixed(1)} %`),
    );
  });
  return h('ol', { class: 'shares', 'aria-label': texts.shares }, ...rows);
}

/** Shares in tenths of a per cent that add up to 100: what rounding leaves goes to where it cut off most. */
export function wholePercent(fractions: readonly number[]): number[] {
  const exact = fractions.map((share) => share * 1000);
  const out = exact.map(Math.floor);
  const left = 1000 - out.reduce((sum, value) => sum + value, 0);
  const order = exact.map((value, i) => [value - Math.floor(value), i] as const).sort((a, b) => b[0] - a[0]);
  for (const [, i] of order.slice(0, Math.max(0, left))) out[i] = (out[i] as number) + 1;
  return out.map((value) => value / 10);
}

export const makeWhy: MakePanel = () => {
  const texts = pick(TEXTS);
  const turn = turns();
  const asked = h('p', { class: 'asked' });
  const results = h('select', {
    'aria-label': texts.choose,
    onchange: () => setParams({ hit: results.value, token: undefined, cell: undefined }),
  });
  const body = h('div', {});
  const views = [
    ['all', texts.all],
    ['best', texts.best],
  ] as const;
  const view = choice(texts.view, views, 'all', (value) => setParams({ view: value }));
  let matrix: MatrixView | undefined;

  async function show(): Promise<void> {
    const current = turn();
    const query = await toQuery(await askedFor());
    const found = await search(query, modeAskedFor());
    if (!current()) return;
    const position = Math.min(Number(param('hit') ?? 0) || 0, Math.max(0, found.hits.length - 1));
    const hit = found.hits[position];
    asked.replaceChildren(query.text);
    results.replaceChildren(
      ...found.hits.map(({ passage, score }, i) =>
        h('option', { value: i, selected: i === position }, `${i + 1}. ${passage.title} (${score.toFixed(3)})`),
      ),
    );
    if (!hit) return body.replaceChildren();
    const target = hit.explanation?.vector?.targets[0];
    if (!target?.tokens) return body.replaceChildren(h('p', { class: 'note' }, texts.noVectors), words(hit));
    const whole = param('view') !== 'best';
    matrix = new MatrixView(target);
    matrix.show(whole);
    choose(view, whole ? 'all' : 'best');
    body.replaceChildren(
      h(
        'div',
        { class: 'columns even' },
        h('section', { class: 'card' }, new Alignment(hit, target, (token) => matrix?.light(token)).element),
        h('div', {}, h('h2', {}, texts.shares), shares(target), h('h2', {}, texts.matrix), matrix.element),
      ),
    );
  }

  const element = h(
    'section',
    { class: 'panel' },
    h('header', {}, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    h('div', { class: 'row' }, asked, results, view),
    body,
    snippet(() => CODE),
  );
  return { element, show };
};

const CODE = `const { objects } = await passages.query.nearVector({ vectors, tokens }, {
  targetVector: 'tokens',
  returnMetadata: ['distance', 'explain'],
  explain: { matrix: true },
});
const [target] = objects[0].metadata.explain.vector.targets;
for (const { label, match, similarity, share } of target.tokens) {
  console.log(label, '→', match.label, similarity, share); // shares add up to 1
}
target.matrix.values; // Float32Array, a row per query token
target.matrix.shape; //  [query tokens, document tokens]`;
