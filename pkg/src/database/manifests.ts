/** The table of contents: two slots that take turns, each naming segments that stand for runs of commits. */
import { HEADER_BYTES, type ManifestContent, openManifest } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import type { StorageAdapter } from '../storage/adapter.js';

const SLOTS = ['manifest/a', 'manifest/b'];

/** What the slots hold. */
export type Manifests = {
  /** Those that are whole, the newest first. */
  valid: ManifestContent[];
  /** Why a slot could not be read. */
  damage: unknown;
  /** The beginning of what each slot holds: what a new manifest expects to replace. */
  prefixes: Map<string, Uint8Array>;
};

/** @throws {EngineError} `format-too-new` when a newer version of this package wrote one. */
export async function readManifests(store: StorageAdapter): Promise<Manifests> {
  const found: Manifests = { valid: [], damage: undefined, prefixes: new Map() };
  for (const slot of SLOTS) {
    const bytes = await store.get(slot);
    if (!bytes) continue;
    found.prefixes.set(slot, bytes.slice(0, HEADER_BYTES));
    try {
      found.valid.push(openManifest(bytes));
    } catch (error) {
      if (error instanceof EngineError && error.kind === 'format-too-new') throw error;
      found.damage = error;
    }
  }
  found.valid.sort((a, b) => b.generation - a.generation);
  return found;
}

/** Keys of all segments that a manifest names. */
export const segmentsOf = (manifest: ManifestContent): string[] =>
  manifest.runs.flatMap(({ segments }) => segments.map(([key]) => key));

/** Whether a run of the manifest stands for this commit. */
export const covers = (manifest: ManifestContent, commit: number): boolean =>
  manifest.runs.some(({ first, last }) => first <= commit && commit <= last);
