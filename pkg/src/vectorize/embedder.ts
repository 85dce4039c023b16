/** Makes the vectors that a write or a search needs: by a plugged-in encoder, else by Jina's API. */
import { WeaviateEncoderError } from '../errors.js';
import { checkedLabels, isLabelled } from '../labels.js';
import type { Encoder } from '../types/encoder.js';
import { encoderOf, LOCAL_MODULE } from './local.js';
import { type Embedding, type EmbedInput, pluggedVectorizer, type VectorizerPlugin } from './registry.js';

/** A text, or a medium as base64. */
export type Input = { kind: string; value: string };

/** What must be embedded for one object or query and one target vector. */
export type Need = {
  /** Position of the object in its write. */
  object: number;
  target: string;
  /** `document` in a write; `query`, `moveTo` or `moveAway` in a search. */
  role: string;
  module: string;
  settings: Record<string, unknown>;
  inputs: Input[];
  /** What a server puts in front of the reason when embedding fails. */
  path: string;
};

/** What one need became: vectors in the order of its inputs, or why there are none. */
export type Embedded = { need: Need; vectors?: Embedding[]; error?: string };

type Purpose = 'document' | 'query';

/** Jina's API. Rejections say what a server would. */
export type Jina = {
  embed(
    module: string,
    settings: Record<string, unknown>,
    inputs: Input[],
    purpose: Purpose,
    key: string,
    signal?: AbortSignal,
  ): Promise<{ data: Float32Array; dimensions: number; multi: boolean }[]>;
  rerank(
    settings: Record<string, unknown>,
    query: string,
    documents: string[],
    key: string,
    signal?: AbortSignal,
  ): Promise<number[]>;
};

/** Inputs that one request to Jina may carry. */
const MAX_INPUTS = 512;
/** Tokens that one request may carry, as the server counts them; a longer text goes alone. */
const MAX_TOKENS = 2375;
const KEY_HEADER = 'x-jinaai-api-key';
const NO_KEY =
  'API Key: no api key found neither in request header: X-Jinaai-Api-Key nor in environment variable under JINAAI_APIKEY';

/** A guess at a text's tokens, on the high side. */
const tokensOf = (text: string) => Math.ceil((text.length / 4) * 1.3);

export type Credentials = {
  headers?: Record<string, string>;
  env: Record<string, string | undefined>;
  /** Addresses by provider (`jinaai`), for collections that name none of their own. */
  baseUrl?: Record<string, string>;
  /** The connection's own encoders, by the names that collections give. */
  encoders?: Record<string, Encoder>;
};

/** Where Jina's API is unless something else is asked for. A schema has it written out. */
const JINA_URL = 'https://api.jina.ai';

/** A module's settings with the connection's address in place of the provider's own. */
export function atBaseUrl(settings: Record<string, unknown>, { baseUrl }: Credentials): Record<string, unknown> {
  const own = settings.baseURL ?? JINA_URL;
  return baseUrl?.jinaai && own === JINA_URL ? { ...settings, baseURL: baseUrl.jinaai } : settings;
}

/**
 * The key for Jina's API: a header of the connection, else the environment. It is never kept.
 * @throws Error, which does not quote it, when no HTTP header can hold it.
 */
export function jinaKey({ headers, env }: Credentials): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === KEY_HEADER);
  const key = (header?.[1] || env.JINAAI_APIKEY || '').trim();
  if (/[^\t\x20-\x7e\x80-\xff]/.test(key)) {
    throw new Error('API Key: the key has a character that no HTTP header can hold, such as a line break');
  }
  return key || undefined;
}

/** Cuts a list of inputs into requests. */
function batches<T extends { input: Input }>(items: T[]): T[][] {
  const out: T[][] = [];
  let tokens = 0;
  for (const item of items) {
    const own = item.input.kind === 'text' ? tokensOf(item.input.value) : MAX_TOKENS;
    const batch = out.at(-1);
    if (batch && batch.length < MAX_INPUTS && tokens + own <= MAX_TOKENS) {
      batch.push(item);
      tokens += own;
    } else {
      out.push([item]);
      tokens = own;
    }
  }
  return out;
}

