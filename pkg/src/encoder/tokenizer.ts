/**
 * Cuts texts into the pieces of a model's vocabulary, from a `tokenizer.json` of Hugging Face's tokenizers with a Unigram
 * model: of all ways to cut a text the most likely one (Kudo 2018, https://arxiv.org/abs/1804.10959).
 */
import { WeaviateEncoderError } from '../errors.js';
import { type Character, type Normalizer, normalize } from './normalize.js';

/** A text in pieces. `spans` and `ids` are of the same length; tokens that mark begin and end have empty spans. */
export type Tokens = { ids: number[]; spans: [start: number, end: number][] };

/** What the file is expected to hold, as far as it is looked at. */
type TokenizerFile = {
  normalizer?: NormalizerPart;
  pre_tokenizer?: { type: string; replacement?: string; prepend_scheme?: string; split?: boolean };
  model: { type: string; unk_id: number; vocab: [piece: string, score: number][] };
};
type NormalizerPart = {
  type: string;
  normalizers?: NormalizerPart[];
  pattern?: { Regex?: string };
  content?: string;
};

/** How much less likely than every piece a character is that is in none (as in SentencePiece). */
const UNKNOWN_PENALTY = 10;
/** Pieces behind the last one that counts, by which it is chosen. */
const BEYOND = 32;
/** What stands for a space. */
const SPACE = '\u2581';

function parse(file: Uint8Array): Partial<TokenizerFile> {
  try {
    return (JSON.parse(new TextDecoder().decode(file)) ?? {}) as Partial<TokenizerFile>;
  } catch {
    throw refusal('this is not JSON');
  }
}

const refusal = (what: string) => new WeaviateEncoderError('format', `tokenizer.json: ${what}`);

function normalizers(part: NormalizerPart | undefined): Normalizer[] {
  if (!part) return [];
  const { type, pattern, content = '' } = part;
  if (type === 'Sequence') return (part.normalizers ?? []).flatMap(normalizers);
  if (type === 'NFKC') return [{ type }];
  if (type === 'Replace' && pattern?.Regex) return [{ type, pattern: new RegExp(pattern.Regex, 'gu'), content }];
  throw refusal(`the normalizer is of type ${type}; NFKC and Replace with a Regex are known`);
}

export class Tokenizer {
  /** The pieces by their ids. */
  readonly pieces: string[];
  readonly #ids = new Map<string, number>();
  readonly #scores: Float64Array;
  readonly #changes: Normalizer[];
  readonly #unknown: number;
  /** The score of a character that is in no piece. */
  readonly #unlikely: number;
  readonly #begin: number;
  readonly #end: number;
  /** Code points of the longest piece. */
  readonly #longest: number;

  /** @throws WeaviateEncoderError when the file asks for something that is not here */
  constructor(file: Uint8Array) {
    const { model, normalizer, pre_tokenizer: spaces } = parse(file);
    if (model?.type !== 'Unigram') throw refusal(`the model is of type ${model?.type}; Unigram is known`);
    if (spaces?.type !== 'Metaspace' || spaces.prepend_scheme !== 'always' || spaces.split !== false) {
      throw refusal('the pre_tokenizer must be Metaspace, always prepended, without a split');
    }
    this.#changes = normalizers(normalizer);
    this.#scores = Float64Array.from(model.vocab, ([, score]) => score);
    this.pieces = model.vocab.map(([piece]) => piece);
    for (const [id, piece] of this.pieces.entries()) this.#ids.set(piece, id);
    this.#longest = this.pieces.reduce((longest, piece) => Math.max(longest, [...piece].length), 1);
    this.#unknown = model.unk_id;
    this.#unlikely = this.#scores.reduce((least, score) => Math.min(least, score), 0) - UNKNOWN_PENALTY;
    this.#begin = this.#take('<s>');
    this.#end = this.#take('</s>');
    // what marks something is no piece of any text
    this.#take('<pad>');
    this.#take('<unk>');
  }

  #take(mark: string): number {
    const id = this.#ids.get(mark);
    if (id === undefined) throw refusal(`the vocabulary has no ${mark}`);
    this.#ids.delete(mark);
    return id;
  }

  /** The text in pieces between the marks of begin and end, `longest` of them at most: what is beyond is left out. */
  encode(text: string, longest: number): Tokens {
    // a long text is only cut as far as it counts, and a little further: pieces near an end depend on what follows
    const most = (longest + BEYOND) * this.#longest;
    const { ids, spans } = this.#cut(withSpaces(normalize(text, this.#changes).slice(0, most)));
    const kept = Math.min(ids.length, longest - 2);
    const last = text.length;
    return {
      ids: [this.#begin, ...ids.slice(0, kept), this.#end],
      spans: [[0, 0], ...spans.slice(0, kept), [last, last]],
    };
  }

  /** Viterbi's algorithm: the best way to each place is by the best last piece that ends there. */
  #cut(characters: Character[]): Tokens {
    const count = characters.length;
    const best = new Float64Array(count + 1).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(count + 1);
    const piece = new Int32Array(count + 1);
    best[0] = 0;
    const step = (start: number, end: number, id: number, score: number) => {
      const total = (best[start] as number) + score;
      if (total <= (best[end] as number)) return;
      best[end] = total;
      from[end] = start;
      piece[end] = id;
    };
    for (let start = 0; start < count; start++) {
      let text = '';
      let alone = false;
      for (let end = start + 1; end <= Math.min(count, start + this.#longest); end++) {
        text += (characters[end - 1] as Character).value;
        const id = this.#ids.get(text);
        if (id === undefined) continue;
        step(start, end, id, this.#scores[id] as number);
        alone ||= end === start + 1;
      }
      if (!alone) step(start, start + 1, this.#unknown, this.#unlikely);
    }
    const tokens: Tokens = { ids: [], spans: [] };
    for (let end = count; end > 0; end = from[end] as number) {
      const id = piece[end] as number;
      const { start } = characters[from[end] as number] as Character;
      // unknown characters in a row are one
      if (id === this.#unknown && tokens.ids.at(-1) === id) {
        (tokens.spans.at(-1) as [number, number])[0] = start;
        continue;
      }
      tokens.ids.push(id);
      tokens.spans.push([start, (characters[end - 1] as Character).end]);
    }
    tokens.ids.reverse();
    tokens.spans.reverse();
    return tokens;
  }
}

/** Spaces as pieces have them, one before the first word. */
function withSpaces(characters: Character[]): Character[] {
  const out = characters.map((one) => (one.value === ' ' ? { ...one, value: SPACE } : one));
  if (out.length > 0 && out[0]?.value !== SPACE) out.unshift({ value: SPACE, start: 0, end: 0 });
  return out;
}
