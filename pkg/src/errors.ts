/** The error classes of Weaviate's client, with its names and message prefixes. */
import type { CopyResult } from './types/copy.js';

/** The kinds of an engine's refusals; the core has the same list. */
export const ENGINE_ERROR_KINDS = [
  'bad-request',
  'not-found',
  'unprocessable',
  'schema',
  'internal',
  'memory-limit',
  'corrupt',
  'format-too-new',
  'busy',
] as const;

/** What all errors of the client have in common. */
export class WeaviateError extends Error {
  /** The HTTP status of a refused request, else a stable code: the kind of the engine's refusal or the class. */
  readonly code: number | string;
  constructor(message: string, code: number | string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.className;
    this.code = code;
  }
  /** The class's name, which survives minification. */
  protected static readonly className: string = 'WeaviateError';
}

/** An argument that the client itself refuses. */
export class WeaviateInvalidInputError extends WeaviateError {
  protected static override readonly className = 'WeaviateInvalidInputError';
  constructor(message: string, options?: ErrorOptions) {
    super(`Invalid input provided: ${message}`, 'invalid-input', options);
  }
}

/** A search or an aggregation that failed. */
export class WeaviateQueryError extends WeaviateError {
  protected static override readonly className = 'WeaviateQueryError';
  constructor(message: string, protocolType: 'gRPC' | 'GraphQL' = 'gRPC', code = 'query', options?: ErrorOptions) {
    super(`Query call with protocol ${protocolType} failed with message: ${message}`, code, options);
  }
}

/** A `deleteMany` that failed. */
export class WeaviateDeleteManyError extends WeaviateError {
  protected static override readonly className = 'WeaviateDeleteManyError';
  constructor(message: string, code = 'delete-many', options?: ErrorOptions) {
    super(`Delete many failed with message: ${message}`, code, options);
  }
}

/** A list of tenants that could not be had. */
export class WeaviateTenantsGetError extends WeaviateError {
  protected static override readonly className = 'WeaviateTenantsGetError';
  constructor(message: string, code = 'tenants-get', options?: ErrorOptions) {
    super(`Tenants get failed with message: ${message}`, code, options);
  }
}

/** A batch that was refused as a whole. */
export class WeaviateBatchError extends WeaviateError {
  protected static override readonly className = 'WeaviateBatchError';
  constructor(message: string, code = 'batch', options?: ErrorOptions) {
    super(`Batch objects insert failed with message: ${message}`, code, options);
  }
}

/** A batch stream that ended early. */
export class WeaviateBatchStreamError extends WeaviateError {
  protected static override readonly className = 'WeaviateBatchStreamError';
  constructor(message: string, code = 'batch-stream', options?: ErrorOptions) {
    super(`Batch stream failed with message: ${message}`, code, options);
  }
}

/** A request refused with an HTTP status: every write of one object and of the schema. */
export class WeaviateUnexpectedStatusCodeError extends WeaviateError {
  protected static override readonly className = 'WeaviateUnexpectedStatusCodeError';
  declare readonly code: number;
  constructor(code: number, message: string, options?: ErrorOptions) {
    super(`The request to Weaviate failed with status code: ${code} and message: ${message}`, code, options);
  }
}

/** A reply that cannot be read. */
export class WeaviateDeserializationError extends WeaviateError {
  protected static override readonly className = 'WeaviateDeserializationError';
  constructor(message: string) {
    super(`Converting data from Weaviate failed with message: ${message}`, 'deserialization');
  }
}

/** A request that cannot be written. */
export class WeaviateSerializationError extends WeaviateError {
  protected static override readonly className = 'WeaviateSerializationError';
  constructor(message: string) {
    super(`Converting data to Weaviate failed with message: ${message}`, 'serialization');
  }
}

/** A reply of an unexpected shape. */
export class WeaviateUnexpectedResponseError extends WeaviateError {
  protected static override readonly className = 'WeaviateUnexpectedResponseError';
  constructor(message: string) {
    super(`The response from Weaviate was unexpected: ${message}`, 'unexpected-response');
  }
}

