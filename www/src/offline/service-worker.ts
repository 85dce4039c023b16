/** Answers from the copy of the page that it makes when it is installed, so that the page opens without a network. */

/** Every file of the page, and a hash over all of them: the build puts them here. */
declare const __FILES__: string[];
declare const __VERSION__: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const PREFIX = 'weavelet-page-';
const CACHE = `${PREFIX}${__VERSION__}`;

/** What is kept when it was fetched: the few large files that not every visit needs. */
const KEPT = /\.(wasm|js|mjs)$|\/encoder\.json$/;
/** The list of the encoder's files, where the page has one: it may change while the page does not. */
const ENCODER = './encoder/encoder.json';

worker.addEventListener('install', (event) => {
  const addAll = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(__FILES__);
    await cache.add(ENCODER).catch(() => undefined);
    await worker.skipWaiting();
  };
  event.waitUntil(addAll());
});

worker.addEventListener('activate', (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  event.respondWith(answer(request, url));
});

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (known && url.href !== new URL(ENCODER, worker.location.href).href) return known;
  try {
    const response = await fetch(request);
    if (response.status === 200 && KEPT.test(url.pathname)) await cache.put(request, response.clone());
    return response;
  } catch {
    return known ?? Response.error();
  }
}
