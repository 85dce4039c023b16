import type { Tokenization } from './config.js';
import type { CrossReference, FieldTypes, Properties, WeaviateField } from './fields.js';
import type { ModuleConfig } from './vector-index.js';

/** A property of `collections.create` as the inference of types reads it: names and data types are literals. */
export type PropertyInput = {
  readonly name: string;
  readonly dataType: keyof FieldTypes | 'object' | 'object[]';
  readonly nestedProperties?: readonly PropertyInput[];
  readonly description?: string;
  readonly indexInverted?: boolean;
  readonly indexFilterable?: boolean;
  readonly indexRangeFilters?: boolean;
  readonly indexSearchable?: boolean;
  readonly tokenization?: Tokenization;
  readonly skipVectorization?: boolean;
  readonly vectorizePropertyName?: boolean;
  readonly textAnalyzer?: {
    readonly asciiFold?: boolean | { readonly ignore: readonly string[] };
    readonly stopwordPreset?: string;
  };
};
export type ReferenceInputConfig = { readonly name: string; readonly description?: string } & (
  | { readonly targetCollection: string }
  | { readonly targetCollections: readonly string[] }
);
export type VectorizerInput = {
  readonly name?: string;
  readonly properties?: readonly string[];
  readonly vectorizer: ModuleConfig<string, object | undefined>;
  readonly vectorIndex?: ModuleConfig<string, object | undefined>;
  readonly '~multi'?: true;
};

type FieldOf<P> = P extends { dataType: infer D }
  ? D extends keyof FieldTypes
    ? FieldTypes[D]
    : D extends 'object' | 'object[]'
      ? P extends { nestedProperties: infer N extends readonly PropertyInput[] }
        ? D extends 'object'
          ? Fields<N>
          : Fields<N>[]
        : WeaviateField
      : WeaviateField
  : WeaviateField;
/** Every key may be absent: Weaviate has no required properties. */
type Fields<P extends readonly PropertyInput[]> = { [K in P[number] as K['name']]?: FieldOf<K> };
type References<R extends readonly ReferenceInputConfig[]> = {
  [K in R[number] as K['name']]?: CrossReference<Properties>;
};

/** The type of a collection's objects; `undefined` (anything goes) where the names are not literals. */
export type InferProperties<
  P extends readonly PropertyInput[],
  R extends readonly ReferenceInputConfig[],
> = P extends readonly []
  ? undefined
  : string extends P[number]['name']
    ? undefined
    : string extends R[number]['name']
      ? Fields<P>
      : { [K in keyof (Fields<P> & References<R>)]: (Fields<P> & References<R>)[K] };

type NameOf<V> = V extends { name?: infer N } ? (N extends string ? N : 'default') : 'default';
type VectorOf<V> = '~multi' extends keyof V ? number[][] : number[];
type Named<V> = { [K in V as NameOf<K>]: VectorOf<K> };
/** The vectors by name, multi-vectors as `number[][]`; `undefined` (anything goes) where names are not literals. */
export type InferVectors<V> = V extends readonly (infer E)[]
  ? string extends NameOf<E>
    ? undefined
    : Named<E>
  : V extends VectorizerInput
    ? string extends NameOf<V>
      ? undefined
      : Named<V>
    : undefined;
