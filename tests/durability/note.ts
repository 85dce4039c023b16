/** Objects for the tests here. */

export const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A note with two token vectors that no other has. */
export const note = (n: number, size = 0) => ({
  id: id(n),
  properties: { text: `note ${n} ${'x'.repeat(size)}`, n },
  vectors: {
    tokens: [
      [1, n, 0, 0],
      [0, 1, n, 0.5],
    ],
  },
});
