import type { Explanation, Highlights } from './explain.js';

/** An interface member by member, so that two of them are compared by these and not by their type parameters. */
export type Members<I> = { [K in keyof I]: I[K] };

export type GeoCoordinate = { latitude: number; longitude: number };

/** A phone number as it comes back, parsed. */
export type PhoneNumber = {
  input: string;
  defaultCountry: string;
  countryCode: number;
  national: number;
  nationalFormatted: string;
  internationalFormatted: string;
  valid: boolean;
};

/** A phone number as it is written. */
export type PhoneNumberInput = { number: string; defaultCountry?: string };

export type PrimitiveField =
  | string
  | string[]
  | boolean
  | boolean[]
  | number
  | number[]
  | Date
  | Date[]
  | Blob
  | GeoCoordinate
  | PhoneNumber
  | PhoneNumberInput
  | null;
export interface NestedProperties {
  [k: string]: WeaviateField;
}
export type NestedField = NestedProperties | NestedProperties[];
export type WeaviateField = PrimitiveField | NestedField;
export type Property = WeaviateField | CrossReference<Properties> | undefined;
/** The widest type of a collection's objects: the generics of `Collection` extend it. */
export interface Properties {
  [k: string]: Property;
}

export type Beacon = { beacon: string };
/** References to objects of another collection; `objects` is filled on reads that asked for them. */
export interface References<T> {
  objects: WeaviateObject<T, Vectors>[];
  targetCollection: string;
  uuids?: string[] | undefined;
  toBeaconObjs(): Beacon[];
  toBeaconStrings(): string[];
  isMultiTarget(): boolean;
}
export type CrossReference<TProperties extends Properties> = References<TProperties>;
export type CrossReferences<TProperties extends Properties[]> = References<UnionOf<TProperties>>;
export type CrossReferenceDefault = { objects: WeaviateNonGenericObject[] };
export type UnionOf<T> = T extends (infer U)[] ? U : never;

/** An object of a typed collection. */
export type WeaviateGenericObject<T, V> = {
  properties: ReturnProperties<T>;
  metadata: ReturnMetadata | undefined;
  references: ReturnReferences<T> | undefined;
  uuid: string;
  vectors: V;
};
/** An object whose properties are of no known type. */
export type WeaviateUntypedObject<V> = {
  properties: Record<string, WeaviateField>;
  metadata: ReturnMetadata | undefined;
  references: Record<string, CrossReferenceDefault> | undefined;
  uuid: string;
  vectors: V;
};
export type WeaviateNonGenericObject = WeaviateUntypedObject<Vectors>;
/** One object of a result; without a type its properties are any of Weaviate's field types. */
export type WeaviateObject<T, V> = T extends undefined
  ? V extends undefined
    ? WeaviateNonGenericObject
    : WeaviateUntypedObject<V>
  : V extends undefined
    ? WeaviateGenericObject<T, Vectors>
    : WeaviateGenericObject<T, V>;

export type SingleVectorType = number[];
export type MultiVectorType = number[][];
export type PrimitiveVectorType = SingleVectorType | MultiVectorType;
/** Vectors as they come back, by name. */
export interface Vectors {
  [k: string]: PrimitiveVectorType;
}

export type Metadata = {
  creationTime: Date;
  updateTime: Date;
  distance: number;
  certainty: number;
  score: number;
  explainScore: string;
  rerankScore: number;
  isConsistent: boolean;
  /** Where the score comes from, part by part. */
  explain: Explanation;
  /** What the search found in the texts; asked for by the option `highlight`. */
  highlights: Highlights;
};
export type ReturnMetadata = Partial<Metadata>;

/** What of a type comes back as properties; where the keys are not known, anything that is no reference. */
export type ReturnProperties<T> = string extends keyof T
  ? Record<string, WeaviateField>
  : Pick<T, NonRefKeys<T> & keyof T>;
export type ReturnReferences<T> = string extends keyof T
  ? Record<string, CrossReferenceDefault>
  : Pick<T, RefKeys<T> & keyof T>;

