/** The visitor's key for Jina: in this field, and in the browser only when the visitor says so. Never in an address. */
import { h } from '../app/dom.js';
import { pick } from '../app/language.js';
import './key.css';
import { TEXTS } from './texts.js';

const KEY = 'weavelet-jina-key';

export class KeyField {
  readonly #input = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', placeholder: 'jina_…' });
  readonly #remember = h('input', { type: 'checkbox' });
  readonly element: HTMLElement;

  constructor() {
    const texts = pick(TEXTS);
    const kept = localStorage.getItem(KEY);
    this.#input.value = kept ?? '';
    this.#remember.checked = kept !== null;
    const keep = () => {
      if (this.#remember.checked && this.value) localStorage.setItem(KEY, this.value);
      else localStorage.removeItem(KEY);
    };
    this.#input.addEventListener('input', keep);
    this.#remember.addEventListener('change', keep);
    this.element = h(
      'div',
      { class: 'key' },
      h('label', {}, h('span', {}, texts.key), this.#input),
      h('label', { class: 'check' }, this.#remember, h('span', {}, texts.remember)),
      h('small', {}, texts.keyNote),
    );
  }

  focus(): void {
    this.#input.focus();
  }

  get value(): string {
    return this.#input.value.trim();
  }
}
