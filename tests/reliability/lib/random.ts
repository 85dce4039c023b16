/** Random numbers that a seed repeats (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!;
  }

  uuid(): string {
    const hex = Array.from({ length: 32 }, (_, i) => (i === 12 ? '4' : i === 16 ? '8' : this.int(16).toString(16)));
    return [0, 8, 12, 16, 20].map((from, i, cuts) => hex.slice(from, cuts[i + 1]).join('')).join('-');
  }

  /** Values in [-1, 1) that are exact in single precision. */
  vector(dimensions: number): Float32Array {
    return Float32Array.from({ length: dimensions }, () => this.int(2 ** 20) / 2 ** 19 - 1);
  }
}
