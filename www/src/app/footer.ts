/** What the page has cost so far: bytes, requests, and which instructions the engine runs on. */
import { h } from './dom.js';
import { client, passages } from './engine.js';
import { onThreadTraffic, type Traffic } from './engine-threads.js';
import { pick, size } from './language.js';
import { TEXTS } from './texts.js';

const traffic: Traffic = { bytes: 0, requests: 0 };
/** What had been loaded when the first search could be answered; undefined before. */
let atStart: Traffic | undefined;
const watchers = new Set<() => void>();

function note(entries: PerformanceEntry[]): void {
  // 0 where the service worker or a cache answered
  const bytes = (entries as PerformanceResourceTiming[]).reduce((sum, { transferSize }) => sum + transferSize, 0);
  add({ bytes, requests: entries.length });
}

function add({ bytes, requests }: Traffic): void {
  traffic.bytes += bytes;
  traffic.requests += requests;
  for (const watcher of watchers) watcher();
}
onThreadTraffic(add);
new PerformanceObserver((list) => note(list.getEntries())).observe({ type: 'resource', buffered: true });
note(performance.getEntriesByType('navigation'));

export function footer(): HTMLElement {
  const texts = pick(TEXTS);
  const loaded = h('li', {});
  const since = h('li', {});
  const simd = h('li', {});
  const offline = h('li', { hidden: true }, texts.offline);
  const show = () => {
    const before = atStart ?? traffic;
    loaded.textContent = texts.loaded(size(before.bytes), before.requests);
    since.textContent = texts.requests(traffic.requests - before.requests);
  };
  watchers.clear();
  watchers.add(show);
  void passages()
    .then(({ loaded }) => loaded)
    .then(async () => {
      // Entries are delivered after what they tell of; the worker that keeps the page fetches what is missing.
      await navigator.serviceWorker?.ready;
      setTimeout(() => {
        atStart ??= { ...traffic };
        show();
      }, 500);
      offline.hidden = !navigator.serviceWorker;
    });
  void client()
    .then((engine) => engine.status())
    .then((status) => {
      simd.textContent = texts.simd(status.simd);
    });
  show();
  return h('footer', {}, h('ul', { class: 'facts' }, loaded, since, simd, offline), h('p', {}, texts.licences));
}
