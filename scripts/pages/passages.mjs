// A page's lines as texts to embed, and the boxes of what is in them.

/** UTF-16 code units of a passage: below what the encoder takes at once, in any language. */
const LONGEST = 600;
/** Between characters of these scripts a line is broken anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。「」（）・]/u;
/** Where the layout has hyphenated a word. */
const HYPHEN = '\ufffe';

/**
 * @typedef {[left: number, top: number, width: number, height: number]} Box fractions of the page
 * @typedef {{ text: string, boxes: (Box | null)[] }} Line
 * @typedef {{ text: string, boxes: (Box | null)[], lines: number[] }} Passage per code unit its box, and the line it is in
 */

/**
 * Joins lines to passages, each from the beginning of a line to the end of one.
 * @param {Line[]} lines
 * @returns {Passage[]}
 */
export function passagesOf(lines) {
  const passages = [];
  lines.forEach((line, number) => {
    let passage = passages.at(-1);
    if (!passage || passage.text.length + line.text.length > LONGEST) {
      passage = { text: '', boxes: [], lines: [] };
      passages.push(passage);
    }
    const add = (unit, box) => {
      passage.text += unit;
      passage.boxes.push(box);
      passage.lines.push(number);
    };
    const last = passage.text.at(-1);
    if (last && !(UNSPACED.test(last) && UNSPACED.test(line.text[0]))) add(' ', null);
    for (let i = 0; i < line.text.length; i++) if (line.text[i] !== HYPHEN) add(line.text[i], line.boxes[i]);
  });
  return passages;
}

/**
 * The box around a part of a passage; of a part that goes on in the next line, around its beginning.
 * @param {Passage} passage
 * @param {[start: number, end: number]} span
 * @returns {Box} zeros where nothing of it is drawn
 */
export function boxOf({ boxes, lines }, [start, end]) {
  const drawn = [];
  for (let i = start; i < end; i++) {
    if (boxes[i] && (drawn.length === 0 || lines[i] === drawn[0].line)) drawn.push({ box: boxes[i], line: lines[i] });
  }
  if (drawn.length === 0) return [0, 0, 0, 0];
  const left = Math.min(...drawn.map(({ box }) => box[0]));
  const top = Math.min(...drawn.map(({ box }) => box[1]));
  const right = Math.max(...drawn.map(({ box }) => box[0] + box[2]));
  const bottom = Math.max(...drawn.map(({ box }) => box[1] + box[3]));
  return [left, top, right - left, bottom - top];
}
