/** Pictures of pages with the token vectors of their text, each token in its box: files of data/pages/, see its README. */

const DIMENSIONS = 128;
/** What a whole number in a file is divided by. */
const STEPS = { vector: 127, box: 65535 };

const at = (path) => new URL(`data/pages/${path}`, import.meta.url);
const bytes = async (path) => {
  const response = await fetch(at(path));
  if (!response.ok) throw new Error(`${path}: HTTP status ${response.status}`);
  return response.arrayBuffer();
};

/**
 * @typedef {object} Tokens a multi-vector with labels, as the client takes it
 * @property {{ data: Float32Array, dimensions: number }} vectors one row per token
 * @property {string[]} tokens their texts
 * @property {Float32Array} [boxes] of a page: four numbers per token, left, top, width and height as fractions of the
 *   page; zeros where a token is not drawn
 *
 * @typedef {object} Page
 * @property {string} id
 * @property {'en' | 'ja'} lang
 * @property {string} title
 * @property {string} source the document and who made it
 * @property {string} licence
 * @property {number} page its number in the document
 * @property {string} image address of the picture
 * @property {number} width of the picture in pixels
 * @property {number} height
 * @property {string} text
 * @property {Tokens} multiVector
 *
 * @typedef {{ lang: 'en' | 'ja', text: string, multiVector: Tokens }} Query
 */

/** @returns {Promise<{ pages: Page[], queries: Query[] }>} */
export async function loadPages() {
  const files = [bytes('pages.json'), bytes('vectors.i8.bin'), bytes('boxes.u16.bin')];
  const [list, vectors, boxes] = await Promise.all(files);
  const { pages, queries } = JSON.parse(new TextDecoder().decode(list));
  const rows = Float32Array.from(new Int8Array(vectors), (value) => value / STEPS.vector);
  const sides = Float32Array.from(new Uint16Array(boxes), (value) => value / STEPS.box);
  const labelled = (row, tokens) => ({
    vectors: { data: rows.subarray(row * DIMENSIONS, (row + tokens.length) * DIMENSIONS), dimensions: DIMENSIONS },
    tokens,
  });
  return {
    pages: pages.map(({ row, tokens, image, ...page }) => ({
      ...page,
      image: at(image).href,
      multiVector: { ...labelled(row, tokens), boxes: sides.subarray(row * 4, (row + tokens.length) * 4) },
    })),
    queries: queries.map(({ row, tokens, ...query }) => ({ ...query, multiVector: labelled(row, tokens) })),
  };
}
