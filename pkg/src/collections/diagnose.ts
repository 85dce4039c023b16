import type { PlainVector } from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import { isLabelled } from '../labels.js';
import type { DiagnoseOptions, Diagnosis } from '../types/diagnose.js';
import { input, place, send, type Target } from './session.js';
import { checked } from './vectors.js';

/** The token vectors of a query as lists: they are few, and travel as plain JSON. */
function tokens(query: unknown, at: number): number[][] {
  const given = checked(query, `queries[${at}]`);
  const value: PlainVector = isLabelled(given) ? given.vectors : given;
  if ('dimensions' in value) {
    const { data, dimensions } = value;
    return Array.from({ length: data.length / dimensions }, (_, i) => [
      ...data.subarray(i * dimensions, (i + 1) * dimensions),
    ]);
  }
  if (typeof value[0] === 'number') {
    throw new WeaviateInvalidInputError(
      `the vector 'queries[${at}]' must be a multi-vector, a list of lists of numbers`,
    );
  }
  return Array.from(value as ArrayLike<number>[], (row) => Array.from(row));
}

/** Measures how a collection is searched, and what other settings would cost. */
export async function diagnose(target: Target, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const { targetVector, queries, k, sample } = options;
  const request = input(() => ({ target: targetVector, queries: queries?.map(tokens), k, sample }));
  return (await send(target.session, 'diagnose', { ...place(target), ...request })) as Diagnosis;
}
