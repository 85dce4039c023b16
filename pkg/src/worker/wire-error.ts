/** Errors as they cross between threads: a structured clone keeps no class and no members of its own. */
import { EngineError, FormatTooNewError } from '../engine/engine.js';
import { type EncoderFailure, WeaviateEncoderError } from '../errors.js';
import { failureOf, StorageError, type StorageFailure, StorageLostError } from '../storage/adapter.js';

/**
 * An error as plain data. Some classes have members of their own: an engine's refusal its status and kind, a storage's
 * or an encoder's its failure.
 */
export type WireError = {
  name: string;
  message: string;
  stack?: string;
  status?: number;
  kind?: string;
  failure?: StorageFailure;
  encoder?: EncoderFailure;
  cause?: WireError;
};

/** Plain data for anything that was thrown. */
export function packError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const cause = error.cause === undefined ? undefined : packError(error.cause);
  if (error instanceof EngineError) return { name, message, stack, status: error.status, kind: error.kind, cause };
  if (error instanceof WeaviateEncoderError) return { name, message, stack, encoder: error.code, cause };
  return { name, message, stack, failure: failureOf(error), cause };
}

/** The error again, of the class that it was of. */
export function unpackError({ name, message, stack, status, kind, failure, encoder, cause }: WireError): Error {
  const error = make();
  if (cause && error.cause === undefined) error.cause = unpackError(cause);
  if (stack) error.stack = stack;
  return error;

  function make(): Error {
    if (name === 'FormatTooNewError') return new FormatTooNewError(message);
    if (kind !== undefined) return new EngineError(message, status as number, kind);
    if (name === 'StorageLostError') return new StorageLostError(message);
    if (encoder !== undefined) return new WeaviateEncoderError(encoder, message);
    if (failure !== undefined) return new StorageError(failure, message);
    if (name === 'AbortError' || name === 'TimeoutError') return new DOMException(message, name);
    const known = { TypeError, RangeError, SyntaxError }[name];
    if (known) return new known(message);
    const plain = new Error(message);
    plain.name = name;
    return plain;
  }
}
