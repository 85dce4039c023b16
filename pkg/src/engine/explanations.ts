/** From the core's flat explanations to objects. `src/query/explain/mod.rs` says in which order the numbers come. */
import type {
  BoostExplanation,
  Box,
  Explanation,
  HybridExplanation,
  HybridLeg,
  JoinExplanation,
  KeywordExplanation,
  MmrExplanation,
  SimilarityMatrix,
  TargetExplanation,
  TermExplanation,
  TokenMatch,
  VectorExplanation,
} from '../types/explain.js';

type SharedTerm = Pick<
  TermExplanation,
  'term' | 'query' | 'property' | 'idf' | 'discount' | 'weight' | 'averageLength'
>;

type SharedTarget = { name: string; weight: number; labels: string[] };

/** Explanations of all hits of an answer, one after the other. */
export type PackedExplanations = {
  shared: {
    /** Whether matrices were asked for. */
    matrices: boolean;
    /** Of a search by vectors, one per query vector; `labels` of its tokens, empty without. */
    targets?: SharedTarget[];
    combination?: JoinExplanation['combination'] | null;
    /** Of a search by keywords: those that hits have. */
    terms?: SharedTerm[];
    /** `weights` are those of the vector and of the keyword leg. */
    hybrid?: Pick<HybridExplanation, 'fusion' | 'alpha'> & { weights: [number, number] };
    boost?: Pick<BoostExplanation, 'weight' | 'range'> & { conditions: { kind: string; weight: number }[] };
    balance?: number;
  };
  numbers: Float64Array;
  texts: string[];
  arrays: Float32Array[];
};

/** What is told of a document's tokens. With matrices of all of them, else of the matches only. */
type Labels = { words: string[] | undefined; boxes: Float32Array | undefined; rows: number; columns: number };

const BOX = 4;
const boxAt = (boxes: Float32Array, at: number) => Array.from(boxes.subarray(at * BOX, (at + 1) * BOX)) as Box;

/** Reads one explanation after the other. */
class Reader {
  readonly #shared: PackedExplanations['shared'];
  readonly #numbers: Float64Array;
  readonly #texts: string[];
  readonly #arrays: Float32Array[];
  #number = 0;
  #text = 0;
  #array = 0;

  constructor({ shared, numbers, texts, arrays }: PackedExplanations) {
    this.#shared = shared;
    this.#numbers = numbers;
    this.#texts = texts;
    this.#arrays = arrays;
  }

  #next = () => this.#numbers[this.#number++] as number;

