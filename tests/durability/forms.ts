/** Vectors that are stored in different forms, by what they are made of. */
const f32 = Math.fround;
const numbers = [-127, -104, -9, -0, 0, 13, 26, 127];

export const FORMS = {
  floats: numbers.map((n) => f32(Math.sin(n))),
  halves: [65504, 2 ** -24, -0, 1.5, -0.25, 1023.5, 3, -7],
  products: numbers.map((n) => f32(n * f32(0.1))),
  quotients: numbers.map((n) => f32(n / 127)),
};
