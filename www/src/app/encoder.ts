/** Where the vectors of a typed text come from: an encoder in this browser, once the visitor has loaded it. */
import type { EncoderProgress, LocalEncoder } from 'weavelet';
import type { MultiVector } from './vectors.js';

/** A text as token vectors, and what each of them stands for. */
export type Encoded = { tokens: string[]; vectors: MultiVector };
type LoadOptions = { signal?: AbortSignal; onProgress?(progress: EncoderProgress): void };

/** The folder of the encoder's files beside the page; it is there where `make encoder` has made it. */
const FILES = new URL('./encoder/', document.baseURI);

let encoder: LocalEncoder | undefined;
let ready = false;
let described: Promise<number | undefined> | undefined;

/** Bytes to download; undefined where the page has no encoder. */
export function encoderSize(): Promise<number | undefined> {
  described ??= fetch(new URL('encoder.json', FILES))
    .then(async (response) => {
      if (!response.ok) return undefined;
      const { files } = (await response.json()) as { files: Record<string, { bytes: number }> };
      return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
    })
    .catch(() => undefined);
  return described;
}

async function made(): Promise<LocalEncoder> {
  const { createEncoder } = await import('weavelet/encoder');
  encoder ??= createEncoder({ files: FILES });
  return encoder;
}

/** @throws WeaviateEncoderError when it cannot be loaded */
export async function loadEncoder(options: LoadOptions = {}): Promise<LocalEncoder> {
  const local = await made();
  await local.load(options);
  ready = true;
  return local;
}

/** The token vectors of a query; undefined while there is no encoder. */
export async function encodeQuery(text: string): Promise<Encoded | undefined> {
  if (!ready || !encoder || !text.trim()) return undefined;
  const [encoded] = await encoder([text], { kind: 'query' });
  return encoded;
}
