/** Fusing the two legs of a hybrid search once, over what all shards found: the core's `query/fuse.rs`, in f32. */
import { goFloat32 } from './go-float32.js';

export type FusionSet = { kind: 'vector' | 'keyword'; weight: number; name: string; hits: FusionHit[] };
type FusionHit = { uuid: string; value: number };
export type Fused = { uuid: string; score: number; value: number; explain: string };

/** Scores no farther apart than this are equal. */
const TIE = 1e-7;
/** Added to a rank, counted from 0. */
const RANK_OFFSET = 60;

const f = Math.fround;

/**
 * What the hits of a list add to the fused scores, in their order: `weight` times the value scaled to 0..1 within the
 * list, each of a list of equal ones fully; or `weight / (rank + 60)`, counted from 0.
 */
export function shares(hits: FusionHit[], weight: number, fusion: 'Ranked' | 'RelativeScore' | undefined): number[] {
  const own = f(weight);
  if (fusion === 'Ranked') return hits.map((_, rank) => f(own / (rank + RANK_OFFSET)));
  const values = hits.map(({ value }) => value);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return values.map((value) => (high === low ? own : f(own * f(f(value - low) / f(high - low)))));
}

/** Scores scaled to 0..1 within their list, then added by weight. Of a list of equal scores each counts fully. */
export function relativeScore(sets: FusionSet[]): Fused[] {
  const all = new Map<string, Fused>();
  for (const { weight, name, hits } of sets) {
    const parts = shares(hits, weight, 'RelativeScore');
    for (const [at, { uuid, value }] of hits.entries()) {
      const share = parts[at]!;
      const line = `\nHybrid (Result Set ${name}) Document ${uuid}: original score ${goFloat32(value)}, normalized score: ${goFloat32(share)}`;
      const before = all.get(uuid);
      const explain = before ? `${line} - ${before.explain}` : line;
      all.set(uuid, { uuid, value, explain, score: before ? f(share + before.score) : share });
    }
  }
  return inOrder(all);
}

/** Scores by rank: weight / (rank + 60), added up. */
export function ranked(sets: FusionSet[]): Fused[] {
  const all = new Map<string, Fused>();
  for (const { weight, name, hits } of sets) {
    const parts = shares(hits, weight, 'Ranked');
    for (const [rank, { uuid, value }] of hits.entries()) {
      const share = parts[rank]!;
      const before = all.get(uuid);
      const line = `\nHybrid (Result Set ${name}) Document ${uuid} contributed ${goFloat32(share)} to the score`;
      const explain = `${before?.explain ?? ''}${line}`;
      all.set(uuid, { uuid, value, explain, score: before ? f(share + before.score) : share });
    }
  }
  return inOrder(all);
}

/** Score descending; near ties by value descending, then by id. */
function inOrder(all: Map<string, Fused>): Fused[] {
  const list = [...all.values()].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
  return sorted(list, (a, b) => {
    const score = f(b.score - a.score);
    if (Math.abs(score) >= TIE) return score;
    const value = f(b.value - a.value);
    return Math.abs(value) >= TIE ? value : a.uuid < b.uuid ? -1 : 1;
  });
}

/** The core's merge sort: "near" is no order, and what becomes of a near tie must not depend on the engine's `sort`. */
function sorted<T>(items: T[], compare: (a: T, b: T) => number): T[] {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = sorted(items.slice(0, middle), compare);
  const merged: T[] = [];
  let at = 0;
  for (const item of sorted(items.slice(middle), compare)) {
    while (at < left.length && compare(left[at]!, item) <= 0) merged.push(left[at++]!);
    merged.push(item);
  }
  return merged.concat(left.slice(at));
}
