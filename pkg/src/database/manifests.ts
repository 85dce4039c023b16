/** The table of contents: two slots that take turns, each naming segments that stand for runs of commits. */
import { HEADER_BYTES, type ManifestContent, openManifest, started } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import { getAll, type StorageAdapter } from '../storage/adapter.js';

/** Where manifests are. */
export const SLOTS = ['manifest/a', 'manifest/b'];

/** Where the manifest of a generation is. */
export const slotOf = (generation: number): string => SLOTS[Math.abs(generation % 2)] as string;

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
export const readManifests = async (store: StorageAdapter): Promise<Manifests> =>
  openManifests(await getAll(store, SLOTS));

/** What was found in {@link SLOTS}. */
export async function openManifests(stored: (Uint8Array | undefined)[]): Promise<Manifests> {
  const found: Manifests = { valid: [], damage: undefined, prefixes: new Map() };
  for (const [i, slot] of SLOTS.entries()) {
    const bytes = stored[i];
    if (!bytes) continue;
    await started();
    found.prefixes.set(slot, bytes.slice(0, HEADER_BYTES));
    try {
      found.valid.push(openManifest(slot, bytes));
    } catch (error) {
      if (error instanceof EngineError && error.kind === 'format-too-new') throw error;
      found.damage = error;
    }
  }
  found.valid.sort((a, b) => b.generation - a.generation);
  return found;
}

/** Segments of one generation; more than any manifest names. */
const GENERATION = 1e6;

/**
 * What the keys of a generation's segments begin with. `commit` and a random `maker` tell apart what two writers make at
 * the same time: neither may write over what the other's manifest is about to name.
 */
export const segmentFolder = (generation: number, commit: number, ...maker: string[]) =>
  `segment/${[generation, commit, ...maker].join('-')}/`;

export const segmentKey = (folder: string, position: number) => folder + position.toString().padStart(6, '0');

/** The sequence number that a segment carries: its own in the database. */
export const segmentSequence = (generation: number, position: number) => generation * GENERATION + position;

/** The sequence number that the value under a key must carry. */
export function sequenceOf(key: string): number {
  const [folder, name, position] = key.split('/');
  if (folder === 'wal') return Number(name);
  const [generation, commit] = (name as string).split('-');
  // version 1 numbered the segments of each generation anew
  return commit === undefined ? Number(position) : segmentSequence(Number(generation), Number(position));
}

/** Keys of all segments that a manifest names. */
export const segmentsOf = (manifest: ManifestContent): string[] =>
  manifest.runs.flatMap(({ segments }) => segments.map(([key]) => key));

/** Whether a run of the manifest stands for this commit. */
export const covers = (manifest: ManifestContent, commit: number): boolean =>
  manifest.runs.some(({ first, last }) => first <= commit && commit <= last);
