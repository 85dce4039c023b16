import { WeaviateInvalidInputError } from '../errors.js';
import type { Explanation, HeatMap, HeatMapOptions } from '../types/explain.js';

const BOX = 4;

/**
 * How alike each part of a document is to a query: to one of its tokens, or to whichever is most alike. With a grid the
 * parts are its cells, else all tokens of the document.
 * @throws {WeaviateInvalidInputError} for an explanation without a matrix: search with `explain: { matrix: true }`.
 */
export function heatMap(explanation: Explanation | undefined, { target, token }: HeatMapOptions = {}): HeatMap {
  const all = explanation?.vector?.targets ?? [];
  const names = all.map(({ name }) => `'${name}'`).join(', ');
  const chosen = target === undefined ? all : all.filter(({ name }) => name === target);
  if (target !== undefined && chosen.length === 0) {
    throw new WeaviateInvalidInputError(`heatMap: the target '${target}' is not explained, only: ${names || 'none'}`);
  }
  const [found, another] = chosen.filter(({ matrix }) => matrix);
  if (!found?.matrix) {
    throw new WeaviateInvalidInputError(
      "heatMap: the explanation has no matrix: search with returnMetadata: ['explain'] and explain: { matrix: true }",
    );
  }
  if (target === undefined && another && another.name !== found.name) {
    throw new WeaviateInvalidInputError(`heatMap: target must be one of: ${names}`);
  }
  const { values, shape, grid, boxes, labels } = found.matrix;
  const [rows, columns] = shape;
  if (token !== undefined && !(Number.isInteger(token) && token >= 0 && token < rows)) {
    throw new WeaviateInvalidInputError(`heatMap: token must be a whole number from 0 to ${rows - 1}, got: ${token}`);
  }
  const [from, to] = token === undefined ? [0, rows] : [token, token + 1];
  const count = grid ? grid.rows * grid.columns : columns;
  const out = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let row = from; row < to; row++) {
    for (let at = 0; at < count; at++) {
      const similarity = values[row * columns + at] as number;
      if (similarity > (out[at] as number)) out[at] = similarity;
    }
  }
  return {
    values: out,
    ...(grid && { grid }),
    ...(boxes && { boxes: boxes.slice(0, count * BOX) }),
    ...(labels && { labels: labels.slice(0, count) }),
  };
}
