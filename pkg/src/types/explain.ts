/** Why a hit is where it is, and which of its words say so. Weaviate has neither. */

/** Where something is on a page: its left, its top, its width and its height, as fractions 0 to 1 of the page. */
export type Box = [x: number, y: number, width: number, height: number];

/** Patches of an image: `rows × columns` token vectors, the first ones of their multi-vector, row by row. */
export type PatchGrid = { rows: number; columns: number };

/**
 * A multi-vector that says what its token vectors stand for. It is accepted wherever a multi-vector is: of an object on
 * its way in, as a query, and as what an embedding function gives.
 */
export type LabelledVectors = {
  vectors: number[][] | Float32Array[] | { data: Float32Array; dimensions: number };
  /** One label per token vector: as the model's tokenizer gives it, or as it should be shown. */
  tokens?: string[];
  /** One box per token vector; in one array four numbers each. A box of zeros stands for none. */
  boxes?: Box[] | Float32Array;
  /** Instead of boxes, for an image that was cut evenly. */
  grid?: PatchGrid;
};

// Explanations

/** Options of a search beside `returnMetadata: ['explain']`. */
export type ExplainOptions = {
  /** Adds each target's whole {@link SimilarityMatrix}, which {@link heatMap} needs. Default: false. */
  matrix?: boolean;
};

/**
 * How the score of a hit came about, in the order of what happens: the legs, what joins them, what reorders them.
 * Parts are there where the search has them.
 */
export type Explanation = {
  /**
   * What the hit is ranked by: the score of a keyword, hybrid or boosted search. In a search by vectors alone it is
   * minus the distance. Numbers as the search computed them, in 32 bits.
   */
  score: number;
  /** A search by vectors, or the dense leg of a hybrid one; absent where that leg did not find the hit. */
  vector?: VectorExplanation;
  /** A keyword search, or the keyword leg of a hybrid one; absent where that leg did not find the hit. */
  keyword?: KeywordExplanation;
  hybrid?: HybridExplanation;
  boost?: BoostExplanation;
  mmr?: MmrExplanation;
};

export type VectorExplanation = {
  /** One entry per target vector and query vector, in the order in which they are joined. */
  targets: TargetExplanation[];
  /** How the distances of several targets became one; absent for a single one. */
  join?: JoinExplanation;
};

export type TargetExplanation = {
  /** Name of the target vector; `default` for an unnamed one. */
  name: string;
  /** Its weight in the join; 1 where there is nothing to weigh. */
  weight: number;
  distance: number;
  /** Minus the distance. Of a multi-vector it is the sum of its tokens' similarities. */
  score: number;
  /** One entry per query token. Only of multi-vectors, and of objects that have this vector. */
  tokens?: TokenExplanation[];
  /** Only on request: `explain: { matrix: true }`. */
  matrix?: SimilarityMatrix;
};

/** A query token and the token of the document that is most like it. */
export type TokenExplanation = {
  /** Position in the query's multi-vector. */
  index: number;
  /** Its label, where the query was given with labels. */
  label?: string;
  /** Dot product of both token vectors: what this token adds to the target's score. */
  similarity: number;
  /** `similarity` as a fraction of the target's score: the shares of all tokens add up to 1. */
  share: number;
  match: TokenMatch;
};

export type TokenMatch = {
  /** Position in the document's multi-vector, as it is stored. */
  index: number;
  label?: string;
  /** Of the token's own box, or of its cell in the grid. */
  box?: Box;
};

/** The similarity of every query token to every token of the document. */
export type SimilarityMatrix = {
  /** Row by row, a row per query token. */
  values: Float32Array;
  shape: [queryTokens: number, documentTokens: number];
  /** Labels of the document's tokens. */
  labels?: string[];
  /** Boxes of the document's tokens, four numbers each. */
  boxes?: Float32Array;
  grid?: PatchGrid;
};

/** From the distances of several targets to one. */
export type JoinExplanation = {
  combination: 'sum' | 'average' | 'minimum' | 'relative-score' | 'manual-weights';
  /** What each target adds to the joined distance, in the order of `targets`; with `minimum` only the nearest one. */
  contributions: number[];
  /** The joined distance: the sum of the contributions. */
  distance: number;
};

/** BM25: the score is the sum of the contributions of all terms in all properties. */
export type KeywordExplanation = { score: number; terms: TermExplanation[] };

