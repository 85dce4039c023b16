/** What a store was when it was last written: enough to tell an empty store from a wiped one. */
export type MarkerValue = {
  /** The store's own identity, made with it. */
  uuid: string;
  /** The newest generation that was stored. */
  generation: number;
  /** How many objects it held. */
  count: number;
};

/**
 * A second witness of each store, kept where it does not go with the store: a browser that throws a database away, or
 * a folder that is removed, leaves it behind. It proves a loss; that it is missing proves nothing.
 */
export interface Marker {
  /** The newest value under that name in any place that can be read, or undefined. */
  read(name: string): Promise<MarkerValue | undefined>;
  /** Writes the value wherever it can be kept. A place that refuses is passed over. */
  write(name: string, value: MarkerValue): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A value as it is kept, with the time it was written at, in ms since 1970. */
export type WrittenMarker = MarkerValue & { written: number };

export const encodeMarker = ({ uuid, generation, count }: MarkerValue): string =>
  JSON.stringify({ uuid, generation, count, written: Date.now() });

/** A kept value; undefined for what is not one, such as the half of one that a power cut left. */
export function decodeMarker(text: string | null | undefined): WrittenMarker | undefined {
  try {
    const { uuid, generation, count, written } = JSON.parse(text ?? '') as Partial<WrittenMarker>;
    if (typeof uuid !== 'string' || !uuid) return undefined;
    if (![generation, count, written].every((number) => Number.isSafeInteger(number))) return undefined;
    return { uuid, generation: generation as number, count: count as number, written: written as number };
  } catch {
    return undefined;
  }
}
