/** Codecs and pooling against memory, time and recall, measured on the visitor's machine. */

import { snippet } from '../app/code.js';
import { choice, h } from '../app/dom.js';
import { count, pick, size } from '../app/language.js';
import type { MakePanel } from '../app/panel.js';
import { param, setParams } from '../app/router.js';
import './dials.css';
import { CODECS, type Measured, POOLINGS, type Reply, type Request, type Setting } from './settings.js';
import { TEXTS } from './texts.js';

/** What was measured stays while the page does, also over a change of language. */
const measurements = new Map<string, Measured>();
const keyOf = ({ codec, pooling }: Setting) => `${codec} ${pooling}`;

export const makeDials: MakePanel = () => {
  const texts = pick(TEXTS);
  const pooling = () => Math.max(1, Math.min(3, Number(param('pooling') ?? 1) || 1));
  const status = h('p', { class: 'summary', role: 'status' }, texts.idle);
  const button = h('button', { type: 'button', class: 'button', onclick: () => toggle() }, texts.measure);
  const factor = choice(
    texts.pooling,
    POOLINGS.map((n) => [String(n), texts.factor[n] ?? String(n)] as const),
    String(pooling()),
    (value) => setParams({ pooling: value }),
  );
  const body = h('tbody', {});
  const table = h(
    'table',
    { class: 'numbers dials' },
    h('thead', {}, h('tr', {}, ...texts.columns.map((name) => h('th', { scope: 'col' }, name)))),
    body,
  );
  let worker: Worker | undefined;

  function toggle(): void {
    if (worker) {
      stop(texts.idle);
      return;
    }
    measurements.clear();
    show();
    const own = pooling();
    // what is on the screen comes first
    const order = [own, ...POOLINGS.filter((n) => n !== own)];
    const settings = order.flatMap((n) => CODECS.map(({ id }) => ({ codec: id, pooling: n })));
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    button.textContent = texts.stop;
    status.textContent = texts.running(0, settings.length);
    worker.onerror = ({ message }) => stop(texts.failed(message));
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.kind !== 'measured') {
        stop(data.kind === 'done' ? texts.done(count(data.tokens)) : texts.failed(data.reason));
        return;
      }
      measurements.set(keyOf(data.setting), data.measured);
      status.textContent = texts.running(measurements.size, settings.length);
      show();
    };
    worker.postMessage({ settings } satisfies Request);
  }

  function stop(text: string): void {
    worker?.terminate();
    worker = undefined;
    button.textContent = measurements.size > 0 ? texts.again : texts.measure;
    status.textContent = text;
  }

  function show(): void {
    const largest = Math.max(...[...measurements.values()].map(({ bytes }) => bytes), 1);
    body.replaceChildren(
      ...CODECS.map(({ id }) => {
        const measured = measurements.get(keyOf({ codec: id, pooling: pooling() }));
        const cells = measured
          ? [
              bar(size(measured.bytes), measured.bytes / largest),
              measured.p50.toFixed(1),
              measured.p95.toFixed(1),
              bar(measured.recall.toFixed(3), measured.recall),
            ]
          : ['–', '–', '–', '–'];
        return h(
          'tr',
          { 'data-codec': id },
          h('th', { scope: 'row' }, texts.codec[id]),
          ...cells.map((cell) => h('td', {}, cell)),
        );
      }),
    );
  }

  const element = h(
    'section',
    { class: 'panel' },
    h('header', {}, h('h1', {}, texts.title), h('p', { class: 'lead' }, texts.lead)),
    h('div', { class: 'row' }, button, factor, status),
    h('div', { class: 'scroll card', tabindex: 0, role: 'region', 'aria-label': texts.title }, table),
    h('p', { class: 'note' }, texts.note),
    snippet(() => CODE(pooling())),
  );
  return { element, show };
};

function bar(text: string, part: number): HTMLElement {
  const line = h('span', { class: 'bar', 'aria-hidden': 'true' });
  line.style.setProperty('--part', String(part));
  return h('span', { class: 'measure' }, text, line);
}

const CODE = (pooling: number) => `const { quantizer } = configure.vectorIndex;
const collection = await client.collections.create({
  name: 'Passages',
  vectorizers: [
    configure.multiVectors.selfProvided({
      name: 'tokens',
      quantizer: quantizer.rq({ bits: 8 }), // rq 8 or 1 bit, sq, pq, bq; none: full precision
      pooling: { factor: ${pooling} },
    }),
  ],
});
// …
const { collections } = await client.status(); // vectorBytes of each
await collection.diagnose(); //                  the same comparison, from the package itself`;
