/** Significant digits that are enough for any f32. */
const DIGITS = 9;
/** Exponents below the first, and from the second on, are written out. */
const PLAIN = [-4, 6] as const;

/** An f32 as Go's `%v` prints it: the fewest digits that give it back. */
export function goFloat32(value: number): string {
  let text = value.toExponential();
  for (let digits = 0; digits < DIGITS; digits++) {
    text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) break;
  }
  const [mantissa, power] = text.split('e') as [string, string];
  const exponent = Number(power);
  if (exponent >= PLAIN[0] && exponent < PLAIN[1]) return String(Number(text));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