/** Something that needs a server; the message says why. */
export class WeaviateUnsupportedFeatureError extends WeaviateError {
  protected static override readonly className = 'WeaviateUnsupportedFeatureError';
  constructor(message: string) {
    super(message, 'unsupported');
  }
}

/** A copy of a collection of which the target refused something. All else is copied; `result` says what and why. */
export class WeaviateCopyError extends WeaviateError {
  protected static override readonly className = 'WeaviateCopyError';
  constructor(readonly result: CopyResult) {
    const { failed } = result;
    const [first] = failed;
    const what = Object.entries({ object: first?.id, property: first?.property, tenant: first?.tenant })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name} ${value}`);
    super(`Copy failed for ${failed.length} items, the first: ${what.join(', ')}: ${first?.reason}`, 'copy');
  }
}

/** A connection that could not be made. */
export class WeaviateStartUpError extends WeaviateError {
  protected static override readonly className = 'WeaviateStartUpError';
  constructor(message: string, code = 'start-up', options?: ErrorOptions) {
    super(`Weaviate startup failed with message: ${message}`, code, options);
  }
}

/** A call that took too long. */
export class WeaviateRequestTimeoutError extends WeaviateError {
  protected static override readonly className = 'WeaviateRequestTimeoutError';
  constructor(message: string) {
    super(`Weaviate request timed out with message: ${message}`, 'timeout');
  }
}

/** Kept for programs that name it: nothing here needs permission. */
export class WeaviateInsufficientPermissionsError extends WeaviateError {
  protected static override readonly className = 'WeaviateInsufficientPermissionsError';
  declare readonly code: number;
  constructor(code: number, message: string) {
    super(`Forbidden: ${message}`, code);
  }
}

/** Kept for programs that name it: nobody logs in here. */
export class WeaviateUnauthenticatedError extends WeaviateError {
  protected static override readonly className = 'WeaviateUnauthenticatedError';
  constructor(message: string) {
    super(`Unauthenticated: ${message}`, 401);
  }
}

/** Kept for programs that name it: there is no gRPC here. */
export class WeaviateGRPCUnavailableError extends WeaviateError {
  protected static override readonly className = 'WeaviateGRPCUnavailableError';
  constructor(address: string) {
    super(`The gRPC health check against Weaviate at ${address} could not be completed.`, 'grpc-unavailable');
  }
}

/** Kept for programs that name it: backups are refused as unsupported. */
export class WeaviateBackupFailed extends WeaviateError {
  protected static override readonly className = 'WeaviateBackupFailed';
  constructor(message: string, kind: 'creation' | 'restoration') {
    super(`Backup ${kind} failed with message: ${message}`, 'backup');
  }
}

/** Kept for programs that name it: backups are refused as unsupported. */
export class WeaviateBackupCanceled extends WeaviateError {
  protected static override readonly className = 'WeaviateBackupCanceled';
  constructor(kind: 'creation' | 'restoration') {
    super(`Backup ${kind} was canceled`, 'backup');
  }
}

/** Kept for programs that name it: backups are refused as unsupported. */
export class WeaviateBackupCancellationError extends WeaviateError {
  protected static override readonly className = 'WeaviateBackupCancellationError';
  constructor(message: string) {
    super(`Backup cancellation failed with message: ${message}`, 'backup');
  }
}

/** What keeps an encoder from working at all. */
export type EncoderFailure =
  /** The connection was given no encoder under the name that the collection's configuration says. */
  | 'no-encoder'
  /** The runtime of the model is not installed. */
  | 'no-runtime'
  /** A file of the model is not where it should be, or cannot be read. */
  | 'not-found'
  /** A file is not the one that `encoder.json` names. */
  | 'checksum'
  /** A file is not in a form that is known. */
  | 'format';

/** An encoder that cannot work. The message says what to do. */
export class WeaviateEncoderError extends WeaviateError {
  protected static override readonly className = 'WeaviateEncoderError';
  declare readonly code: EncoderFailure;
  constructor(failure: EncoderFailure, message: string, options?: ErrorOptions) {
    super(message, failure, options);
  }
}
