/**
 * A stand-in for Jina's API: `/v1/multi-vector`, `/v1/embeddings` and `/v1/rerank` with Jina's shapes and errors.
 * Vectors are deterministic: each word has a unit vector drawn from its own hash, so texts that share words are near.
 * The keys `bad` (401), `limited` (429) and `slow` (3 s) behave as named.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Value } from './arguments.js';

/** Where recorded cases expect it. */
export const RECORDED_PORT = 18765;
const SLOW = 3000;

type Body = {
  input?: (string | { text?: string; image?: string })[];
  model?: string;
  dimensions?: number;
  return_multivector?: boolean;
  query?: string;
  documents?: (string | { text: string })[];
};

/** FNV-1a over UTF-8, 32 bits. */
function hash(text: string): number {
  return new TextEncoder().encode(text).reduce((h, byte) => Math.imul(h ^ byte, 16777619) >>> 0, 2166136261);
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['∅'];
const scaled = (vector: number[], length: number): number[] => vector.map((x) => Math.round((x / length) * 1e6) / 1e6);

/** The unit vector of a word: xorshift32 from the word's hash, 6 decimals. */
function wordVector(word: string, dimensions: number): number[] {
  let state = hash(word) || 1;
  const vector = Array.from({ length: dimensions }, () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2147483648 - 1;
  });
  return scaled(vector, Math.hypot(...vector));
}

/** One vector per word. */
export const multiVector = (text: string, dimensions = 128): number[][] =>
  words(text).map((word) => wordVector(word, dimensions));

/** The normalised sum of the words' vectors. */
export function singleVector(text: string, dimensions = 128): number[] {
  const rows = multiVector(text, dimensions);
  const sum = Array.from({ length: dimensions }, (_, i) => rows.reduce((total, row) => total + (row[i] ?? 0), 0));
  return scaled(sum, Math.hypot(...sum) || 1);
}

function embed(body: Body, multi: boolean): Value {
  const texts = (body.input ?? []).map((item) =>
    typeof item === 'string' ? item : (item.text ?? `image ${hash(item.image ?? '')}`),
  );
  const data = texts.map(
    (text, index): Value =>
      multi
        ? { object: 'embeddings', index, embeddings: multiVector(text, body.dimensions) }
        : { object: 'embedding', index, embedding: singleVector(text, body.dimensions) },
  );
  return { model: body.model ?? null, object: 'list', usage: { total_tokens: 1, prompt_tokens: 1 }, data };
}

/** Scores by the share of a document's words that the query has. */
function rerank(body: Body): Value {
  const asked = new Set(words(body.query ?? ''));
  const results = (body.documents ?? []).map((document, index) => {
    const found = words(typeof document === 'string' ? document : document.text);
    const relevance_score = found.filter((word) => asked.has(word)).length / (found.length + 1);
    return { index, document: { text: document }, relevance_score };
  });
  results.sort((a, b) => b.relevance_score - a.relevance_score || a.index - b.index);
  return { model: body.model ?? null, usage: { total_tokens: 1, prompt_tokens: 1 }, results };
}

function answer(path: string, key: string, body: Body): [status: number, reply: Value] {
  if (!key || key === 'bad') return [401, { detail: 'Invalid API key' }];
  if (key === 'limited') return [429, { detail: 'RATE_TOKEN_LIMIT_EXCEEDED' }];
  const asked = path === '/v1/rerank' ? body.documents : body.input;
  if (!asked?.length) return [422, { detail: '[input] must not be empty' }];
  if (path === '/v1/multi-vector') return [200, embed(body, true)];
  if (path === '/v1/embeddings') return [200, embed(body, body.return_multivector === true)];
  if (path === '/v1/rerank') return [200, rerank(body)];
  return [404, { detail: 'Not Found' }];
}

/** A running stand-in; `take` returns the requests seen since the last take. */
export type JinaServer = { url: string; take(): Value[]; stop(): Promise<void> };

/** @param port 0 takes a free one. */
export async function startJina(port = 0): Promise<JinaServer> {
  let seen: Value[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, reply?: Value): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
        'access-control-allow-methods': '*',
        // The next stand-in on this port must not meet connections of this one.
        connection: 'close',
      });
      response.end(reply === undefined ? undefined : JSON.stringify(reply));
    };
    if (request.method === 'OPTIONS') return send(204);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let body: Body;
    try {
      body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      return send(400, { detail: 'There was an error parsing the body' });
    }
    const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    seen.push({ path: request.url ?? '', key, body: body as Value });
    if (key === 'slow') await new Promise((wake) => setTimeout(wake, SLOW));
    send(...answer(request.url ?? '', key, body));
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const requests = seen;
      seen = [];
      return requests;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
