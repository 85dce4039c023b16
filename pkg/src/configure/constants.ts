/** The data types of properties. */
export const dataType = {
  INT: 'int',
  INT_ARRAY: 'int[]',
  NUMBER: 'number',
  NUMBER_ARRAY: 'number[]',
  TEXT: 'text',
  TEXT_ARRAY: 'text[]',
  UUID: 'uuid',
  UUID_ARRAY: 'uuid[]',
  BOOLEAN: 'boolean',
  BOOLEAN_ARRAY: 'boolean[]',
  DATE: 'date',
  DATE_ARRAY: 'date[]',
  OBJECT: 'object',
  OBJECT_ARRAY: 'object[]',
  BLOB: 'blob',
  BLOBHASH: 'blobHash',
  GEO_COORDINATES: 'geoCoordinates',
  PHONE_NUMBER: 'phoneNumber',
} as const;

/** How texts become tokens. The last four are one tokenizer here, which goes by the script. */
export const tokenization = {
  WORD: 'word',
  LOWERCASE: 'lowercase',
  WHITESPACE: 'whitespace',
  FIELD: 'field',
  TRIGRAM: 'trigram',
  GSE: 'gse',
  KAGOME_KR: 'kagome_kr',
  KAGOME_JA: 'kagome_ja',
  GSE_CH: 'gse_ch',
} as const;

/** The distances of vector indexes. */
export const vectorDistances = {
  COSINE: 'cosine',
  DOT: 'dot',
  HAMMING: 'hamming',
  L2_SQUARED: 'l2-squared',
} as const;
