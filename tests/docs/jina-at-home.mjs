// Sends what a program asks of Jina to the server that stands for it.
const { fetch } = globalThis;
globalThis.fetch = (request, init) => {
  const url = new URL(request instanceof Request ? request.url : request);
  if (url.hostname !== 'api.jina.ai') return fetch(request, init);
  const there = new URL(url.pathname, process.env.JINA_AT);
  return fetch(request instanceof Request ? new Request(there, request) : there, init);
};
