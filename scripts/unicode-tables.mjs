// Writes src/text/tables.rs: the Unicode facts that the tokenizers need, from Node's own \p{…} and normalize().
//   node scripts/unicode-tables.mjs > src/text/tables.rs
// Every table is a byte string of unsigned LEB128 numbers; src/text/categories.rs and normal.rs say how they are read.

const LAST = 0x10ffff;
const codePoints = function* () {
  for (let c = 0; c <= LAST; c++) if (c < 0xd800 || c > 0xdfff) yield c;
};
const text = (...codes) => String.fromCodePoint(...codes);
const points = (string) => [...string].map((c) => c.codePointAt(0));

class Bytes {
  out = [];
  /** An unsigned number, seven bits per byte, low bits first. */
  number(n) {
    for (; n > 127; n >>>= 7) this.out.push((n & 127) | 128);
    this.out.push(n);
  }
  /** A signed number, zigzag: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
  signed(n) {
    this.number(n < 0 ? -2 * n - 1 : 2 * n);
  }
}

const packed = (numbers) => {
  const bytes = new Bytes();
  for (const n of numbers) bytes.number(n);
  return bytes.out;
};

/** Runs of code points with the same value, `undefined` left out: [from, length, value]. */
function runs(numberOf) {
  const found = [];
  for (const c of codePoints()) {
    const value = numberOf(c);
    if (value === undefined) continue;
    const last = found.at(-1);
    if (last && last[0] + last[1] === c && last[2] === value) last[1]++;
    else found.push([c, 1, value]);
  }
  return found;
}

/** A set: pairs of (distance from the end of the last run, length). */
function set(pattern) {
  const bytes = new Bytes();
  let at = 0;
  for (const [from, length] of runs((c) => (pattern.test(text(c)) ? true : undefined))) {
    bytes.number(from - at);
    bytes.number(length);
    at = from + length;
  }
  return bytes.out;
}

/**
 * Ranks of the canonical combining classes above 0. JavaScript does not tell the classes, but it does tell which of two
 * marks normalisation puts first, and nothing else is needed of them.
 */
function markRanks() {
  const swaps = (a, b) =>
    text(0x78, a, b).normalize('NFD') !==
    text(0x78).normalize('NFD') + text(a).normalize('NFD') + text(b).normalize('NFD');
  const LOWEST = 0x0334;
  const HIGHEST = 0x0345;
  const reordered = [];
  for (const c of codePoints()) {
    if (text(c).normalize('NFD') !== text(c)) continue;
    if (c === LOWEST || c === HIGHEST || swaps(c, LOWEST) || swaps(HIGHEST, c)) reordered.push(c);
  }
  const classes = []; // one list of code points per class, in order
  for (const c of reordered) {
    const same = classes.find(([first]) => !swaps(c, first) && !swaps(first, c));
    if (same) same.push(c);
    else classes.push([c]);
  }
  classes.sort(([a], [b]) => (swaps(a, b) ? 1 : -1));
  return new Map(classes.flatMap((list, rank) => list.map((c) => [c, rank + 1])));
}

/** Marks: (distance, length, 2 × rank of the combining class + 1 if the category is Mn). */
function marks() {
  const ranks = markRanks();
  const bytes = new Bytes();
  let at = 0;
  const numberOf = (c) => {
    const rank = ranks.get(c) ?? 0;
    return rank || /\p{M}/u.test(text(c)) ? 2 * rank + Number(/\p{Mn}/u.test(text(c))) : undefined;
  };
  for (const [from, length, value] of runs(numberOf)) {
    bytes.number(from - at);
    bytes.number(length);
    bytes.number(value);
    at = from + length;
  }
  return bytes.out;
}

/**
 * Canonical decompositions in one step, Hangul left out (it is arithmetic):
 * (distance to the last code point, signed distance of the first part to the last first part, what follows),
 * where the last is 0 for a lone part, else 2 × index into the list of second parts + 1, + 1 if never composed again.
 */
function decompositions() {
  const bytes = new Bytes();
  const seconds = [];
  const byDecomposition = new Map(); // some letters are made of one that is never composed itself
  for (const c of codePoints()) byDecomposition.set(text(c).normalize('NFD'), c);
  let lastCode = 0;
  let lastFirst = 0;
  for (const c of codePoints()) {
    const whole = text(c);
    const parts = points(whole.normalize('NFD'));
    if (text(...parts) === whole || (c >= 0xac00 && c <= 0xd7a3)) continue;
    let first = parts[0];
    let rest = 0;
    if (parts.length > 1) {
      const second = parts.at(-1);
      const head = text(...parts.slice(0, -1));
      const composed = points(head.normalize('NFC'));
      first = composed.length === 1 ? composed[0] : byDecomposition.get(head);
      if (first === undefined) throw new Error(`U+${c.toString(16)} has no decomposition into two parts`);
      if (!seconds.includes(second)) seconds.push(second);
      rest = 2 * seconds.indexOf(second) + 1 + Number(whole.normalize('NFC') !== whole);
    }
    bytes.number(c - lastCode);
    bytes.signed(first - lastFirst);
    bytes.number(rest);
    lastCode = c;
    lastFirst = first;
  }
  return { table: bytes.out, seconds };
}

/** A byte string literal, broken so that lines stay under 120 columns. */
function literal(name, doc, bytes) {
  const lines = [''];
  for (const b of bytes) {
    const shown =
      b >= 32 && b < 127 && b !== 34 && b !== 92 ? String.fromCharCode(b) : `\\x${b.toString(16).padStart(2, '0')}`;
    if (lines.at(-1).length + shown.length > 112) lines.push('');
    // a line must not begin with a blank, which the line break would swallow
    lines[lines.length - 1] += lines.at(-1) === '' && shown === ' ' ? '\\x20' : shown;
  }
  return `/// ${doc}\npub(super) const ${name}: &[u8] = b"\\\n    ${lines.join('\\\n    ')}";\n`;
}

const { table, seconds } = decompositions();
process.stdout.write(
  [
    `//! Unicode ${process.versions.unicode} tables, written by scripts/unicode-tables.mjs: do not edit.\n`,
    literal('LETTERS_AND_NUMBERS', 'Categories L* and N*: (gap, length) pairs.', set(/[\p{L}\p{N}]/u)),
    literal(
      'UNSPACED',
      'Letters and numbers of Han, Hiragana, Katakana and Hangul, their shared ones included: (gap, length) pairs.',
      set(/(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u),
    ),
    literal('MARKS', 'Marks: (gap, length, 2 × rank of the combining class + 1 for category Mn).', marks()),
    literal('DECOMPOSITIONS', 'One-step canonical decompositions: (gap, zigzag gap of the first part, rest).', table),
    literal('SECONDS', 'Second parts that `DECOMPOSITIONS` points into: code points.', packed(seconds)),
  ].join('\n'),
);