const purposeOf = (need: Need): Purpose => (need.role === 'document' ? 'document' : 'query');

async function byPlugin(needs: Need[], plugin: VectorizerPlugin, signal?: AbortSignal): Promise<Embedding[][]> {
  const first = needs[0] as Need;
  const toInput = ({ kind, value }: Input) => (kind === 'text' ? value : { kind, data: value }) as EmbedInput;
  const inputs = needs.flatMap((need) => need.inputs.map(toInput));
  const vectors = await plugin.embed(inputs, { purpose: purposeOf(first), signal, config: first.settings });
  if (vectors.length !== inputs.length) {
    throw new Error(`${first.module} gave ${vectors.length} embeddings for ${inputs.length} inputs`);
  }
  const rest = vectors.map((vector) => (isLabelled(vector) ? checkedLabels(vector, first.target) : vector));
  return needs.map((need) => rest.splice(0, need.inputs.length));
}

async function byJina(need: Need, inputs: Input[], jina: Jina, credentials: Credentials, signal?: AbortSignal) {
  const key = jinaKey(credentials);
  if (!key) throw new Error(NO_KEY);
  const vectors = await jina.embed(
    need.module,
    atBaseUrl(need.settings, credentials),
    inputs,
    purposeOf(need),
    key,
    signal,
  );
  return vectors.map(({ data, dimensions, multi }): Embedding => (multi ? { data, dimensions } : data));
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Embeds everything that is needed. A failure belongs to its needs; only an abort rejects, and an encoder that cannot
 * work at all.
 */
export async function embed(
  needs: Need[],
  jina: Jina,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<Embedded[]> {
  const groups = new Map<string, Need[]>();
  for (const need of needs) {
    const id = JSON.stringify([need.module, need.settings, purposeOf(need)]);
    groups.set(id, [...(groups.get(id) ?? []), need]);
  }
  const out: Embedded[] = [];
  for (const group of groups.values()) {
    const { module, settings } = group[0] as Need;
    const plugin = pluggedVectorizer(module) ?? (module === LOCAL_MODULE && encoderOf(settings, credentials.encoders));
    if (plugin) {
      out.push(
        ...(await byPlugin(group, plugin, signal).then(
          (vectors) => group.map((need, i) => ({ need, vectors: vectors[i] })),
          (error: unknown) => {
            if (error instanceof WeaviateEncoderError) throw error;
            return group.map((need) => ({ need, error: reason(error) }));
          },
        )),
      );
    } else if (module.endsWith('-jinaai')) {
      out.push(...(await embedByJina(group, jina, credentials, signal)));
    } else {
      const error = `no encoder for ${module} is here: plug one in by registerVectorizer(${JSON.stringify(module)}, …)`;
      out.push(...group.map((need) => ({ need, error })));
    }
    signal?.throwIfAborted();
  }
  return out;
}

async function embedByJina(
  needs: Need[],
  jina: Jina,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<Embedded[]> {
  const results = new Map<Need, Embedded>(needs.map((need) => [need, { need, vectors: [] }]));
  const items = needs.flatMap((need) => need.inputs.map((input) => ({ need, input })));
  // pages go one request each, and the inputs of one query together
  const requests = needs.some((n) => n.role !== 'document')
    ? needs.map((n) => items.filter((i) => i.need === n))
    : batches(items);
  for (const batch of requests) {
    const [first] = batch;
    if (!first) continue;
    try {
      const vectors = await byJina(
        first.need,
        batch.map(({ input }) => input),
        jina,
        credentials,
        signal,
      );
      batch.forEach(({ need }, i) => {
        const vector = vectors[i];
        const result = results.get(need) as Embedded;
        if (vector) result.vectors?.push(vector);
        else result.error = 'empty embeddings response';
      });
    } catch (error) {
      for (const { need } of batch) results.set(need, { need, error: reason(error) });
    }
  }
  return [...results.values()];
}
