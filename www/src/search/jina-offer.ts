/**
 * The offer to let Jina make vectors, with the visitor's key: of the page's passages once, when told to; from then on
 * of what is typed, after each pause.
 */
import { h } from '../app/dom.js';
import { count, pick } from '../app/language.js';
import { KeyField } from '../data/key.js';
import { askJina, embedPassages, useJina } from './jina-passages.js';
import { TEXTS } from './texts.js';

/** Pause after the last key before a query is sent, in milliseconds: each costs something. */
const PAUSE = 500;

export type JinaOffer = {
  element: HTMLElement;
  /** Whether queries are sent: there is a key, and the passages are embedded. */
  readonly ready: boolean;
  /** @param text a typed query; @param lacking whether it needs vectors */
  show(text: string | undefined, lacking: boolean): void;
};

/** @param onAnswer called when a query that was shown has vectors now */
export function jinaOffer(onAnswer: () => unknown): JinaOffer {
  const texts = pick(TEXTS);
  const key = new KeyField();
  const bar = h('progress', { hidden: true, 'aria-label': texts.jina });
  const status = h('span', { role: 'status' });
  const start = h('button', { type: 'button', class: 'button', onclick: () => void embed() }, texts.embedJina);
  const stop = h('button', { type: 'button', class: 'button quiet', onclick: () => embedding?.abort() }, texts.stop);
  stop.hidden = true;
  const offer = h(
    'details',
    {},
    h('summary', {}, texts.jina),
    h('p', { class: 'legend' }, texts.jinaCost),
    key.element,
    h('div', { class: 'row' }, start),
  );
  const element = h('div', { class: 'jina', hidden: true }, offer, bar, stop, status);
  let embedding: AbortController | undefined;
  /** The query on its way to Jina. */
  let asking: AbortController | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let shown: string | undefined;
  let ready = false;

  async function embed(): Promise<void> {
    if (!key.value) return key.focus();
    const mine = new AbortController();
    embedding = mine;
    offer.hidden = true;
    stop.hidden = false;
    bar.hidden = false;
    bar.removeAttribute('value');
    try {
      await embedPassages(key.value, {
        signal: mine.signal,
        onProgress(done, all) {
          bar.max = all;
          bar.value = done;
          status.textContent = texts.embedding(count(done), count(all));
        },
      });
      status.textContent = '';
    } catch (error) {
      status.textContent = mine.signal.aborted ? texts.stopped : texts.failed((error as Error).message);
    }
    embedding = undefined;
    stop.hidden = true;
    bar.hidden = true;
    offer.hidden = false;
    if (shown !== undefined && !status.textContent) await ask(shown);
  }

  /** Has a query embedded, if the passages are. */
  async function ask(text: string): Promise<void> {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      ready = key.value !== '' && (await useJina());
      offer.hidden = ready;
      if (!ready || mine.signal.aborted) return;
      status.textContent = texts.asking;
      await askJina(key.value, text, mine.signal);
      if (mine.signal.aborted) return;
      status.textContent = texts.byJina;
      await onAnswer();
    } catch (error) {
      if (!mine.signal.aborted) status.textContent = texts.failed((error as Error).message);
    }
  }
  key.element.addEventListener('change', () => shown !== undefined && !embedding && void ask(shown));

  return {
    element,
    get ready() {
      return ready;
    },
    show(text, lacking) {
      element.hidden = text === undefined && !embedding;
      if (text === shown && lacking) return;
      clearTimeout(waiting);
      asking?.abort();
      shown = lacking ? text : undefined;
      if (shown !== undefined && !embedding) waiting = setTimeout(() => void ask(text as string), PAUSE);
    },
  };
}