  #list<T>(count: number, one: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => one(index));
  }

  #array32 = () => this.#arrays[this.#array++] as Float32Array;

  next(): Explanation {
    const { targets, terms, hybrid, boost, balance } = this.#shared;
    const out: Explanation = { score: this.#next() };
    if (targets) {
      const vector = this.#vector(targets);
      if (vector) out.vector = vector;
    }
    if (terms) {
      const keyword = this.#keyword(terms);
      if (keyword) out.keyword = keyword;
    }
    if (hybrid) out.hybrid = this.#hybrid(hybrid);
    if (boost) out.boost = this.#boost(boost);
    if (balance !== undefined) {
      const mmr = this.#mmr(balance);
      if (mmr) out.mmr = mmr;
    }
    return out;
  }

  #vector(shared: SharedTarget[]): VectorExplanation | undefined {
    const count = this.#next();
    if (count < 0) return undefined;
    const contributions: number[] = [];
    const targets = this.#list(count, () => this.#target(shared, contributions));
    const distance = this.#next();
    const { combination } = this.#shared;
    return combination ? { targets, join: { combination, contributions, distance } } : { targets };
  }

  #target(shared: SharedTarget[], contributions: number[]): TargetExplanation {
    const { matrices } = this.#shared;
    const { name, weight, labels } = shared[this.#next()] as SharedTarget;
    const distance = this.#next();
    contributions.push(this.#next());
    const target: TargetExplanation = { name, weight, distance, score: -distance };
    const tokens = this.#next();
    if (tokens === 0) return target;
    const documentTokens = this.#next();
    const found = this.#list(tokens, () => ({ at: this.#next(), similarity: this.#next() }));
    const values = matrices ? this.#array32() : undefined;
    const told = this.#labels(matrices ? documentTokens : tokens);
    target.tokens = found.map(({ at, similarity }, index) => ({
      index,
      ...(labels[index] !== undefined && { label: labels[index] }),
      similarity,
      share: distance === 0 ? 0 : similarity / -distance,
      match: match(at, matrices ? at : index, told),
    }));
    if (values) target.matrix = matrix(values, [tokens, documentTokens], told);
    return target;
  }

  #labels(count: number): Labels {
    const [hasWords, hasBoxes, rows, columns] = [this.#next(), this.#next(), this.#next(), this.#next()];
    const words = hasWords ? this.#texts.slice(this.#text, this.#text + count) : undefined;
    if (hasWords) this.#text += count;
    return { words, boxes: hasBoxes ? this.#array32() : undefined, rows, columns };
  }

  #keyword(shared: SharedTerm[]): KeywordExplanation | undefined {
    const count = this.#next();
    if (count < 0) return undefined;
    const score = this.#next();
    const terms = this.#list(count, (): TermExplanation => {
      const { term, query, property, idf, discount, weight, averageLength } = shared[this.#next()] as SharedTerm;
      const [tf, length, contribution] = [this.#next(), this.#next(), this.#next()];
      const asked = query === undefined ? undefined : { query, discount };
      return { term, ...asked, property, tf, idf, weight, length, averageLength, contribution };
    });
    return { score, terms };
  }

  #hybrid({ fusion, alpha, weights }: NonNullable<PackedExplanations['shared']['hybrid']>): HybridExplanation {
    const legs = this.#list(this.#next(), (): HybridLeg => {
      const leg = this.#next();
      const [raw, normalised, rank, contribution] = [this.#next(), this.#next(), this.#next(), this.#next()];
      const kind = leg === 0 ? 'vector' : 'keyword';
      return { kind, raw, normalised, rank, weight: weights[leg] as number, contribution };
    });
    return { fusion, alpha, legs };
  }

  #boost({ weight, range, conditions }: NonNullable<PackedExplanations['shared']['boost']>): BoostExplanation {
    const before = { rank: this.#next(), score: this.#next() };
    const after = { rank: this.#next(), score: this.#next() };
    const [primary, boost, blend] = [this.#next(), this.#next(), this.#next()];
    const each = conditions.map((condition) => ({ ...condition, score: this.#next() }));
    const told = each as BoostExplanation['conditions'];
    return { before, after, weight, primary, boost, blend, range, conditions: told };
  }

  #mmr(balance: number): MmrExplanation | undefined {
    const before = { rank: this.#next(), score: this.#next() };
    const after = { rank: this.#next(), score: this.#next() };
    const [nearest, distance] = [this.#next(), this.#next()];
    if (before.rank === 0) return undefined;
    if (nearest === 0) return { before, after, balance };
    return { before, after, balance, nearest: { uuid: this.#texts[this.#text++] as string, distance } };
  }
}

/** A match at position `index` of the document, which is told of at position `at` of the labels. */
function match(index: number, at: number, { words, boxes, rows, columns }: Labels): TokenMatch {
  const out: TokenMatch = { index };
  if (words) out.label = words[at] as string;
  if (boxes) {
    const box = boxAt(boxes, at);
    if (box.some((side) => side !== 0)) out.box = box;
  } else if (index < rows * columns) {
    out.box = [(index % columns) / columns, Math.floor(index / columns) / rows, 1 / columns, 1 / rows];
  }
  return out;
}

function matrix(values: Float32Array, shape: [number, number], { words, boxes, rows, columns }: Labels) {
  const out: SimilarityMatrix = { values, shape };
  if (words) out.labels = words;
  if (boxes) out.boxes = boxes;
  if (rows > 0) out.grid = { rows, columns };
  return out;
}

/** The explanations of hits, in their order. */
export function unpackExplanations(packed: PackedExplanations, hits: number): Explanation[] {
  const reader = new Reader(packed);
  return Array.from({ length: hits }, () => reader.next());
}
