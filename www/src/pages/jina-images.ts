/** Jina's multi-vectors of pictures and of what is asked about them. */
import type { PatchGrid } from 'weavelet';
import type { MultiVector } from '../app/vectors.js';

const ENDPOINT = 'https://api.jina.ai/v1/embeddings';
const MODEL = 'jina-embeddings-v4';
/** Pixels along the side of a patch: the model merges 2 × 2 of its 14-pixel ones. */
export const PATCH = 28;

type Answer = { data: { embeddings: number[][] }[] };
type Input = { text: string } | { image: string };

/** @throws Error with the status and Jina's own words when it refuses */
async function embed(key: string, input: Input, task: string): Promise<number[][]> {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, task, return_multivector: true, input: [input] }),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  if (!response.ok) throw new Error(`api.jina.ai: ${response.status} ${(await response.text()).slice(0, 200)}`);
  const [first] = ((await response.json()) as Answer).data;
  if (!first?.embeddings?.[0]) throw new Error('api.jina.ai: an answer without embeddings');
  return first.embeddings;
}

const flat = (rows: number[][]): MultiVector => ({
  data: Float32Array.from(rows.flat()),
  dimensions: rows[0]?.length ?? 0,
});

/**
 * The patches of a picture that is cut into this grid.
 * @throws Error where the answer has fewer vectors than the grid has cells
 */
export async function embedImage(key: string, image: string, { rows, columns }: PatchGrid): Promise<MultiVector> {
  const vectors = await embed(key, { image }, 'retrieval.passage');
  if (vectors.length < rows * columns) {
    throw new Error(`api.jina.ai: ${vectors.length} vectors for a grid of ${rows} × ${columns} patches`);
  }
  return flat(vectors);
}

export const embedText = async (key: string, text: string): Promise<MultiVector> =>
  flat(await embed(key, { text }, 'retrieval.query'));
