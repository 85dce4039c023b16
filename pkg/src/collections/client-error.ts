/** The way from an engine's refusal to the error that a server's answer over the same transport becomes. */
import { EngineError } from '../engine/engine.js';
import type { CallName } from '../engine/protocol.js';
import {
  WeaviateBatchError,
  WeaviateDeleteManyError,
  type WeaviateError,
  WeaviateQueryError,
  WeaviateTenantsGetError,
  WeaviateUnexpectedStatusCodeError,
} from '../errors.js';

type Maker = (message: string, code: string, options: ErrorOptions) => WeaviateError;
const query: Maker = (message, code, options) => new WeaviateQueryError(message, 'gRPC', code, options);

/** The calls that a client sends by gRPC: the method its message names, and the error. All others are REST. */
const STREAMED: { [N in CallName]?: [method: string, error: Maker, path?: string] } = {
  search: ['Search', query],
  'objects.fetch': ['Search', query],
  aggregate: ['Aggregate', query],
  diagnose: ['Diagnose', query],
  'objects.deleteMany': ['BatchDelete', (...args) => new WeaviateDeleteManyError(...args)],
  'objects.batch': ['BatchObjects', (...args) => new WeaviateBatchError(...args)],
  'tenants.get': ['TenantsGet', (...args) => new WeaviateTenantsGetError(...args), 'get tenants: '],
};

/** The REST calls whose refusals a server wraps as a permission reply, with this empty list in front. */
const WITH_ALLOWED: CallName[] = ['schema.create', 'schema.update', 'schema.addProperty'];

/** The text of a REST refusal, as the server words it. */
function restBody(call: CallName, { status, kind, message }: EngineError): string {
  if (message === '' || call === 'objects.exists') return '';
  if (kind === 'bad-request') return JSON.stringify({ code: status, message });
  // Refused by the request's schema: 601 is a wrong format (the id of an object), 606 a value outside its list.
  if (kind === 'schema') return JSON.stringify({ code: /^(objects|references)/.test(call) ? 601 : 606, message });
  const error = [{ message }];
  return JSON.stringify(WITH_ALLOWED.includes(call) ? { allowed: null, error } : { error });
}

/**
 * What a call rejects with when the engine refused it. Anything but a refusal (an abort, lost storage) stays as it is.
 * @param rest treat a call as REST that is gRPC otherwise.
 */
export function clientError(call: CallName, error: unknown, rest = false): unknown {
  if (!(error instanceof EngineError)) return error;
  const streamed = rest ? undefined : STREAMED[call];
  if (!streamed) return new WeaviateUnexpectedStatusCodeError(error.status, restBody(call, error), { cause: error });
  const [method, make, path = ''] = streamed;
  return make(`/weaviate.v1.Weaviate/${method} UNKNOWN: ${path}${error.message}`, error.kind, { cause: error });
}
