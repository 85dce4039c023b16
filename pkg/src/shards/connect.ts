/** A client in a Worker whose collections live in Durable Objects: one per shard or tenant. */
import { connectBy } from '../client.js';
import { environment } from '../environment.js';
import { WeaviateUnsupportedFeatureError } from '../errors.js';
import type { Host } from '../host.js';
import type { TimeoutParams, WeaviateClient } from '../types/client.js';
import { Objects } from './objects.js';
import { type OnShardFailure, Router } from './router.js';
import type { ObjectNamespace } from './rpc.js';
import { limitsOf } from './settings.js';

export type ConnectToObjectsOptions = {
  /** The binding of the class of objects: `WeaveletObject`, or one that extends it. */
  namespace: ObjectNamespace;
  /** A name for the database: the names of its objects begin with it. Default `default`. */
  database?: string;
  /**
   * What to do when a shard does not answer a search: `'fail'` (default), or `'continue'` with what the others found; the
   * result then names it in `missingShards`. Writes and aggregations always fail.
   */
  onShardFailure?: OnShardFailure;
  /** Keys of model providers, as `X-JinaAI-Api-Key`. */
  headers?: Record<string, string>;
  /** Where to reach a model provider, by its name. */
  baseUrl?: Record<string, string>;
  /** Settings that a server reads from its environment, by their names there. `AUTOSCHEMA_ENABLED` is always `false`. */
  env?: Record<string, string | undefined>;
  timeout?: TimeoutParams;
};

/**
 * Connects to a database that is spread over Durable Objects. A collection made with `sharding: { desiredCount: n }` has
 * n objects, a multi-tenant one has an object per tenant, and one more object holds the schema; `client.status()` tells
 * of that one. Every shard embeds the text of a query by itself: give vectors where a provider counts requests.
 * @throws WeaviateStartUpError when the namespace is no binding of Durable Objects.
 */
export async function connectToObjects(options: ConnectToObjectsOptions): Promise<WeaviateClient> {
  const { namespace, database = 'default', onShardFailure = 'fail', timeout, ...credentials } = options;
  if (typeof namespace?.idFromName !== 'function') {
    throw new TypeError('connectToObjects: namespace must be the binding of a class of Durable Objects, as env.NAME');
  }
  if (onShardFailure !== 'fail' && onShardFailure !== 'continue') {
    throw new TypeError(`connectToObjects: onShardFailure is ${onShardFailure}; it must be 'fail' or 'continue'`);
  }
  const limits = limitsOf({ ...environment().env, ...options.env });
  const host: Host = {
    openDatabase: async () => new Router(new Objects(namespace, database, credentials), limits, onShardFailure),
    async openIndexFile() {
      throw new WeaviateUnsupportedFeatureError(
        'open is not supported over objects: connect with connectToLocal to open',
      );
    },
  };
  return connectBy(host, { host: `${database}.objects`, headers: options.headers, timeout });
}
