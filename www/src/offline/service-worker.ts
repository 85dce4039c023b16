/** Answers from the copy of the page that it makes when it is installed, so that the page opens without a network. */
/** Every file of the page and a hash of it; the build puts them here. */
declare const __FILES__: [path: string, hash: string][];

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const PREFIX = 'weavelet-page';
const CACHE = `${PREFIX}-${fingerprint()}`;

function fingerprint(): string {
  return __FILES__.map(([, hash]) => hash.slice(0, 4)).join('');
}

/** What is kept once it was fetched: one of the engine's two modules, and the runtime of the encoder. */
const KEPT = /\.(wasm|js|mjs)$/;

worker.addEventListener('install', (event) => {
  const addAll = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(__FILES__.map(([path]) => path));
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
  if (known) return known;
  const response = await fetch(request);
  if (response.status === 200 && KEPT.test(url.pathname)) await cache.put(request, response.clone());
  return response;
}
