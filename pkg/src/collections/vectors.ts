import type { NearRequest, PlainVector, TargetQuery, Targets, VectorReply, VectorValue } from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import { checkedLabels, hasLabels, isLabelled } from '../labels.js';
import type { VectorsInput } from '../types/data.js';
import type { LabelledVectors } from '../types/explain.js';
import type { PrimitiveVectorType } from '../types/fields.js';
import type {
  ListOfVectors,
  MultiTargetVectorJoin,
  MultiTargetVectorJoinCombination,
  NearVectorInputType,
  TargetVectorInputType,
  VectorInput,
} from '../types/query.js';

const isList = (value: unknown): value is number[] | number[][] | Float32Array | Float32Array[] =>
  Array.isArray(value) || value instanceof Float32Array;

const isFlat = (value: object): value is { data: Float32Array; dimensions: number } =>
  'data' in value && value.data instanceof Float32Array;

const isPlain = (value: unknown): value is PlainVector =>
  isList(value) || (typeof value === 'object' && value !== null && isFlat(value));

/** Whether a value is one vector or multi-vector, and not a record of them. */
export const isVector = (value: unknown): value is VectorInput => isPlain(value) || hasLabels(value);

/** Whether there is anything in it, as deep as Weaviate's client looks. */
const isPopulated = (value: VectorInput): boolean => {
  if (isLabelled(value)) return isPopulated(value.vectors);
  if (!isList(value)) return value.data.length > 0;
  const first: unknown = value[0];
  return value.length > 0 && (isList(first) ? first.length > 0 : true);
};

const isListOfVectors = (value: unknown): value is ListOfVectors<PrimitiveVectorType> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'listOfVectors';

const isNumbers = (row: unknown) =>
  row instanceof Float32Array || (Array.isArray(row) && row.every((value) => typeof value === 'number'));

/** The value, unless it is no vector in any form. What the numbers may be is for the engine to say. */
export function checked(value: unknown, name: string): VectorValue {
  if (isLabelled(value)) return checkedLabels({ ...value, vectors: checkedMulti(value.vectors, name) }, name);
  return checkedPlain(value, name);
}

function checkedPlain(value: unknown, name: string): PlainVector {
  if (isPlain(value)) {
    if (!isList(value)) return value;
    if (isList(value[0]) ? (value as unknown[]).every(isNumbers) : isNumbers(value)) return value as PlainVector;
  }
  throw new WeaviateInvalidInputError(
    `the vector ${name ? `'${name}' ` : ''}must be a list of numbers, or for a multi-vector a list of such lists`,
  );
}

/** Labels only mean something beside a list of vectors. */
function checkedMulti(value: unknown, name: string): LabelledVectors['vectors'] {
  const vector = checkedPlain(value, name);
  if (!isList(vector) || vector.length === 0 || isList(vector[0])) return vector as LabelledVectors['vectors'];
  throw new WeaviateInvalidInputError(`the vector ${name ? `'${name}' ` : ''}has labels: it must be a multi-vector`);
}

/** The vectors of an object on its way in: an unnamed one under `''`. */
export function objectVectors(vectors: VectorsInput | undefined): Record<string, VectorValue> | undefined {
  if (vectors === undefined || vectors === null) return undefined;
  const named = isVector(vectors) || typeof vectors !== 'object' ? { '': vectors } : vectors;
  const given = Object.entries(named).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, checked(value, name)]));
}

/** The query vectors of a search, with the targets they name where `targetVector` names none. */
export function queryVectors(
  argument: 'nearVector' | 'vector',
  vector: NearVectorInputType | undefined,
  targetVector: TargetVectorInputType<undefined> | undefined,
): Pick<NearRequest, 'vectors' | 'targets'> {
  const chosen = targets(targetVector);
  if (vector === undefined) return { targets: chosen };
  if (isVector(vector) && isPopulated(vector))
    return { vectors: [{ target: '', values: [checked(vector, '')] }], targets: chosen };
  const names = isVector(vector) ? [] : Object.keys(vector ?? {});
  if (names.length === 0) {
    throw new WeaviateInvalidInputError(`${argument} argument must be populated and:
            - an array of numbers (number[])
            - an object with target names as keys and 1D and/or 2D arrays of numbers (number[] or number[][]) as values
      received: ${vector} and ${targetVector}`);
  }
  const record = vector as Record<string, VectorInput | ListOfVectors<PrimitiveVectorType>>;
  const vectors = names.map((target): TargetQuery => {
    const value = record[target]!;
    const values = !isVector(value) && isListOfVectors(value) ? value.vectors : [value];
    return { target, values: values.map((one) => checked(one, target)) };
  });
  return { vectors, targets: chosen ?? { names } };
}

const COMBINATIONS = {
  sum: 'sum',
  average: 'average',
  minimum: 'minimum',
  'relative-score': 'relativeScore',
  'manual-weights': 'manualWeights',
} as const satisfies Record<MultiTargetVectorJoinCombination, Targets['combination']>;

/** The target vectors of a search, and how their distances join. */
export function targets(input: TargetVectorInputType<undefined> | undefined): Targets | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string') return { names: [input] };
  if (Array.isArray(input)) return { names: input };
  const { combination, targetVectors, weights }: MultiTargetVectorJoin<undefined> = input;
  if (!Object.hasOwn(COMBINATIONS, combination)) throw new WeaviateInvalidInputError('Invalid combination method');
  const join = COMBINATIONS[combination];
  if (!weights) return { names: targetVectors, combination: join };
  const list = Object.entries(weights).flatMap(([target, weight]) =>
    [weight].flat().map((one) => ({ target, weight: one as number })),
  );
  // A target is chosen once per weight: a list of weights is for several query vectors of one target.
  return { names: list.map(({ target }) => target), combination: join, weights: list };
}

/** Vectors of a result as plain number lists. */
export function vectorsFrom(vectors: Record<string, VectorReply> | undefined): Record<string, number[] | number[][]> {
  return Object.fromEntries(
    Object.entries(vectors ?? {}).map(([name, { data, dimensions, multi }]) => {
      if (!multi) return [name, Array.from(data)];
      const rows: number[][] = [];
      for (let at = 0; at < data.length; at += dimensions) rows.push(Array.from(data.subarray(at, at + dimensions)));
      return [name, rows];
    }),
  );
}
