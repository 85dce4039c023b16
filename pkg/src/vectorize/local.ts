/** Encoders of the connection, for collections whose vectors are made in this program. */
import { WeaviateEncoderError } from '../errors.js';
import type { Encoder } from '../types/encoder.js';
import type { VectorizerPlugin } from './registry.js';

/** The module that a collection's configuration names: see `configure.multiVectors.local`. */
export const LOCAL_MODULE = 'text2multivec-local';

/**
 * The encoder that a module's settings name, as a plugged-in one.
 * @throws WeaviateEncoderError `no-encoder` when the connection has none of that name
 */
export function encoderOf(settings: Record<string, unknown>, encoders: Record<string, Encoder> = {}): VectorizerPlugin {
  const name = String(settings.encoder);
  const encoder = Object.hasOwn(encoders, name) ? encoders[name] : undefined;
  if (!encoder) {
    const known = Object.keys(encoders).join(', ') || 'none';
    const remedy = `connect with { encoders: { ${JSON.stringify(name)}: … } }`;
    throw new WeaviateEncoderError('no-encoder', `no encoder ${JSON.stringify(name)} is here (${known}): ${remedy}`);
  }
  return {
    async embed(texts, { purpose, signal }) {
      return encoder(texts as string[], { kind: purpose, signal });
    },
  };
}
