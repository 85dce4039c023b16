/** The pictures as patches, ColPali's way, by Jina: with the visitor's key, when asked to. */
import { h } from '../app/dom.js';
import type { Encoded } from '../app/encoder.js';
import { pick } from '../app/language.js';
import { KeyField } from '../data/key.js';
import { collectionOf, type Pages, pages } from './collection.js';
import { embedImage, embedText, PATCH } from './jina-images.js';
import type { Page } from './pages-data.js';
import { TEXTS } from './texts.js';

/** Patches along the longer side of a picture. */
const PATCHES = 26;

/** A picture at a size that is cut into whole patches, as base64, and the grid that it is cut into. */
async function patchable({ image, width, height }: Page) {
  const scale = PATCHES / Math.max(width, height);
  const grid = { rows: Math.round(height * scale), columns: Math.round(width * scale) };
  const canvas = new OffscreenCanvas(grid.columns * PATCH, grid.rows * PATCH);
  const bitmap = await createImageBitmap(await (await fetch(image)).blob());
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { grid, base64: btoa(binary) };
}

/** @param onChange called when another kind of vectors is to be searched */
export function patchOffer(onChange: () => unknown) {
  const texts = pick(TEXTS);
  const key = new KeyField();
  const status = h('p', { class: 'summary', role: 'status' });
  const button = h('button', { type: 'button', class: 'button quiet' }, texts.patches);
  let made: Omit<Pages, 'queries'> | undefined;

  async function embed(): Promise<void> {
    if (!key.value) return key.focus();
    button.disabled = true;
    try {
      const { pages: list } = await pages();
      const patched: Page[] = [];
      for (const page of list) {
        status.textContent = texts.embedding(patched.length, list.length);
        const { grid, base64 } = await patchable(page);
        patched.push({ ...page, multiVector: { vectors: await embedImage(key.value, base64, grid), grid } });
      }
      made = await collectionOf('Patches', patched);
      status.textContent = '';
      button.textContent = texts.backToText;
      await onChange();
    } catch (error) {
      status.textContent = texts.failed((error as Error).message);
    } finally {
      button.disabled = false;
    }
  }

  button.addEventListener('click', () => {
    if (!made) return void embed();
    made = undefined;
    button.textContent = texts.patches;
    onChange();
  });

  return {
    element: h('div', { class: 'patches' }, key.element, h('div', { class: 'row' }, button, status)),
    /** The pages by their patches, once they are embedded. */
    get pages() {
      return made;
    },
    /** A query for them. */
    async encode(text: string): Promise<Encoded | undefined> {
      if (!made || !text.trim()) return undefined;
      const vectors = await embedText(key.value, text);
      const rows = vectors.data.length / vectors.dimensions;
      return { vectors, tokens: Array.from({ length: rows }, (_, i) => String(i + 1)) };
    },
  };
}
