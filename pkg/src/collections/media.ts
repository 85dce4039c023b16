import type { Media } from '../types/query.js';

/** Bytes as base64 text, in pieces that `String.fromCharCode` can take. */
function base64(bytes: Uint8Array): string {
  const PIECE = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(binary);
}

async function download(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new Error(`Failed to download image from URL: ${url}`, { cause });
  }
}

type Files = { readFileSync(path: string): Uint8Array; statSync(path: string): { isFile(): boolean } };

/** The bytes of a file, in runtimes that have files, if the text is the path of one. */
function fileBytes(path: string): Uint8Array | undefined {
  const runtime = (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process;
  const files = runtime?.getBuiltinModule?.('node:fs') as Files | undefined;
  try {
    return files?.statSync(path).isFile() ? files.readFileSync(path) : undefined;
  } catch {
    // Not a path: base64 text, most likely, which may also be longer than a path can be.
    return undefined;
  }
}

/** Whether a text is an address to fetch. */
const isUrl = (text: string) => /^(https?|blob|data):/.test(text) && URL.canParse(text);

/**
 * An image, sound or film as base64 text: bytes, a `Blob`, a URL, or the path of a file where there are files.
 * A `data:` URL gives its content; any other text is taken for base64 and given back as it is.
 */
export async function toBase64FromMedia(media: Media): Promise<string> {
  if (media instanceof Uint8Array) return base64(media);
  if (media instanceof ArrayBuffer) return base64(new Uint8Array(media));
  if (typeof media !== 'string') return base64(new Uint8Array(await media.arrayBuffer()));
  const inline = /^data:[^,]*;base64,/i.exec(media);
  // read off and not fetched: the policy of a page may forbid to connect to `data:`
  if (inline) return media.slice(inline[0].length);
  if (isUrl(media)) return base64(await download(media));
  const bytes = fileBytes(media);
  return bytes ? base64(bytes) : media;
}

/** What is at a URL, as base64 text. */
export async function downloadImageFromURLAsBase64(url: string): Promise<string> {
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error('Invalid URL');
  return base64(await download(url));
}
