/** `encoder.json`: which files an encoder is of, and how it is to be used. */
import { WeaviateEncoderError } from '../errors.js';

export const MANIFEST = 'encoder.json';

/** A file beside the manifest. */
export type NamedFile = { path: string; bytes: number; sha256: string };

export type Manifest = {
  format: 1;
  name: string;
  /** Numbers of a token vector. */
  dimensions: number;
  /** Tokens that the model takes at once, marks of begin and end among them. */
  longest: number;
  /** What is put in front of a text. Its tokens are left out of the result. */
  prefix: { query: string; document: string };
  files: { model: NamedFile; tokenizer: NamedFile };
};

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;

/** @throws WeaviateEncoderError naming the member that is not as it must be */
export function parseManifest(bytes: Uint8Array, address: string): Manifest {
  const refuse = (rule: string) => new WeaviateEncoderError('format', `${address}: ${rule}`);
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Manifest>;
  } catch {
    throw refuse('this is not JSON');
  }
  const { format, dimensions, longest, prefix, files } = manifest ?? {};
  if (format !== 1) throw refuse(`format is ${format}; 1 is known`);
  if (!isCount(dimensions)) throw refuse(`dimensions is ${dimensions}; it must be a whole number above 0`);
  if (!isCount(longest) || (longest as number) < 3) throw refuse(`longest is ${longest}; it must be 3 or more`);
  for (const kind of ['query', 'document'] as const) {
    if (typeof prefix?.[kind] !== 'string') throw refuse(`prefix.${kind} must be a text`);
  }
  for (const kind of ['model', 'tokenizer'] as const) {
    const file = files?.[kind];
    if (typeof file?.path !== 'string' || !isCount(file.bytes) || !/^[0-9a-f]{64}$/.test(String(file.sha256))) {
      throw refuse(`files.${kind} must have a path, a size in bytes and a sha256`);
    }
  }
  return manifest as Manifest;
}
