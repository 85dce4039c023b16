/** The runtime of the encoder's model: a package that a program brings along. */
import type { Runtime } from '../encoder/model.js';
import { WeaviateEncoderError } from '../errors.js';

/**
 * Loads `onnxruntime-web`, by its name or from an address.
 * @throws WeaviateEncoderError `no-runtime`, which says what to do
 */
export async function loadRuntime(address?: string): Promise<Runtime> {
  try {
    // bundlers take the first one along and leave the second one alone
    const module: Partial<Runtime> = address
      ? await import(/* @vite-ignore */ /* webpackIgnore: true */ address)
      : await import('onnxruntime-web/wasm');
    if (!module.InferenceSession) throw new Error('the module has no InferenceSession');
    return module as Runtime;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = address
      ? `the option runtime must be the address of its module ort.wasm.min.mjs`
      : 'install it (npm install onnxruntime-web), or name the address of its module by the option runtime';
    throw new WeaviateEncoderError('no-runtime', `onnxruntime-web cannot be loaded: ${remedy} (${reason})`, { cause });
  }
}
