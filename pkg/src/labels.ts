/** What the token vectors of a multi-vector stand for: checked where they come in, from a program or an encoder. */
import { WeaviateInvalidInputError } from './errors.js';
import type { LabelledVectors } from './types/explain.js';

/** Numbers of a box. */
const BOX = 4;

/** Labels of a multi-vector, ready to be packed. */
export type Labels = Pick<LabelledVectors, 'tokens' | 'grid'> & { boxes?: Float32Array };

/** A multi-vector with checked labels. */
export type Labelled = Labels & Pick<LabelledVectors, 'vectors'>;

/** Whether a value is a multi-vector with labels, or one that could have some. */
export const isLabelled = (value: unknown): value is LabelledVectors =>
  typeof value === 'object' && value !== null && 'vectors' in value && !('kind' in value);

/**
 * Whether a value that may also be a record of vectors by name is one multi-vector with labels: it has some, and they
 * are no vectors themselves.
 */
export const hasLabels = (value: unknown): value is LabelledVectors => {
  if (!isLabelled(value)) return false;
  const { tokens, boxes, grid } = value;
  if (Array.isArray(tokens) && (tokens.length === 0 || typeof tokens[0] === 'string')) return true;
  if (typeof grid === 'object' && grid !== null && 'rows' in grid) return true;
  return boxes !== undefined && tokens === undefined;
};

/** Token vectors of a multi-vector in any form. */
const countOf = (vectors: LabelledVectors['vectors']): number =>
  'dimensions' in vectors ? vectors.data.length / vectors.dimensions : vectors.length;

/** A multi-vector with its labels. @throws {WeaviateInvalidInputError} naming what does not fit. `name`: for errors. */
export function checkedLabels({ vectors, tokens, boxes, grid }: LabelledVectors, name = ''): Labelled {
  const refuse = (what: string): never => {
    throw new WeaviateInvalidInputError(`the labels of the vector${name && ` '${name}'`}: ${what}`);
  };
  const count = countOf(vectors);
  const out: Labelled = { vectors };
  // `null` counts as absent, as everywhere in this interface
  if (tokens !== undefined && tokens !== null) {
    if (!Array.isArray(tokens)) refuse(`tokens must be a list of strings, got: ${tokens}`);
    const bad = tokens.findIndex((token) => typeof token !== 'string');
    if (bad >= 0) refuse(`tokens must be strings, number ${bad} is: ${tokens[bad]}`);
    if (tokens.length !== count) refuse(`there are ${tokens.length} tokens for ${count} token vectors`);
    out.tokens = tokens;
  }
  if (boxes !== undefined && boxes !== null) {
    out.boxes = flatBoxes(boxes, refuse);
    const given = out.boxes.length / BOX;
    if (given !== count) refuse(`there are ${given} boxes for ${count} token vectors`);
    const bad = out.boxes.findIndex((value) => !(value >= 0 && value <= 1));
    if (bad >= 0)
      refuse(`boxes are fractions from 0 to 1 of the page, box ${Math.floor(bad / BOX)} has ${out.boxes[bad]}`);
  }
  if (grid !== undefined && grid !== null) {
    const { rows, columns } = grid;
    if (![rows, columns].every((side) => Number.isInteger(side) && side > 0)) {
      refuse(`the grid must have whole numbers of rows and columns, got: ${rows} × ${columns}`);
    }
    if (rows * columns > count) refuse(`a grid of ${rows} × ${columns} does not fit ${count} token vectors`);
    out.grid = { rows, columns };
  }
  return out;
}

function flatBoxes(boxes: NonNullable<LabelledVectors['boxes']>, refuse: (what: string) => never): Float32Array {
  if (boxes instanceof Float32Array) return boxes;
  if (!Array.isArray(boxes)) refuse(`boxes must be lists of four numbers, got: ${boxes}`);
  const bad = boxes.findIndex((box) => !Array.isArray(box) || box.length !== BOX);
  if (bad >= 0) refuse(`a box is [x, y, width, height], number ${bad} is: ${boxes[bad]}`);
  return Float32Array.from(boxes.flat());
}
