/** Pages of documents as images with token vectors at places: what the panel needs of them, wherever they come from. */
import type { Box, LabelledVectors, PatchGrid } from 'weavelet';

/** Two kinds of places: the words of a page in their boxes, or the patches of an image in a grid. */
export type DocumentPage = {
  id: string;
  title: string;
  language: string;
  licence: string;
  /** Where the document is from. */
  source: string;
  image: string;
  /** In pixels. */
  width: number;
  height: number;
  vectors: LabelledVectors & ({ boxes: Box[] | Float32Array } | { grid: PatchGrid });
};
