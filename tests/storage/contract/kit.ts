/** What the cases of the contract are made of. Plain functions that throw, so that they run wherever an adapter does. */
import type { Commit, Expectation, StorageAdapter } from '../../../pkg/src/storage/adapter.js';

/** One medium under test. */
export type Medium = {
  /** A new adapter over the same stored data. */
  adapter(): StorageAdapter;
  /** Whether another adapter finds what one stored. */
  persistent: boolean;
  /** Whether a view hears of the commits of a writer beside it. */
  tells?: boolean;
};

export type ContractCase = { name: string; run(medium: Medium): Promise<void> };

export const MIB = 1 << 20;
let stores = 0;

export function equal(got: unknown, want: unknown, what: string): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`${what}: want ${b}, got ${a}`);
}

export async function failure(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return (error as { failure?: string }).failure ?? String(error);
  }
  return 'nothing thrown';
}

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Bytes that differ between any two seeds and anywhere in one value. */
export function pattern(length: number, seed: number): Uint8Array {
  const value = new Uint8Array(length);
  for (let i = 0, state = seed * 2654435761 + 1; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    value[i] = state >>> 24;
  }
  return value;
}

export function same(got: Uint8Array | undefined, want: Uint8Array, what: string): void {
  if (!got || got.length !== want.length) throw new Error(`${what}: want ${want.length} bytes, got ${got?.length}`);
  for (let i = 0; i < want.length; i++) if (got[i] !== want[i]) throw new Error(`${what}: byte ${i} differs`);
}

export const change = (puts: [string, Uint8Array][], deletes: string[] = [], ...expect: Expectation[]): Commit => ({
  puts,
  deletes,
  expect,
});
export const newName = (): string => `contract-${Date.now().toString(36)}-${stores++}`;

export async function opened(medium: Medium, name = newName()): Promise<StorageAdapter> {
  const adapter = medium.adapter();
  await adapter.open(name);
  return adapter;
}
