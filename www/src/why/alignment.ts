/** A hit beside its query: each query token, the document token it met, and a thread between them. */
import type { TargetExplanation, TokenExplanation } from 'weavelet';
import { h, svg } from '../app/dom.js';
import type { Passage } from '../app/engine.js';
import { pick } from '../app/language.js';
import type { Hit } from '../app/query.js';
import { noteParams, place } from '../app/router.js';
import { readable, spansOf } from './spans.js';
import { TEXTS } from './texts.js';

/** Query tokens above, the document below. `onToken` is told which query token is lit, if any. */
export class Alignment {
  readonly element = h('div', { class: 'alignment' });
  readonly #target: TargetExplanation;
  readonly #tokens: TokenExplanation[];
  readonly #buttons: HTMLButtonElement[];
  /** The document's tokens by their index; some have no place in the text. */
  readonly #marks: Map<number, HTMLElement>;
  readonly #threads = svg('svg', { class: 'threads', 'aria-hidden': 'true' });
  readonly #readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  readonly #onToken: ((token: number | undefined) => void) | undefined;
  /** The token that was clicked, as the address has it; hovering others lights them for the moment. */
  #pinned: number | undefined;
  #lit: number | undefined;

  constructor(hit: Hit, target: TargetExplanation, onToken?: (token: number | undefined) => void) {
    const texts = pick(TEXTS);
    this.#target = target;
    this.#tokens = target.tokens ?? [];
    this.#onToken = onToken;
    const strongest = Math.max(...this.#tokens.map(({ share }) => share));
    this.#buttons = this.#tokens.map((token, i) => this.#button(token, i, strongest));
    const warp = h('ul', { class: 'warp', 'aria-label': texts.queryTokens, onkeydown: (event) => this.#move(event) });
    warp.append(...this.#buttons.map((button) => h('li', {}, button)));
    warp.addEventListener('pointerleave', () => this.light(this.#pinned));
    const { text, marks } = document_(hit.passage, target.matrix?.labels ?? []);
    this.#marks = marks;
    this.element.append(this.#threads, warp, text, this.#readout);
    if (!target.matrix?.labels) this.element.append(h('p', { class: 'legend' }, texts.unnamed));
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.#pinned = place('token', this.#tokens.length);
    this.light(this.#pinned);
  }

  #button(token: TokenExplanation, i: number, strongest: number): HTMLButtonElement {
    const button = h('button', {
      type: 'button',
      'aria-pressed': 'false',
      tabindex: i === 0 ? 0 : -1,
      onpointerenter: () => this.light(i),
      onfocus: () => this.light(i),
      onclick: () => {
        this.#pinned = this.#pinned === i ? undefined : i;
        noteParams({ token: this.#pinned?.toString() });
        this.light(this.#pinned);
      },
    });
    button.textContent = readable(token.label, i);
    button.style.setProperty('--share', String(Math.max(0, token.share) / strongest));
    button.addEventListener('blur', () => this.light(this.#pinned));
    return button;
  }

  /** Arrow keys walk along the query. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = this.#buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = this.#buttons[(at + step + this.#buttons.length) % this.#buttons.length] as HTMLButtonElement;
    for (const button of this.#buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  /** Lights one query token and what it met; without one, everything that was met. */
  light(token: number | undefined): void {
    this.#lit = token;
    for (const [i, button] of this.#buttons.entries()) button.setAttribute('aria-pressed', String(i === token));
    const lit = token === undefined ? undefined : this.#tokens[token]?.match.index;
    const heat = this.#heat(token);
    for (const [i, mark] of this.#marks) {
      mark.classList.toggle('lit', i === lit);
      mark.style.setProperty('--heat', String(heat(i)));
    }
    this.#lightThread();
    const one = token === undefined ? undefined : this.#tokens[token];
    const texts = pick(TEXTS);
    this.#readout.replaceChildren(
      ...(one
        ? texts.met(
            readable(one.label, one.index),
            readable(one.match.label, one.match.index),
            one.similarity,
            one.share,
          )
        : [texts.sum(this.#target.score, this.#tokens.length)]),
    );
    this.#onToken?.(token);
  }

  /** How strongly a document token is coloured, 0 to 1: by its similarity to the lit token, or by what it gave. */
  #heat(token: number | undefined): (index: number) => number {
    const { matrix } = this.#target;
    if (token !== undefined && matrix) {
      const [, columns] = matrix.shape;
      return (i) => 0.55 * Math.max(0, matrix.values[token * columns + i] ?? 0) ** 2;
    }
    const given = new Map<number, number>();
    for (const { match, similarity } of this.#tokens) {
      given.set(match.index, Math.max(given.get(match.index) ?? 0, similarity));
    }
    return (i) => 0.75 * Math.max(0, given.get(i) ?? 0);
  }

  /** Threads from the middle of each query token to the middle of what it met, or nothing where that has no place. */
  #draw(): void {
    const origin = this.element.getBoundingClientRect();
    const paths = this.#tokens.map(({ match, similarity }, i) => {
      const path = svg('path', { opacity: 0.25 + 0.75 * Math.max(0, similarity) });
      const from = this.#buttons[i]?.getBoundingClientRect();
      const to = this.#marks.get(match.index)?.getClientRects()[0];
      if (!from || !to) return path;
      const [x1, y1] = [from.left + from.width / 2 - origin.left, from.bottom - origin.top];
      const [x2, y2] = [to.left + to.width / 2 - origin.left, to.top - origin.top];
      const bend = (y2 - y1) / 2;
      path.setAttribute('d', `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`);
      return path;
    });
    this.#threads.replaceChildren(...paths);
    this.#lightThread();
  }

  #lightThread(): void {
    for (const [i, path] of [...this.#threads.children].entries()) path.classList.toggle('lit', i === this.#lit);
    this.#threads.classList.toggle('one', this.#lit !== undefined);
  }
}

/** Title and text with a mark around each token. */
function document_({ title, text, language }: Passage, labels: readonly string[]) {
  const marks = new Map<number, HTMLElement>();
  const whole = `${title}\n${text}`;
  const spans = spansOf(whole, labels);
  const heading = h('span', { class: 'title' });
  const body = h('span', {});
  let at = 0;
  /** Text up to a place, into the part where it belongs. */
  const put = (until: number, mark?: HTMLElement) => {
    const piece = whole.slice(at, until);
    const parent = at <= title.length ? heading : body;
    if (mark) {
      mark.textContent = piece;
      parent.append(mark);
    } else if (at <= title.length && until > title.length) {
      heading.append(whole.slice(at, title.length));
      body.append(whole.slice(title.length + 1, until));
    } else parent.append(piece);
    at = until;
  };
  for (const [i, span] of spans.entries()) {
    if (!span || span.end <= span.start) continue;
    if (span.start > at) put(span.start);
    const mark = h('mark', {});
    marks.set(i, mark);
    put(span.end, mark);
  }
  put(whole.length);
  return { text: h('p', { class: 'cloth', lang: language }, heading, body), marks };
}
