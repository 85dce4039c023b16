/** The offer to load the encoder: a button with its size, then progress, then nothing more to say. */
import { h } from '../app/dom.js';
import { encoderSize, loadEncoder } from '../app/encoder.js';
import { pick, size } from '../app/language.js';
import { TEXTS } from './texts.js';

/** @param onLoaded called when typed queries have vectors from now on */
export function encoderOffer(onLoaded: () => void): { element: HTMLElement; show(wanted: boolean): void } {
  const texts = pick(TEXTS);
  const element = h('div', { class: 'offer', hidden: true });
  let loading: AbortController | undefined;

  async function load(): Promise<void> {
    loading = new AbortController();
    const bar = h('progress', { 'aria-label': texts.loading('', '') });
    const text = h('span', {}, texts.starting);
    const stop = h('button', { type: 'button', class: 'button quiet', onclick: () => loading?.abort() }, texts.stop);
    element.replaceChildren(bar, text, stop);
    try {
      await loadEncoder({
        signal: loading.signal,
        onProgress({ phase, done, total }) {
          if (phase !== 'download') return;
          bar.max = total;
          bar.value = done;
          text.textContent = texts.loading(size(done), size(total));
        },
      });
      element.replaceChildren(h('span', { role: 'status' }, texts.loaded));
      loading = undefined;
      onLoaded();
    } catch (error) {
      const stopped = loading?.signal.aborted;
      loading = undefined;
      await offer();
      if (!stopped) element.append(h('span', { role: 'alert' }, texts.failed((error as Error).message)));
    }
  }

  async function offer(): Promise<void> {
    const bytes = await encoderSize();
    if (loading) return;
    const button = h(
      'button',
      { type: 'button', class: 'button', onclick: () => void load() },
      texts.load(size(bytes ?? 0)),
    );
    element.replaceChildren(h('span', {}, texts.typed), ...(bytes ? [button] : []));
  }

  return {
    element,
    show(wanted) {
      if (loading) return;
      element.hidden = !wanted;
      if (wanted) void offer();
    },
  };
}
