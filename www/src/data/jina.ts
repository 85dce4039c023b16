/** Jina's multi-vector endpoint: the only place that this page sends anything to, and only with a key. */
import type { EncodeOptions } from 'weavelet';

const ENDPOINT = 'https://api.jina.ai/v1/multi-vector';
const MODEL = 'jina-colbert-v2';
const DIMENSIONS = 128;

type Answer = { data: { index: number; embeddings: number[][] }[] };

/** @throws Error with the status and Jina's own words when it refuses */
export async function embedByJina(
  key: string,
  texts: string[],
  { kind, signal }: EncodeOptions,
): Promise<number[][][]> {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: MODEL,
      dimensions: DIMENSIONS,
      input_type: kind,
      embedding_type: 'float',
      input: texts,
    }),
    signal,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  if (!response.ok) throw new Error(`api.jina.ai: ${response.status} ${(await response.text()).slice(0, 200)}`);
  const { data } = (await response.json()) as Answer;
  return [...data].sort((a, b) => a.index - b.index).map(({ embeddings }) => embeddings);
}
