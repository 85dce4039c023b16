/** A text as a tokenizer cuts it: normalised characters that remember where they came from. */

/** One change of the text before it is cut into pieces. */
export type Normalizer = { type: 'NFKC' } | { type: 'Replace'; pattern: RegExp; content: string };

/** A code point, and the part of the text that it stands for, in UTF-16 code units. */
export type Character = { value: string; start: number; end: number };

/**
 * Graphemes: what belongs to one is only composed with what belongs to it too, so that each can be normalised alone.
 * (A test compares this with normalising the whole.)
 */
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Ends of the graphemes. Printable ASCII composes with nothing; it is most of many texts, and the segmenter is slow. */
function* graphemeEnds(text: string): Generator<number> {
  if (/^[\x20-\x7e]*$/.test(text)) for (let end = 1; end <= text.length; end++) yield end;
  else for (const { segment, index } of segmenter.segment(text)) yield index + segment.length;
}

/** Ends of the parts of a text that a pattern finds, and of those between them. */
function* matchEnds(text: string, pattern: RegExp): Generator<number> {
  for (const { 0: found, index } of text.matchAll(pattern)) yield* [index, index + found.length];
  yield text.length;
}

/** Changes parts of a text that end as given. Each character of a changed part stands for all of the part. */
function change(characters: Character[], ends: Iterable<number>, changed: (part: string) => string): Character[] {
  const out: Character[] = [];
  let at = 0;
  let done = 0;
  for (const end of ends) {
    const first = at;
    for (; done < end; at++) done += (characters[at] as Character).value.length;
    if (at === first) continue;
    const part = characters.slice(first, at);
    const before = part.map(({ value }) => value).join('');
    const after = changed(before);
    if (after === before) {
      out.push(...part);
      continue;
    }
    const { start } = part[0] as Character;
    const { end: last } = part.at(-1) as Character;
    for (const value of after) out.push({ value, start, end: last });
  }
  return out;
}

/** The text after all changes, in their order. */
export function normalize(text: string, changes: Normalizer[]): Character[] {
  let characters: Character[] = [];
  let start = 0;
  for (const value of text) {
    characters.push({ value, start, end: start + value.length });
    start += value.length;
  }
  for (const one of changes) {
    const now = characters.map(({ value }) => value).join('');
    if (one.type === 'NFKC') {
      characters = change(characters, graphemeEnds(now), (part) => part.normalize('NFKC'));
    } else {
      const whole = new RegExp(`^(?:${one.pattern.source})$`, one.pattern.flags.replace('g', ''));
      characters = change(characters, matchEnds(now, one.pattern), (part) => (whole.test(part) ? one.content : part));
    }
  }
  return characters;
}
