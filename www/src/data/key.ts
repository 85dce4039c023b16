/**
 * The visitor's key for Jina: in these fields, and in the browser only when the visitor says so. Never in an address.
 */
import { h } from '../app/dom.js';
import { pick } from '../app/language.js';
import './key.css';
import { TEXTS } from './texts.js';

const KEY = 'weavelet-jina-key';

/** The fields of all screens, which show the same key. */
const fields = new Set<KeyField>();

export class KeyField {
  readonly #input = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', placeholder: 'jina_…' });
  readonly #remember = h('input', { type: 'checkbox' });
  readonly element: HTMLElement;

  constructor() {
    const texts = pick(TEXTS);
    const kept = localStorage.getItem(KEY);
    const [given] = fields;
    this.#input.value = given?.value ?? kept ?? '';
    this.#remember.checked = kept !== null;
    fields.add(this);
    const keep = () => {
      if (this.#remember.checked && this.value) localStorage.setItem(KEY, this.value);
      else localStorage.removeItem(KEY);
      for (const field of fields) {
        if (field === this) continue;
        field.#input.value = this.#input.value;
        field.#remember.checked = this.#remember.checked;
      }
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
