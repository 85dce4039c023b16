/** What the visitor's data take up, where, and how safe it is. */
import { h } from '../app/dom.js';
import { pick, size } from '../app/language.js';
import { store } from './store.js';
import { TEXTS } from './texts.js';

export class StorageView {
  readonly element = h('dl', { class: 'storage' });

  async show(): Promise<void> {
    const texts = pick(TEXTS);
    const { storage, durability, stored, memory } = await (await store()).status();
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    const persisted = (await navigator.storage?.persisted?.()) ?? false;
    const ask = h('button', {
      type: 'button',
      class: 'button quiet',
      onclick: async () => {
        await navigator.storage.persist();
        await this.show();
      },
    });
    ask.textContent = texts.persist;
    const rows: [string, ...(Node | string)[]][] = [
      ['storage', `${storage.kind}${storage.fallback ? ` (${storage.fallback})` : ''} · ${durability}`],
      ['', texts.kept[String(persisted)] ?? ''],
      ['client.status()', `${size(stored.bytes)} · ${size(memory.used)} RAM`],
      ['navigator.storage', `${size(usage)} / ${size(quota)}`],
    ];
    if (!persisted && navigator.storage) rows.push(['', ask]);
    this.element.replaceChildren(
      ...rows.map(([name, ...value]) => h('div', {}, h('dt', {}, name), h('dd', {}, ...value))),
    );
  }
}
