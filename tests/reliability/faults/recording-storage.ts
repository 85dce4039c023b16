/**
 * A medium with atomic commits, like IndexedDB and SQLite, that keeps a log of its commits: so the store after a
 * crash during any of them can be made again.
 */

import type { Random } from '../lib/random.js';
import type { Values } from '../lib/values.js';
import type { Commit, Durability } from '../lib/weavelet.js';
import { WrappedStorage } from '../lib/wrapped-storage.js';

type Logged = { commit: Commit; durability: Durability };

/**
 * How a crash treats the commits: `stop` keeps those that were handed over, `arrive` also the one under way, `drop`
 * loses some of the last relaxed ones, `tear` (a medium that does not keep its promise) keeps a part of the one
 * under way.
 */
export const CRASHES = ['stop', 'arrive', 'drop', 'tear'] as const;
export type Crash = (typeof CRASHES)[number];

export class RecordingStorage extends WrappedStorage {
  readonly log: Logged[] = [];
  /** Called before each commit; may throw. */
  onCommit: ((position: number) => void) | undefined;
  /** Called after each commit, before it is acknowledged; may throw. */
  onCommitted: ((position: number) => void) | undefined;

  /** Grows by one before a commit and by one after it. */
  position = 0;

  override async commit(commit: Commit, durability: Durability): Promise<void> {
    const number = this.log.length;
    this.onCommit?.(number);
    this.position++;
    await this.inner.commit(commit, durability);
    this.log.push({ commit, durability });
    this.position++;
    this.onCommitted?.(number);
  }

  /** Values after a crash at that position: odd ones are in the middle of a commit. */
  crash(position: number, kind: Crash, random: Random): Values {
    const whole = Math.floor(position / 2);
    const underWay = position % 2 === 1 ? this.log[whole] : undefined;
    let kept = whole;
    if (kind === 'drop') {
      const strict = this.log.slice(0, whole).findLastIndex(({ durability }) => durability === 'strict') + 1;
      kept = strict + random.int(whole - strict + 1);
    }
    const values: Values = new Map();
    for (const { commit } of this.log.slice(0, kept)) apply(values, commit);
    if (underWay && kind === 'arrive') apply(values, underWay.commit);
    if (underWay && kind === 'tear') apply(values, torn(underWay.commit, random));
    return values;
  }
}

function apply(values: Values, { puts, deletes }: Commit): void {
  for (const key of deletes) values.delete(key);
  for (const [key, value] of puts) values.set(key, value.slice());
}

/** Some of a commit's puts and deletes, the last put only in part. */
function torn({ puts, deletes }: Commit, random: Random): Commit {
  const kept = puts.slice(0, random.int(puts.length + 1));
  const last = kept.pop();
  if (last) kept.push([last[0], last[1].slice(0, random.int(last[1].length))]);
  return { puts: kept, deletes: deletes.slice(0, random.int(deletes.length + 1)) };
}
