/** The code that a panel runs, in a fold below it. */
import { h } from './dom.js';
import { pick, type Texts } from './language.js';

const TEXTS: Texts<{ code: string; copy: string; copied: string }> = {
  en: { code: 'The code of this screen', copy: 'Copy', copied: 'Copied' },
  ja: { code: 'この画面のコード', copy: 'コピー', copied: 'コピーしました' },
};

/** What is coloured, first match first: comments, strings, keywords. */
const SYNTAX =
  /(?<comment>\/\/.*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^'\\\n]|\\.)*'|`[^`]*`)|(?<word>\b(?:import|export|from|const|let|await|async|return|new|default|for|of|if|class|extends|true|false)\b)/g;

export function coloured(code: string): HTMLElement {
  const out = h('code', {});
  let at = 0;
  for (const match of code.matchAll(SYNTAX)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [''];
    out.append(code.slice(at, match.index), h('span', { class: `code-${kind}` }, match[0]));
    at = match.index + match[0].length;
  }
  out.append(code.slice(at));
  return out;
}

export function codeBlock(code: string): HTMLElement {
  const texts = pick(TEXTS);
  const copy = h('button', {
    type: 'button',
    class: 'button quiet copy',
    onclick: async () => {
      await navigator.clipboard.writeText(code);
      copy.textContent = texts.copied;
    },
  });
  copy.textContent = texts.copy;
  return h('div', { class: 'code' }, h('pre', { tabindex: 0 }, coloured(code)), copy);
}

/** @param code the code as the panel stands now; asked for whenever the fold is opened */
export function snippet(code: () => string): HTMLElement {
  const texts = pick(TEXTS);
  const fold = h('details', { class: 'snippet' }, h('summary', {}, texts.code));
  fold.addEventListener('toggle', () => {
    if (fold.open) fold.replaceChildren(fold.firstChild as Node, codeBlock(code()));
  });
  return fold;
}
