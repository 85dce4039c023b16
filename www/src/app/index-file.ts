/** The passages in one file. */

/** A file of the page, seen from the folder of its programs, in a window as in a worker. */
export const beside = (name: string): URL => new URL(/* @vite-ignore */ `../${name}`, import.meta.url);

let fetched: Promise<Uint8Array> | undefined;

/**
 * The index file as it is stored; the engine unpacks it. Not as a `Blob`: of what was preloaded Chromium fails to make
 * one now and then.
 * @throws Error when it cannot be fetched
 */
export function indexFile(): Promise<Uint8Array> {
  fetched ??= fetchIndexFile();
  return fetched;
}

async function fetchIndexFile(): Promise<Uint8Array> {
  const response = await fetch(beside('passages.wvlt.gz'));
  if (!response.ok) throw new Error(`passages.wvlt.gz: HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
