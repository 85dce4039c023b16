/**
 * Another engine, in memory of its own, that holds a part of the vectors: it is told everything that the leading one
 * applies, in the same order, and scans its part when asked.
 */
export interface Mirror {
  /** Applies a stored value. Failures are told by the next scan. */
  replay(bytes: Uint8Array, sequence: number, value: number): void;
  /** What its vectors give for a scan; undefined where it has applied more or less than the one that asks. */
  scan(request: Uint8Array): Promise<Uint8Array | undefined>;
  /** Resolves when it is no more than a few values behind. */
  caughtUp(): Promise<void>;
  /** Bytes that it holds. */
  memoryUsed(): Promise<number>;
  free(): void;
}

/** Makes the mirror that holds part `part` of `parts`. */
export type MirrorMaker = (
  env: Record<string, string | undefined>,
  memoryLimit: number,
  part: number,
  parts: number,
) => Promise<Mirror>;
