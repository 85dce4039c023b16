/** A collection out of a database and into one, as the stored values of an index file. */
import { type Core, lacks, seal, sealManifest, unseal } from '../engine/core.js';
import { EngineError, type IndexFile, type TransferOptions } from '../engine/engine.js';
import type { Instance } from './instance.js';
import { segmentFolder, segmentKey, segmentSequence } from './manifests.js';

/** Bytes of a segment of an index file: its first ones should arrive early. */
const SEGMENT_BYTES = 1 << 20;
/** An index file has no past. */
const GENERATION = 1;

/** A stored value of an index file. */
export type FileValue = { key: string; bytes: Uint8Array };

/** What an index file of the collection holds: a manifest, then its segments. */
export async function exportCollection(
  { core, values }: Instance,
  collection: string,
  { signal }: TransferOptions,
): Promise<FileValue[]> {
  const segments: FileValue[] = [];
  core.beginFold(0, collection);
  try {
    const next = () => core.fold(SEGMENT_BYTES, segmentSequence(GENERATION, segments.length));
    for (let step = next(); step !== undefined; step = next()) {
      signal?.throwIfAborted();
      if (lacks(step)) {
        await values.supply(core, step);
        continue;
      }
      segments.push({ key: segmentKey(segmentFolder(GENERATION, 1), segments.length), bytes: step.frame });
    }
  } finally {
    core.abandonFold();
  }
  const named = segments.map(({ key, bytes }): [string, number] => [key, bytes.length]);
  const { key, bytes } = sealManifest({ generation: GENERATION, runs: [{ first: 1, last: 1, segments: named }] });
  return [{ key, bytes }, ...segments];
}

/** The only collection of a core; its class in REST form. */
export function onlyCollection(core: Core): { class: string } {
  const classes = core.read('schema.list', {}, new Float32Array(0), 0) as { class: string }[];
  const [first] = classes;
  if (!first || classes.length > 1) {
    throw new EngineError(`an index file holds one collection, this one has ${classes.length}`, 500, 'corrupt');
  }
  return first;
}

/**
 * Takes the segments of an index file in, all of them in one commit. What is damaged or already here is refused before
 * anything is stored. `probe` is an empty core to look at the schema with.
 */
export async function importCollection(
  instance: Instance,
  probe: Core,
  file: IndexFile,
  { signal, onProgress }: TransferOptions,
): Promise<string> {
  const { core, persistence } = instance;
  const payloads: Uint8Array[] = [];
  let done = 0;
  for await (const [key, bytes] of file) {
    signal?.throwIfAborted();
    if (!key.startsWith('segment/')) continue;
    if (!bytes) throw new EngineError(`the index file lacks its part ${key}`, 500, 'corrupt');
    payloads.push(unseal('segment', bytes));
    done += bytes.length;
    onProgress?.({ phase: 'copy', done, total: done });
  }
  // the schema comes first
  if (payloads[0]) probe.replay(seal('segment', 0, payloads[0]).frame, 0, 0, 0);
  const { class: name } = onlyCollection(probe);
  if (core.read('schema.get', { collection: name }, new Float32Array(0), 0) !== null) {
    throw new EngineError(
      `a collection ${name} is here already: delete it, or open the file without copy`,
      422,
      'unprocessable',
    );
  }
  signal?.throwIfAborted();
  await persistence.commitAll(core, payloads);
  return name;
}
