/** Turning results into JSON, and comparing them with recorded ones. */
import type { Value } from './arguments.js';

/** Differ from run to run. */
const VOLATILE = new Set(['creationTime', 'updateTime', 'elapsedSeconds', 'took', 'queryProfile', 'explainScore']);

/** The JSON form of a result: no `undefined`, no functions, typed arrays as lists, dates as `{ $date }`. */
export function plain(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString() };
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return value as boolean | string;
  const kept = Object.entries(value).filter(
    ([key, item]) => item !== undefined && typeof item !== 'function' && !VOLATILE.has(key),
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, plain(item)]));
}

/** What a step looks at: `ok` that it succeeds, `uuids` in order, `length` how many, a list of keys those only. */
export type Only = 'ok' | 'uuids' | 'length' | string[];

export function project(value: unknown, only: Only | undefined): unknown {
  if (only === undefined) return value;
  if (only === 'ok') return null;
  if (Array.isArray(only)) {
    return Object.fromEntries(only.map((key) => [key, (value as Record<string, unknown> | undefined)?.[key]]));
  }
  const list = Array.isArray(value) ? value : (value as { objects: { uuid: string }[] }).objects;
  return only === 'length' ? list.length : list.map(({ uuid }: { uuid: string }) => uuid);
}

/** Puts the members of each range of equal scores into one order: the server's is free. */
export function untie(value: Value, ties: [from: number, to: number][] | undefined): Value {
  const list = Array.isArray(value) ? value : (value as { objects?: Value } | null)?.objects;
  if (!ties || !Array.isArray(list)) return value;
  const key = (item: Value): string => {
    if (typeof item === 'string') return item;
    const { uuid, groupedBy } = (item ?? {}) as { uuid?: string; groupedBy?: { value?: Value } };
    return uuid ?? String(groupedBy?.value ?? JSON.stringify(item));
  };
  const sorted = [...list];
  for (const [from, to] of ties) {
    sorted.splice(from, to - from, ...sorted.slice(from, to).sort((a, b) => (key(a) < key(b) ? -1 : 1)));
  }
  return Array.isArray(value) ? sorted : { ...(value as object), objects: sorted };
}

const close = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-6 + 1e-5 * Math.max(Math.abs(a), Math.abs(b));
const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 120) ?? 'nothing';

/**
 * The first difference as text, or undefined. Error texts (under any key `message`) are no difference:
 * they go to `texts`.
 */
export function difference(
  want: Value | undefined,
  got: Value | undefined,
  texts: string[],
  at = '$',
): string | undefined {
  if (typeof want === 'number' && typeof got === 'number') {
    return close(want, got) ? undefined : `${at}: want ${want}, got ${got}`;
  }
  if (Array.isArray(want) && Array.isArray(got)) {
    if (want.length !== got.length) return `${at}: want ${want.length} items, got ${got.length}`;
    return first(want.keys(), (i) => difference(want[i], got[i], texts, `${at}[${i}]`));
  }
  if (isRecord(want) && isRecord(got)) {
    const keys = new Set([...Object.keys(want), ...Object.keys(got)]);
    return first(keys, (key) => difference(want[key], got[key], texts, `${at}.${key}`));
  }
  if (want === got) return undefined;
  if (at.endsWith('.message') && typeof want === 'string' && typeof got === 'string') {
    texts.push(`${at}: want «${want}», got «${got}»`);
    return undefined;
  }
  return `${at}: want ${show(want)}, got ${show(got)}`;
}

const isRecord = (value: Value | undefined): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
