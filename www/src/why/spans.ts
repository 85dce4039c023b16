/** Where the pieces of a tokenizer stand in the text they were cut from. */
export type Span = { start: number; end: number };

/** How far a piece may be from where the one before ended, in UTF-16 code units: punctuation has no tokens. */
const REACH = 40;

/** A word is begun with this mark; the rest of a piece is text. */
const bare = (piece: string) => piece.replace(/^▁/, '');

/**
 * One span per piece, in order, or undefined for a piece that does not occur: the tokenizer normalises some characters
 * (full-width letters, ligatures), which are compared in their normal form, one by one.
 */
export function spansOf(text: string, pieces: readonly string[]): (Span | undefined)[] {
  const { normal, places } = normalised(text);
  let at = 0;
  return pieces.map((piece) => {
    const wanted = bare(piece).normalize('NFKC').toLowerCase();
    const found = wanted ? normal.indexOf(wanted, at) : -1;
    if (found < 0 || found > at + REACH) return undefined;
    at = found + wanted.length;
    return { start: places[found] as number, end: places[at] as number };
  });
}

/** The text in normal form, and for each of its code units where it stands in the text. */
function normalised(text: string): { normal: string; places: number[] } {
  let normal = '';
  const places: number[] = [];
  let offset = 0;
  for (const character of text) {
    const form = character.normalize('NFKC').toLowerCase();
    for (let i = 0; i < form.length; i++) places.push(offset);
    normal += form;
    offset += character.length;
  }
  places.push(text.length);
  return { normal, places };
}

/** A piece as it is to be read; one without a name by its place, from 1. */
export const readable = (piece: string | undefined, index: number): string =>
  piece === undefined ? String(index + 1) : bare(piece) || '␣';
