/** Pictures of pages with the token vectors of their text, each token in its box: files of data/pages/, see its README. */
import type { PatchGrid } from 'weavelet';
import type { MultiVector } from '../app/vectors.js';

const DIMENSIONS = 128;
/** What a whole number in a file is divided by. */
const STEPS = { vector: 127, box: 65535 };

/** A multi-vector with labels, as the client takes it. */
export type Tokens = { vectors: MultiVector; tokens: string[] };
/**
 * Where the vectors stand on the page: four numbers each (left, top, width and height as fractions of the page, zeros
 * for one that is not drawn), or the cells of a grid.
 */
export type Placed = { vectors: MultiVector; tokens?: string[] } & ({ boxes: Float32Array } | { grid: PatchGrid });

export type Page = {
  id: string;
  lang: 'en' | 'ja';
  title: string;
  /** The document and who made it. */
  source: string;
  licence: string;
  /** Its number in the document. */
  page: number;
  /** Address of the picture, and its size in pixels. */
  image: string;
  width: number;
  height: number;
  text: string;
  multiVector: Placed;
};
export type PageQuery = { lang: 'en' | 'ja'; text: string; multiVector: Tokens };

type StoredPage = Omit<Page, 'multiVector'> & { row: number; tokens: string[] };
type StoredQuery = Omit<PageQuery, 'multiVector'> & { row: number; tokens: string[] };

/** @throws Error naming the file of the folder that cannot be fetched */
export async function loadPages(folder: URL): Promise<{ pages: Page[]; queries: PageQuery[] }> {
  const bytes = async (path: string) => {
    const response = await fetch(new URL(path, folder));
    if (!response.ok) throw new Error(`${path}: HTTP status ${response.status}`);
    return response.arrayBuffer();
  };
  const files = ['pages.json', 'vectors.i8.bin', 'boxes.u16.bin'] as const;
  const [list, vectors, boxes] = (await Promise.all(files.map(bytes))) as [ArrayBuffer, ArrayBuffer, ArrayBuffer];
  const { pages, queries } = JSON.parse(new TextDecoder().decode(list)) as {
    pages: StoredPage[];
    queries: StoredQuery[];
  };
  const rows = Float32Array.from(new Int8Array(vectors), (value) => value / STEPS.vector);
  const sides = Float32Array.from(new Uint16Array(boxes), (value) => value / STEPS.box);
  const labelled = (row: number, tokens: string[]): Tokens => ({
    vectors: { data: rows.subarray(row * DIMENSIONS, (row + tokens.length) * DIMENSIONS), dimensions: DIMENSIONS },
    tokens,
  });
  return {
    pages: pages.map(({ row, tokens, image, ...page }) => ({
      ...page,
      image: new URL(image, folder).href,
      multiVector: { ...labelled(row, tokens), boxes: sides.subarray(row * 4, (row + tokens.length) * 4) },
    })),
    queries: queries.map(({ row, tokens, ...query }) => ({ ...query, multiVector: labelled(row, tokens) })),
  };
}