export type TermExplanation = {
  /** The term that the document has. */
  term: string;
  /** The term that was asked for, where that is another one: see `asYouType`. */
  query?: string;
  property: string;
  /** How often the property has it. */
  tf: number;
  /** Inverse document frequency, times how often the query has the term. */
  idf: number;
  /** Below 1 for a term that is not the one that was asked for: see `asYouType`. */
  discount?: number;
  /** Weight of the property: `name^weight`. */
  weight: number;
  /** Tokens of the property. */
  length: number;
  /** Tokens of this property in the mean of all objects. */
  averageLength: number;
  /** What it adds to the score. */
  contribution: number;
};

/** Hybrid search: the score is the sum of the contributions of both legs. */
export type HybridExplanation = {
  fusion: 'ranked' | 'relative-score';
  alpha: number;
  /** The legs that found the hit. */
  legs: HybridLeg[];
};

export type HybridLeg = {
  kind: 'vector' | 'keyword';
  /** What the leg is ordered by: the BM25 score, or 1 minus the distance. */
  raw: number;
  /** `raw` scaled to 0..1 over the leg; in ranked fusion 1 / (rank + 59). */
  normalised: number;
  /** Position in the leg, from 1. */
  rank: number;
  weight: number;
  /** `normalised × weight`. */
  contribution: number;
};

/** Where something stands, from 1, and what it is ranked by there. */
export type Standing = { rank: number; score: number };

/** A boost blends the search's own order with conditions, then scales the blend to 0..1. */
export type BoostExplanation = {
  before: Standing;
  after: Standing;
  /** Share of the conditions in the blend. */
  weight: number;
  /** `before.score` scaled to 0..1 over the boosted candidates. */
  primary: number;
  /** What the conditions give together: their mean by weight. */
  boost: number;
  /** `(1 - weight) × primary + weight × boost`. */
  blend: number;
  /** The smallest and the largest blend of all candidates: `after.score` is where this blend lies between them. */
  range: [lowest: number, highest: number];
  conditions: { kind: 'filter' | 'time-decay' | 'numeric-decay' | 'property-value'; weight: number; score: number }[];
};

/** Diversity selects one hit after the other, by what it adds to those that are selected. */
export type MmrExplanation = {
  /** Place in the page before; `score` is the relevance. */
  before: Standing;
  /** Place after; `score` is what it was selected by: `balance × relevance + (1 - balance) × nearest.distance`. */
  after: Standing;
  balance: number;
  /** The hit most like it among those selected before; absent for the first one. */
  nearest?: { uuid: string; distance: number };
};

/** What `heatMap` gives: a number per token of the document, or per patch. */
export type HeatMap = {
  /** Similarities, larger for more alike. With `grid` one per cell, row by row. */
  values: Float32Array;
  grid?: PatchGrid;
  /** Four numbers per value. */
  boxes?: Float32Array;
  /** One per value. */
  labels?: string[];
};

/** Which part of an explanation to map: by default its only target, and all query tokens. */
export type HeatMapOptions = {
  /** Name of the target vector. */
  target?: string;
  /** One query token, by its index; without it the maximum over all of them. */
  token?: number;
};

// Highlights

/** Which words of a hit the search found, for searches by text: see `metadata.highlights`. */
export type HighlightOptions = {
  /** Text properties; absent: those that the search looks at. */
  properties?: string[];
  /** Most UTF-16 code units of a snippet; `Infinity` for the whole text. Default: 200. */
  length?: number;
};

/** The best passage of one property. Text and places, no markup: show them as text. */
export type Highlight = {
  /** The passage, as it stands in the property. */
  snippet: string;
  /** Where it begins in the property, in UTF-16 code units. */
  offset: number;
  /** Of a property that is a list: which of its texts. */
  item?: number;
  /** What was found: `snippet.slice(start, end)`, ascending, apart from each other. */
  ranges: [start: number, end: number][];
};

/** Passages by property. A property in which nothing was found is absent. */
export type Highlights = Record<string, Highlight>;

// As you type

/** Finds what a query that is still being typed may become: see the options of `bm25`. */
export type AsYouTypeOptions = {
  /** Which terms of the query may be beginnings of words. Default: the last one. */
  prefix?: 'last' | 'all' | 'none';
  /** How many letters of a term may be wrong, missing, too many, or two in the other's place. Default: 1. */
  edits?: 0 | 1;
};
