/**
 * Compaction: small commits at the end of the log become segments, together with the segments before them that are
 * not larger. So each byte is written again about as often as the database doubles.
 */
import { hex } from '../bytes.js';
import { type Core, HEADER_BYTES, lacks, type ManifestContent, type Run, sealManifest } from '../engine/core.js';
import { environment } from '../environment.js';
import type { Commit, StorageAdapter } from '../storage/adapter.js';
import { commitOf, type Entry, LARGE_COMMIT, LOG } from './commits.js';
import { segmentFolder, segmentKey, segmentSequence, segmentsOf, slotOf } from './manifests.js';
import type { Persistence } from './persistence.js';

/** Bytes of a segment: large values read several times faster than small ones. */
const SEGMENT_BYTES = 4 << 20;
/** Bytes and number of small commits that are folded into a segment. */
const LOG_BYTES = 8 << 20;
const LOG_COMMITS = 4096;
/** Commits between two looks for garbage, once there are so many values: a look visits every row. */
const LOOK_COMMITS = 64;

const isSmall = ({ key, bytes }: Entry) => key.startsWith(LOG) && bytes < LARGE_COMMIT;
const sizeOf = (entries: Entry[]) => entries.reduce((sum, { bytes }) => sum + bytes, 0);

/** The position of the first entry that a fold takes in; all later ones go with it. Undefined: nothing to do. */
export function foldFrom({ entries, next }: Persistence, core: Core): number | undefined {
  const small = entries.filter(isSmall);
  const looks = entries.length < LOOK_COMMITS || next % LOOK_COMMITS === 0;
  if (looks && sizeOf(entries) > 2 * core.liveBytes + LOG_BYTES) return 0;
  if (sizeOf(small) < LOG_BYTES && small.length < LOG_COMMITS) return undefined;
  let from = entries.findIndex(isSmall);
  let taken = sizeOf(entries.slice(from));
  while (from > 0 && (entries[from - 1] as Entry).bytes <= taken) taken += (entries[--from] as Entry).bytes;
  return from;
}

/** Deletes values that no manifest in a slot needs: the last generation's garbage, and what a crash left. */
async function garbage(store: StorageAdapter, kept: ManifestContent[], next: number): Promise<string[]> {
  const named = new Set(kept.flatMap(segmentsOf));
  // the older manifest's log begins after what it stands for; all of it may still be needed
  const covered = (commit: number) => kept.every(({ runs }) => runs.some((r) => r.first <= commit && commit <= r.last));
  const segments = (await store.list('segment/')).filter(({ key }) => !named.has(key));
  const log = (await store.list('wal/')).filter(({ key }) => {
    const commit = commitOf(key);
    return commit < next && covered(commit) && !named.has(key);
  });
  return [...segments, ...log].map(({ key }) => key);
}

/**
 * What a compaction begins with, under a key beside its segments': no manifest names it, so whoever takes the segments for
 * garbage takes it too. The manifest that names them is stored only while it is there, and drops it.
 */
const BEGUN = Uint8Array.of(1);

/**
 * Writes what `entries` from position `from` on hold as new segments.
 * @throws {StorageError} `conflict` when another writer has compacted, or dropped the segments meanwhile.
 */
export async function compact(persistence: Persistence, core: Core, from: number): Promise<void> {
  const { store, entries, values } = persistence;
  const taken = entries.slice(from);
  const generation = persistence.manifest.generation + 1;
  const cutoff = from === 0 ? 0 : values.firstOf(new Set(taken.map(({ key }) => key)));
  const folder = segmentFolder(generation, persistence.next, hex(environment().randomBytes(4)));
  const begun = `${folder}begun`;
  const segments: [string, number][] = [];
  const heads: Uint8Array[] = [];
  core.beginFold(cutoff);
  try {
    for (;;) {
      const step = core.fold(SEGMENT_BYTES, segmentSequence(generation, segments.length));
      if (step === undefined) break;
      if (lacks(step)) {
        await values.supply(core, step);
        continue;
      }
      const key = segmentKey(folder, segments.length);
      const puts: Commit['puts'] = segments.length === 0 ? [[begun, BEGUN]] : [];
      // nothing names it before the manifest does
      await store.commit({ puts: [...puts, [key, step.frame]], deletes: [] }, 'strict');
      segments.push([key, step.frame.length]);
      heads.push(step.head.slice());
    }
    const run: Run = { first: taken[0]?.first ?? 1, last: persistence.next - 1, segments };
    const runs = [...runsBefore(persistence.manifest, entries.slice(0, from)), run].filter(
      ({ first, last }) => first <= last,
    );
    await replaceManifest(persistence, { generation, runs }, segments.length > 0 ? begun : undefined);
  } catch (error) {
    core.abandonFold();
    throw error;
  }
  const numbers = segments.map(([key]) => values.add(key));
  core.endFold(cutoff, numbers);
  for (const [i, head] of heads.entries()) core.register(numbers[i] as number, head);
  const { first, last } = { first: taken[0]?.first ?? 1, last: persistence.next - 1 };
  persistence.entries = [...entries.slice(0, from), ...segments.map(([key, bytes]) => ({ key, bytes, first, last }))];
}

/** The runs of what stays: those of the manifest, and large commits as they stand in the log. */
function runsBefore(manifest: ManifestContent, entries: Entry[]): Run[] {
  const kept = manifest.runs.filter((run) => entries.some(({ first }) => first === run.first));
  const adopted = entries
    .filter(({ first }) => !kept.some((run) => run.first <= first && first <= run.last))
    .map(({ key, bytes, first, last }): Run => ({ first, last, segments: [[key, bytes]] }));
  return [...kept, ...adopted].sort((a, b) => a.first - b.first);
}

/**
 * Puts a manifest in the place of the one before the last, and drops what neither of the two then needs. Its new segments
 * are still there if `begun` is.
 */
async function replaceManifest(persistence: Persistence, manifest: ManifestContent, begun?: string): Promise<void> {
  const { store } = persistence;
  const { key, bytes } = sealManifest(manifest);
  const deletes = await garbage(store, [persistence.manifest, manifest], persistence.next);
  const expect = [...persistence.expectManifests(), ...(begun ? [{ key: begun, prefix: BEGUN }] : [])];
  await store.commit({ puts: [[key, bytes]], deletes, expect }, 'strict');
  persistence.manifests.prefixes.set(key, bytes.slice(0, HEADER_BYTES));
  persistence.manifest = manifest;
}

/**
 * Drops the older manifest and what only it needs: room at the cost of the way back. Tells whether there was any.
 * @throws {StorageError} `conflict` when another writer has compacted: what looks like garbage here may be its segments.
 */
export async function dropGarbage(persistence: Persistence): Promise<boolean> {
  const { store, manifest, manifests, next } = persistence;
  const deletes = await garbage(store, [manifest], next);
  if (deletes.length === 0) return false;
  const older = slotOf(manifest.generation - 1);
  await store.commit({ puts: [], deletes: [...deletes, older], expect: persistence.expectManifests() }, 'strict');
  manifests.prefixes.delete(older);
  return true;
}
