/** From the core's flat explanations to objects. `src/query/explain/mod.rs` says in which order things come. */
import type {
  BoostExplanation,
  Box,
  Explanation,
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

/**
 * Explanations of all hits of an answer: what they share, then one after the other. The numbers stand at an address in
 * the module's memory until it is called again: the first is how many texts there are in the one text, the last ones are
 * their lengths.
 */
export type PackedExplanations = [address: number, count: number, text: string, ...arrays: Float32Array[]];

const JOINS: JoinExplanation['combination'][] = ['sum', 'average', 'minimum', 'relative-score', 'manual-weights'];
const CONDITIONS: BoostExplanation['conditions'][0]['kind'][] = [
  'filter',
  'time-decay',
  'numeric-decay',
  'property-value',
];
const BOX = 4;

/** Reads what was written, one after the other. */
class Reader {
  readonly #numbers: Float64Array;
  readonly #text: string;
  #next = 1;
  /** Where the length of the next text is. */
  #length: number;
  /** Where the next text begins. */
  #at = 0;

  constructor([address, count, text]: PackedExplanations, memory: ArrayBuffer) {
    const numbers = new Float64Array(memory, address, count);
    this.#numbers = numbers;
    this.#text = text;
    this.#length = numbers.length - (numbers[0] as number);
  }

  number = () => this.#numbers[this.#next++] as number;
  text = () => {
    const start = this.#at;
    this.#at += this.#numbers[this.#length++] as number;
    return this.#text.slice(start, this.#at);
  };

  list<T>(count: number, one: (index: number) => T): T[] {
    // a keyword search takes a tenth of a millisecond, of which `Array.from` and a spread would be a good part
    const out: T[] = [];
    for (let index = 0; index < count; index++) out.push(one(index));
    return out;
  }

  /** A list that may be none. */
  maybe<T>(one: () => T): T[] | undefined {
    const count = this.number();
    return count < 0 ? undefined : this.list(count, one);
  }
}

/** What all hits share. */
type Head = ReturnType<typeof readHead>;

function readHead(from: Reader) {
  const { number, text } = from;
  const matrices = number() === 1;
  const targets = from.maybe(() => ({ name: text(), weight: number(), labels: from.list(number(), text) }));
  const combination = targets && JOINS[number() - 1];
  const properties = from.maybe(text);
  const terms =
    properties &&
    from.list(number(), () => {
      const term = text();
      const query = number() === 1 ? text() : undefined;
      const property = properties[number()]!;
      return { term, query, property, idf: number(), discount: number(), weight: number(), averageLength: number() };
    });
  const fusion = [undefined, 'relative-score' as const, 'ranked' as const][number()];
  const hybrid = fusion && { fusion, alpha: number(), weights: [number(), number()] };
  const conditions = number();
  const boost =
    conditions < 0
      ? undefined
      : {
          weight: number(),
          range: [number(), number()] as [number, number],
          conditions: from.list(conditions, () => ({ kind: CONDITIONS[number()]!, weight: number() })),
        };
  const balance = number() === 1 ? number() : undefined;
  return { matrices, targets, combination, terms, hybrid, boost, balance };
}

/** What is told of a document's tokens. With matrices of all of them, else of the matches only. */
type Labels = { words: string[] | undefined; boxes: Float32Array | undefined; rows: number; columns: number };

/** Reads one explanation after the other. */
class Explanations {
  readonly #head: Head;
  readonly #from: Reader;
  readonly #arrays: Iterator<Float32Array>;

  constructor(packed: PackedExplanations, memory: ArrayBuffer) {
    this.#from = new Reader(packed, memory);
    this.#head = readHead(this.#from);
    this.#arrays = (packed.slice(3) as Float32Array[]).values();
  }

  #array = () => this.#arrays.next().value as Float32Array;

  next(): Explanation {
    const { targets, terms, hybrid, boost, balance } = this.#head;
    const out: Explanation = { score: this.#from.number() };
    const vector = targets && this.#vector(targets);
    const keyword = terms && this.#keyword(terms);
    if (vector) out.vector = vector;
    if (keyword) out.keyword = keyword;
    if (hybrid) out.hybrid = this.#hybrid(hybrid);
    if (boost) out.boost = this.#boost(boost);
    const mmr = balance === undefined ? undefined : this.#mmr(balance);
    if (mmr) out.mmr = mmr;
    return out;
  }

  #vector(shared: NonNullable<Head['targets']>): VectorExplanation | undefined {
    const contributions: number[] = [];
    const targets = this.#from.maybe(() => this.#target(shared, contributions));
    if (!targets) return undefined;
    const distance = this.#from.number();
    const { combination } = this.#head;
    return combination ? { targets, join: { combination, contributions, distance } } : { targets };
  }

  #target(shared: NonNullable<Head['targets']>, contributions: number[]): TargetExplanation {
    const { number } = this.#from;
    const { matrices } = this.#head;
    const { name, weight, labels } = shared[number()]!;
    const distance = number();
    contributions.push(number());
    const target: TargetExplanation = { name, weight, distance, score: -distance };
    const tokens = number();
    if (tokens === 0) return target;
    const documentTokens = number();
    const found = this.#from.list(tokens, () => ({ at: number(), similarity: number() }));
    const values = matrices ? this.#array() : undefined;
    const told = this.#labels(matrices ? documentTokens : tokens);
    target.tokens = found.map(({ at, similarity }, index) => {
      const share = distance === 0 ? 0 : similarity / -distance;
      const own = match(at, matrices ? at : index, told);
      const label = labels[index];
      return label === undefined
        ? { index, similarity, share, match: own }
        : { index, label, similarity, share, match: own };
    });
    if (values) target.matrix = matrix(values, [tokens, documentTokens], told);
    return target;
  }

  #labels(count: number): Labels {
    const { number, text } = this.#from;
    const [hasWords, hasBoxes, rows, columns] = [number(), number(), number(), number()];
    const words = hasWords ? this.#from.list(count, text) : undefined;
    return { words, boxes: hasBoxes ? this.#array() : undefined, rows, columns };
  }

  #keyword(shared: NonNullable<Head['terms']>): KeywordExplanation | undefined {
    const { number } = this.#from;
    const count = number();
    if (count < 0) return undefined;
    const score = number();
    const terms = this.#from.list(count, (): TermExplanation => {
      const { term, query, property, idf, discount, weight, averageLength } = shared[number()]!;
      const tf = number();
      const length = number();
      const contribution = number();
      if (query === undefined) return { term, property, tf, idf, weight, length, averageLength, contribution };
      return { term, query, property, tf, idf, discount, weight, length, averageLength, contribution };
    });
    return { score, terms };
  }

  #hybrid({ fusion, alpha, weights }: NonNullable<Head['hybrid']>): NonNullable<Explanation['hybrid']> {
    const { number } = this.#from;
    const legs = this.#from.list(number(), (): HybridLeg => {
      const leg = number();
      const kind = leg === 0 ? 'vector' : 'keyword';
      const weight = weights[leg]!;
      return { kind, raw: number(), normalised: number(), rank: number(), weight, contribution: number() };
    });
    return { fusion, alpha, legs };
  }

  #boost({ weight, range, conditions }: NonNullable<Head['boost']>): BoostExplanation {
    const { number } = this.#from;
    const before = { rank: number(), score: number() };
    const after = { rank: number(), score: number() };
    const [primary, boost, blend] = [number(), number(), number()];
    const scored = conditions.map((condition) => ({ ...condition, score: number() }));
    return { before, after, weight, primary, boost, blend, range, conditions: scored };
  }

  #mmr(balance: number): MmrExplanation | undefined {
    const { number, text } = this.#from;
    const before = { rank: number(), score: number() };
    const after = { rank: number(), score: number() };
    const [isNear, distance] = [number(), number()];
    if (before.rank === 0) return undefined;
    return { before, after, balance, ...(isNear && { nearest: { uuid: text(), distance } }) };
  }
}

/** A match at position `index` of the document, which is told of at position `at` of the labels. */
function match(index: number, at: number, { words, boxes, rows, columns }: Labels): TokenMatch {
  const out: TokenMatch = { index };
  if (words) out.label = words[at]!;
  if (boxes) {
    const box = Array.from(boxes.subarray(at * BOX, (at + 1) * BOX)) as Box;
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

/** The explanations of so many hits, in their order. */
export function unpackExplanations(packed: PackedExplanations, hits: number, memory: ArrayBuffer): Explanation[] {
  const from = new Explanations(packed, memory);
  const out: Explanation[] = [];
  for (let hit = 0; hit < hits; hit++) out.push(from.next());
  return out;
}