/** The data type names that a TypeScript type may be stored as. */
export type DataType<T = unknown> = unknown extends T
  ? keyof FieldTypes | 'object' | 'object[]'
  : T extends infer U | undefined
    ? U extends string
      ? 'text' | 'uuid' | 'blob' | 'blobHash'
      : U extends number
        ? 'number' | 'int'
        : U extends boolean
          ? 'boolean'
          : U extends Date
            ? 'date'
            : U extends string[]
              ? 'text[]' | 'uuid[]'
              : U extends number[]
                ? 'number[]' | 'int[]'
                : U extends boolean[]
                  ? 'boolean[]'
                  : U extends Date[]
                    ? 'date[]'
                    : U extends GeoCoordinate
                      ? 'geoCoordinates'
                      : U extends PhoneNumber
                        ? 'phoneNumber'
                        : U extends object[]
                          ? 'object[]'
                          : U extends object
                            ? 'object'
                            : never
    : never;

/** What each data type name is in TypeScript; `object` and `object[]` follow their nested properties. */
export type FieldTypes = {
  text: string;
  'text[]': string[];
  int: number;
  'int[]': number[];
  number: number;
  'number[]': number[];
  boolean: boolean;
  'boolean[]': boolean[];
  date: Date;
  'date[]': Date[];
  uuid: string;
  'uuid[]': string[];
  blob: string;
  blobHash: string;
  geoCoordinates: GeoCoordinate;
  phoneNumber: PhoneNumber;
};

export type IsEmptyType<T> = keyof T extends never ? true : false;
export type IsPrimitiveField<T> = T extends PrimitiveField ? T : never;
export type IsWeaviateField<T> = T extends WeaviateField ? T : never;
export type IsNestedField<T> = T extends NestedProperties | NestedProperties[] ? T : never;

export type PrimitiveKeys<Obj> = Obj extends undefined
  ? string
  : {
      [K in keyof Obj]-?: [IsPrimitiveField<Exclude<Obj[K], undefined>>] extends [never] ? never : K;
    }[keyof Obj] &
      string;
export type NestedKeys<Obj> = {
  [K in keyof Obj]-?: [IsNestedField<Exclude<Obj[K], undefined>>] extends [never] ? never : K;
}[keyof Obj] &
  string;
export type NonRefKeys<Obj> = Obj extends undefined
  ? string
  : {
      [K in keyof Obj]-?: [IsWeaviateField<Exclude<Obj[K], undefined>>] extends [never] ? never : K;
    }[keyof Obj] &
      string;
/** Where the keys are not known (an index signature) any name may be a reference. */
export type RefKeys<Obj> = Obj extends undefined
  ? string
  : string extends keyof Obj
    ? string
    : { [K in keyof Obj]-?: Exclude<Obj[K], undefined> extends References<infer _U> ? K : never }[keyof Obj] & string;
export type ExtractCrossReferenceType<T> = unknown extends T ? Properties : T extends References<infer U> ? U : never;
export type MapPhoneNumberType<T> = T extends PhoneNumber ? PhoneNumberInput : T;
/** The properties of an object on its way in. */
export type NonReferenceInputs<Obj> = Obj extends undefined
  ? Record<string, WeaviateField>
  : { [K in keyof Obj as K extends NonRefKeys<Obj> ? K : never]: MapPhoneNumberType<Obj[K]> };

export type ReferenceToMultiTarget = { targetCollection: string; uuids: string | string[] };
export type ReferenceInput<T> =
  | string
  | ReferenceToMultiTarget
  | References<T>
  | (string | ReferenceToMultiTarget | References<T>)[];
export type ReferenceInputs<Obj> = Obj extends undefined
  ? Record<string, ReferenceInput<undefined>>
  : {
      [K in keyof Obj as K extends RefKeys<Obj> ? K : never]: ReferenceInput<ExtractCrossReferenceType<Obj[K]>>;
    };
