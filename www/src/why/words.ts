/** A hit of a keyword search: its text with the words that were found, and what each of them added. */
import type { Highlight } from 'weavelet';
import { h } from '../app/dom.js';
import { pick } from '../app/language.js';
import type { Hit } from '../app/query.js';
import { TEXTS } from './texts.js';

function marked(text: string, highlight: Highlight | undefined): (Node | string)[] {
  const out: (Node | string)[] = [];
  let at = 0;
  for (const [start, end] of highlight?.ranges ?? []) {
    const [from, to] = [start + (highlight?.offset ?? 0), end + (highlight?.offset ?? 0)];
    out.push(text.slice(at, from), h('mark', { class: 'word' }, text.slice(from, to)));
    at = to;
  }
  return [...out, text.slice(at)];
}

export function words({ passage, highlights, explanation }: Hit): HTMLElement {
  const texts = pick(TEXTS);
  const title = h('span', { class: 'title' }, ...marked(passage.title, highlights?.title));
  const body = h('span', {}, ...marked(passage.text, highlights?.text));
  const terms = explanation?.keyword?.terms ?? [];
  const total = explanation?.keyword?.score ?? 0;
  const rows = terms.map((term) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, term.term),
      h('td', {}, term.property),
      h('td', {}, term.tf.toFixed(0)),
      h('td', {}, term.idf.toFixed(2)),
      h('td', {}, term.contribution.toFixed(3)),
      h('td', {}, `${((100 * term.contribution) / total).toFixed(1)} %`),
    ),
  );
  const head = h('tr', {}, ...texts.termColumns.map((name) => h('th', { scope: 'col' }, name)));
  const table = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.terms },
    h('table', { class: 'numbers' }, h('thead', {}, head), h('tbody', {}, ...rows)),
  );
  return h('div', {}, h('p', { class: 'cloth', lang: passage.language }, title, body), table);
}
