/** The same search beyond this tab: in a Cloudflare Worker, on a server, and where the index file comes from. */
import { codeBlock } from '../app/code.js';
import { choice, choose, h } from '../app/dom.js';
import { pick } from '../app/language.js';
import type { MakePanel } from '../app/panel.js';
import { param, setParams } from '../app/router.js';
import { SNIPPETS, type SnippetName } from './snippets.js';
import { TEXTS } from './texts.js';

export const makeCode: MakePanel = () => {
  const texts = pick(TEXTS);
  const names = Object.keys(SNIPPETS) as SnippetName[];
  const chosen = (): SnippetName => names.find((name) => name === param('where')) ?? 'worker';
  const where = choice(
    texts.where,
    names.map((name) => [name, texts[name]] as const),
    chosen(),
    (name) => setParams({ where: name }),
  );
  const body = h('div', {});
  const element = h(
    'section',
    { class: 'panel' },
    h('header', {}, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    h('div', { class: 'row' }, where),
    body,
  );
  return {
    element,
    show() {
      choose(where, chosen());
      body.replaceChildren(codeBlock(SNIPPETS[chosen()]));
    },
  };
};
